// What ChatService needs around it, on the driver's core and idle while it is measured: an issuer of tokens in the
// gateway's place, streams in StreamService's, and RabbitMQ.
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { DRIVER_CORE, folder, freePort, start, until } = require('./processes');

const SERVICE_KEY = crypto.randomBytes(16).toString('hex');
const SENDERS = 100;
const account = (number) => `01900000-0000-7000-9000-${String(number).padStart(12, '0')}`;
const HOST = account(0);
// As the driver names them.
const stream = (number) => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;

const base64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

async function startIssuerAndStreams() {
  const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const startedAt = new Date().toISOString();
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const answers = {
    '/.well-known/openid-configuration': () => ({ issuer: address, jwks_uri: `${address}/.well-known/jwks.json` }),
    '/.well-known/jwks.json': () => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'bench' }] }),
  };
  const streamOf = (url) => {
    const streamId = /^\/internal\/streams\/([0-9a-f-]{36})$/.exec(url)?.[1];
    return streamId && {
      streamId, title: 'A stream', host: { id: HOST, username: 'host', displayName: 'The host', avatarUrl: null },
      status: 'live', visibility: 'public', chatEnabled: true, recordEnabled: false, startedAt, endedAt: null,
    };
  };
  const server = http.createServer((request, response) => {
    const body = answers[request.url]?.() ?? streamOf(request.url);
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  });
  server.listen(port, '127.0.0.1').unref();

  const token = (id, name) => {
    const now = Math.floor(Date.now() / 1000);
    const signed = `${base64({ alg: 'ES256', typ: 'JWT', kid: 'bench' })}.${base64({
      iss: address, aud: 'clockit', iat: now, nbf: now - 60, exp: now + 12 * 3600, sub: id, name, display_name: name, role: ['viewer'],
    })}`;
    return `${signed}.${crypto.sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
  return { address, hostToken: token(HOST, 'host'), tokens: Array.from({ length: SENDERS }, (_, index) => token(account(index + 1), `viewer-${index + 1}`)) };
}

async function startMessaging() {
  const [port, distribution, epmd] = [await freePort(), await freePort(), await freePort()];
  const home = path.join(folder, 'messaging');
  fs.mkdirSync(home);
  fs.writeFileSync(path.join(home, 'enabled_plugins'), '[].\n');
  fs.writeFileSync(path.join(home, 'rabbitmq.conf'), `listeners.tcp.default = 127.0.0.1:${port}\nlog.console.level = error\n`);
  await start(
    DRIVER_CORE, 'sh',
    ['-c', 'setpriv --pdeathsig KILL epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 & detached=true exec /usr/lib/rabbitmq/bin/rabbitmq-server'],
    port,
    {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8',
        ERL_EPMD_PORT: epmd, ERL_EPMD_ADDRESS: '127.0.0.1',
        RABBITMQ_NODENAME: 'rabbit@localhost', RABBITMQ_NODE_PORT: port, RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1', RABBITMQ_DIST_PORT: distribution,
        RABBITMQ_MNESIA_BASE: home, RABBITMQ_LOG_BASE: home, RABBITMQ_LOGS: '-', RABBITMQ_CONFIG_FILE: path.join(home, 'rabbitmq'),
        RABBITMQ_CONF_ENV_FILE: path.join(home, 'none.conf'), RABBITMQ_ENABLED_PLUGINS_FILE: path.join(home, 'enabled_plugins'),
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}',
      },
    },
  );
  return `amqp://guest:guest@127.0.0.1:${port}/`;
}

// The environment of a ChatService that uses the given Redis.
const environmentOf = ({ issuer, messaging }, redis) => ({
  ConnectionStrings__redis: redis,
  ConnectionStrings__messaging: messaging,
  services__gateway__http__0: issuer.address,
  'services__stream-service__http__0': issuer.address,
  Internal__ServiceKey: SERVICE_KEY,
});

// The rooms are moderated as real ones are: some words are blocked, somebody is banned.
async function moderate({ issuer }, port, rooms) {
  const call = async (method, url, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/live/${url}`, {
      method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', authorization: `Bearer ${issuer.hostToken}` },
    });
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  };
  await until('ChatService', async () => (await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => ({ ok: false }))).ok);
  const blockedTerms = Array.from({ length: 20 }, (_, index) => `word that nobody says ${index}`);
  for (let room = 0; room < rooms; room++) {
    await call('PUT', `${stream(room)}/chat/settings`, { blockedTerms });
    await call('POST', `${stream(room)}/chat/bans`, { userId: account(9999), reason: 'spam' });
  }
}

async function startSurroundings() {
  return { issuer: await startIssuerAndStreams(), messaging: await startMessaging() };
}

module.exports = { environmentOf, moderate, startSurroundings };
