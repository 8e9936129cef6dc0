// A bucket of S3 on this machine: versitygw, where it is installed or TICKETLAKE_VERSITYGW names its program.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const KEYS = { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench-secret', AWS_REGION: 'us-east-1' };
const TRIES = 100;
const PAUSE_MS = 50;

/** @returns null where there is no such program */
export async function startBucket() {
  const program = process.env.TICKETLAKE_VERSITYGW ?? 'versitygw';
  const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-bench-bucket-'));
  // A folder is a bucket there.
  mkdirSync(path.join(folder, 'bench'));
  const port = await freePort();
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = KEYS;
  const child = spawn(program, ['--access', id, '--secret', secret, '--port', `127.0.0.1:${port}`, 'posix', folder], {
    stdio: 'ignore',
  });
  const close = async () => {
    if (child.exitCode === null && child.kill()) await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  };
  let isMissing = false;
  child.once('error', () => {
    isMissing = true;
  });
  for (let tries = 0; tries < TRIES && !isMissing; tries += 1) {
    if (await answers(port))
      return {
        to: 's3://bench/desk',
        folder: path.join(folder, 'bench/desk'),
        variables: { ...KEYS, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}/` },
        close,
      };
    await pause(PAUSE_MS);
  }
  child.kill();
  rmSync(folder, { recursive: true, force: true });
  return null;
}

async function freePort() {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
