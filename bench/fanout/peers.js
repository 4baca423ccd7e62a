// How each contestant is started, on the server's core.
const fs = require('node:fs');
const path = require('node:path');
const { SERVER_CORE, folder, freePort, has, start } = require('./processes');
const { environmentOf, moderate } = require('./surroundings');

const here = __dirname;
const NCHAN = '/usr/lib/nginx/modules/ngx_nchan_module.so';
const GO_PATH = '/usr/share/gocode';

const names = ['clockit', 'realtime', 'signalr', 'socketio', 'nats', 'nchan', 'centrifuge'];

// Why a contestant is left out, by its name.
function missing() {
  const reasons = {};
  if (!has('nats-server')) reasons.nats = 'apt-get install nats-server';
  if (!fs.existsSync(NCHAN)) reasons.nchan = 'apt-get install nginx-light libnginx-mod-nchan';
  const libraries = ['centrifugal/centrifuge', 'centrifugal/protocol', 'FZambia/eagle', 'igm/sockjs-go', 'mna/redisc'];
  if (!has('go') || libraries.some((library) => !fs.existsSync(path.join(GO_PATH, 'src/github.com', library)))) {
    reasons.centrifuge =
      'apt-get install --no-install-recommends golang-go golang-github-centrifugal-centrifuge-dev golang-github-centrifugal-protocol-dev ' +
      'golang-github-fzambia-eagle-dev golang-github-igm-sockjs-go-dev golang-github-mna-redisc-dev';
  }
  return reasons;
}

const nchanConfig = (port) => `
load_module ${NCHAN};
daemon off;
master_process off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx.log;
events { worker_connections 15000; }
http {
  access_log off;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /sub { nchan_subscriber websocket; nchan_channel_id $arg_id; nchan_subscriber_first_message newest; }
    location = /pub { nchan_publisher websocket; nchan_channel_id $arg_id; nchan_message_buffer_length 64; nchan_message_timeout 10s; }
  }
}
`;

const natsConfig = (port, clients) => `
host: 127.0.0.1
port: ${clients}
websocket { host: 127.0.0.1, port: ${port}, no_tls: true }
ping_interval: "1h"
`;

// As the product runs it (src/AppHost): every write is on the disk before it is answered.
const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory', '1gb', '--maxmemory-policy', 'noeviction'];

// The Redis of a contestant, null for those that have none.
async function startRedis(name) {
  if (!['clockit', 'realtime', 'socketio'].includes(name)) return null;
  const port = await freePort();
  const dir = fs.mkdtempSync(path.join(folder, 'redis-'));
  const persistence = name === 'clockit' ? DURABLE : ['--appendonly', 'no'];
  const child = await start(SERVER_CORE, 'redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir, ...persistence], port, { stdio: 'ignore' });
  return { child, port, dir };
}

// Starts a node; gives its process, its port and the port of its probe.
async function startPeer(name, { bin, redis, surroundings, rooms }) {
  const port = await freePort();
  const probe = await freePort();
  const withProbe = {
    ...process.env,
    DOTNET_STARTUP_HOOKS: path.join(bin.probe, 'fanout-probe.dll'),
    FANOUT_PROBE_PORT: String(probe),
    // On one busy core the runtime puts off for tens of seconds what it does once in a server's life: compile it well.
    DOTNET_TC_CallCountingDelayMs: '0',
  };
  const launch = (command, args, options) => start(SERVER_CORE, command, args.map(String), port, options);
  const server = (args, environment) => launch(path.join(bin.server, 'fanout-server'), args, { env: { ...withProbe, ...environment } });
  switch (name) {
    case 'clockit': {
      const child = await launch(path.join(bin.chat, 'Clockit.ChatService'), [], {
        env: { ...withProbe, ...environmentOf(surroundings, `127.0.0.1:${redis.port}`), ASPNETCORE_URLS: `http://127.0.0.1:${port}` },
      });
      await moderate(surroundings, port, rooms);
      return { child, port, probe };
    }
    case 'realtime':
      // As ChatService is configured (ChatService.csproj).
      return { child: await server(['realtime', port, `127.0.0.1:${redis.port}`], { DOTNET_ThreadPool_UnfairSemaphoreSpinLimit: '0' }), port, probe };
    case 'signalr':
      return { child: await server(['signalr', port]), port, probe };
    case 'socketio':
      return { child: await launch(process.execPath, [path.join(here, 'socketio/server.js'), port, redis.port], { env: { ...process.env, NODE_ENV: 'production' } }), port };
    case 'nats': {
      const file = path.join(folder, 'nats.conf');
      fs.writeFileSync(file, natsConfig(port, await freePort()));
      return { child: await launch('nats-server', ['-c', file], { env: { ...process.env, GOMAXPROCS: '1' }, stdio: 'ignore' }), port };
    }
    case 'nchan': {
      const file = path.join(folder, 'nginx.conf');
      fs.writeFileSync(file, nchanConfig(port));
      return { child: await launch('nginx', ['-c', file, '-e', `${folder}/nginx.log`]), port };
    }
    case 'centrifuge':
      return { child: await launch(path.join(bin.centrifuge, 'fanout-centrifuge'), [port], { env: { ...process.env, GOMAXPROCS: '1' } }), port };
    default:
      throw new Error(`Unknown peer ${name}.`);
  }
}

module.exports = { GO_PATH, missing, names, startPeer, startRedis };
