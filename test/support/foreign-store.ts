/** Stores that others wrote, where they are installed: their programs stand in the path, or variables name them. */
import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { NO_PROXY } from '../../etl/src/base/proxy';
import type { AzureAccess, StoreAccess } from '../../etl/src/config/store-access';
import type { StorePlace } from '../../etl/src/config/target-place';
import { azureSign } from '../../etl/src/targets/store/azure-keys';
import { connectionTo } from '../../etl/src/targets/store/connection';
import { ObjectRequests } from '../../etl/src/targets/store/object-requests';
import { ACCOUNT } from './container-server';
import { newFolder } from './published-files';

export interface ForeignStore {
  name: string;
  /** The variable that names its program. */
  variable: string;
  start(): Promise<ForeignServer>;
}

export interface ForeignServer {
  place: StorePlace;
  access: StoreAccess;
  process: ChildProcess;
}

const PREFIX = 'desk/';
const KEY = Buffer.from('a key of the tests alone').toString('base64');

export const FOREIGN_STORES: readonly ForeignStore[] = [
  {
    name: 'versitygw',
    variable: 'TICKETLAKE_VERSITYGW',
    async start() {
      const [folder, port] = [newFolder(), await freePort()];
      // A folder is a bucket there.
      mkdirSync(path.join(folder, 'lake'));
      const args = ['--access', 'test', '--secret', 'testtest', '--port', `127.0.0.1:${port}`, 'posix', folder];
      const server = await running(programOf(this), args, port);
      const keys = { id: 'test', secret: 'testtest', session: null };
      const access = { endpoint: `http://127.0.0.1:${port}/`, region: null, profile: null, timeoutMs: 10_000, keys };
      return {
        place: { kind: 's3', bucket: 'lake', prefix: PREFIX },
        access: { kind: 's3', ...access },
        process: server,
      };
    },
  },
  {
    name: 'azurite-blob',
    variable: 'TICKETLAKE_AZURITE',
    async start() {
      const [folder, port] = [newFolder(), await freePort()];
      const args = ['--silent', '--location', folder, '--blobHost', '127.0.0.1', '--blobPort', String(port)];
      const server = await running(programOf(this), args, port, { AZURITE_ACCOUNTS: `${ACCOUNT}:${KEY}` });
      const service = `http://127.0.0.1:${port}/${ACCOUNT}/`;
      const keys = { kind: 'key', key: KEY } as const;
      const access: AzureAccess = { kind: 'azure', service, account: ACCOUNT, timeoutMs: 10_000, keys };
      const requests = new ObjectRequests(
        connectionTo({ url: service, proxy: NO_PROXY, timeoutMs: 10_000 }),
        await azureSign(access, NO_PROXY),
      );
      const { status } = await requests.send({ method: 'PUT', url: new URL('lake?restype=container', service) });
      if (status !== 201) throw new Error(`Azurite made no container: ${status}`);
      return { place: { kind: 'azure', service: null, container: 'lake', prefix: PREFIX }, access, process: server };
    },
  },
  {
    name: 'fake-gcs-server',
    variable: 'TICKETLAKE_FAKE_GCS_SERVER',
    async start() {
      const [folder, port] = [newFolder(), await freePort()];
      const where = ['-scheme', 'http', '-host', '127.0.0.1', '-port', String(port)];
      const args = [...where, '-filesystem-root', folder, '-log-level', 'error'];
      const server = await running(programOf(this), args, port);
      const endpoint = `http://127.0.0.1:${port}/`;
      const made = await fetch(`${endpoint}storage/v1/b?project=p`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"name":"lake"}',
      });
      if (!made.ok) throw new Error(`fake-gcs-server made no bucket: ${made.status}`);
      const access = { kind: 'gcs', endpoint, timeoutMs: 10_000, keyFile: null, isEmulated: true } as const;
      return { place: { kind: 'gcs', bucket: 'lake', prefix: PREFIX }, access, process: server };
    },
  },
];

export function isInstalled(store: ForeignStore): boolean {
  return spawnSync(programOf(store), ['--help']).error === undefined;
}

function programOf({ name, variable }: Pick<ForeignStore, 'name' | 'variable'>): string {
  return process.env[variable] ?? name;
}

async function running(
  program: string,
  args: readonly string[],
  port: number,
  env: Record<string, string> = {},
): Promise<ChildProcess> {
  const server = spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...env } });
  for (let tries = 0; tries < 200; tries += 1) {
    if (await answers(port)) return server;
    await pause(100);
  }
  server.kill();
  throw new Error(`${program} did not start`);
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => done(false));
  });
}
