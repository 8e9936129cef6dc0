// PostgreSQL and Redis of the machine, each in a folder of its own that goes with it.
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort, run, runOrThrow, start } from './process.mjs';
import { until } from './waits.mjs';

/** Debian keeps PostgreSQL's own programs apart from everybody's. */
const DEBIAN = '/usr/lib/postgresql';
const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
const FOLDERS = [
  ...(process.env.PATH ?? '').split(delimiter),
  ...versions.map((version) => join(DEBIAN, version, 'bin')),
];

const program = (name) => FOLDERS.map((folder) => join(folder, name)).find((file) => existsSync(file));

/** The programs that the machine lacks. */
export const missingServers = ['initdb', 'postgres', 'redis-server'].filter((name) => program(name) === undefined);

/** @returns {Promise<{env: Record<string, string>, close: () => Promise<void>}>} `env`: how n8n finds it */
export async function startPostgres() {
  const folder = await mkdtemp(join(tmpdir(), 'ticketlake-postgres-'));
  const as = await unprivileged();
  if (as.uid !== undefined) await chown(folder, as.uid, as.gid);
  const options = { cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C' }, ...as };
  const data = join(folder, 'data');
  const trusting = ['--username=n8n', '--auth=trust', '--encoding=UTF8', '--no-sync'];
  await runOrThrow(program('initdb'), [`--pgdata=${data}`, ...trusting], options);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'max_connections=60'];
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const child = start(program('postgres'), args, options);
  const close = async () => {
    await child.end();
    await rm(folder, { recursive: true, force: true });
  };
  await answering('PostgreSQL', port, child);
  const env = {
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: '127.0.0.1',
    DB_POSTGRESDB_PORT: String(port),
    DB_POSTGRESDB_DATABASE: 'postgres',
    DB_POSTGRESDB_USER: 'n8n',
  };
  return { env, close };
}

/** @returns {Promise<{env: Record<string, string>, close: () => Promise<void>}>} `env`: how n8n finds it */
export async function startRedis() {
  const folder = await mkdtemp(join(tmpdir(), 'ticketlake-redis-'));
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = start(program('redis-server'), args, { cwd: folder, env: { PATH: process.env.PATH } });
  const close = async () => {
    await child.end();
    await rm(folder, { recursive: true, force: true });
  };
  await answering('Redis', port, child);
  return { env: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) }, close };
}

/** PostgreSQL refuses to run as root: its package brings a user. @returns {Promise<{uid?: number, gid?: number}>} */
async function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const ask = async (option) => Number((await run('id', [option, 'postgres'], {})).stdout);
  return { uid: await ask('-u'), gid: await ask('-g') };
}

async function answering(name, port, child) {
  await until(
    60,
    () => `${name} did not answer\n${child.output.stdout}\n${child.output.stderr}`,
    async () => {
      if (child.hasEnded()) throw new Error(`${name} ended\n${child.output.stdout}\n${child.output.stderr}`);
      return await new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
        socket.once('close', () => resolve(false)).setTimeout(1000, () => socket.destroy());
        socket.once('connect', () => socket.destroy());
      });
    },
  );
}
