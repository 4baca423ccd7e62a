// Programs under measurement, each on its core, all ended with this process.
const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const SERVER_CORE = '0';
const DRIVER_CORE = '1';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fanout-'));
const running = new Set();

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

const freePort = () =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

// Asks until the question is answered with true.
async function until(what, ask, attempts = 1200) {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (await ask()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not come up.`);
}

const listens = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.end());
  });

// Starts a program and returns when it listens on the port.
async function start(core, command, args, port, options = {}) {
  const child = spawn('taskset', ['-c', core, command, ...args], { stdio: ['ignore', 'ignore', 'inherit'], ...options });
  running.add(child);
  child.on('exit', () => running.delete(child));
  await until(command, () => {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}.`);
    return listens(port);
  });
  return child;
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

// Runs a program on the driver's core to its end and gives what it printed.
function run(command, args, environment = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn('taskset', ['-c', DRIVER_CORE, command, ...args], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
    running.add(child);
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.on('exit', (code) => {
      running.delete(child);
      if (code === 0) resolve(output);
      else reject(new Error(`${path.basename(command)} failed with ${code}.`));
    });
  });
}

module.exports = { SERVER_CORE, DRIVER_CORE, folder, freePort, has, run, start, stop, until };
