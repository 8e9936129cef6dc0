// `ticketlake export` and `ticketlake serve` as a user starts them, on a lake in a temporary folder.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './pack.mjs';
import { runOrThrow, start } from './process.mjs';
import { step, until } from './waits.mjs';

const command = join(root, 'etl/bin/ticketlake.js');
const { DuckDBInstance } = createRequire(join(root, 'etl/package.json'))('@duckdb/node-api');

export const TOKEN = 'token-of-the-page-1';

/** @param {object[]} services of a sandbox @param {{timezone?: string, schedule?: string, streams?: string[], businessHours?: object, publish?: object[]}} [settings] */
export async function openLake(
  services,
  { timezone = 'Europe/Paris', schedule, streams, businessHours, publish } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'ticketlake-page-'));
  const config = join(folder, 'ticketlake.yaml');
  const source = ({ name, url, key }) => ({
    vendor: name,
    url,
    key,
    requests_per_minute: 100_000,
    concurrency: 8,
    ...(streams ? { streams } : {}),
  });
  // JSON is YAML.
  const settings = {
    lake: './lake',
    timezone,
    serve: { token: TOKEN },
    ...(schedule ? { schedule: { cron: schedule, timezone } } : {}),
    ...(businessHours ? { business_hours: businessHours } : {}),
    ...(publish ? { publish } : {}),
    sources: Object.fromEntries(services.map((service) => [service.name, source(service)])),
  };
  await writeFile(config, JSON.stringify(settings, null, 2));
  const env = { PATH: process.env.PATH, HOME: folder };
  const running = [];

  return {
    async export(...options) {
      await runOrThrow(process.execPath, [command, 'export', '--config', config, '--quiet', ...options], { env });
    },

    /**
     * @param {...string} options of `ticketlake serve`
     * @returns {Promise<{url: string, ask(path: string, init?: RequestInit): Promise<Response>, log(): string, end(): Promise<void>}>}
     */
    async serve(...options) {
      const args = [command, 'serve', '--config', config, '--port', '0', '--json', ...options];
      const child = start(process.execPath, args, { env });
      running.push(child);
      await until(
        60,
        () => `serve did not say where it listens: ${child.output.stderr}`,
        () => {
          if (child.hasEnded()) throw new Error(`serve ended: ${child.output.stderr}`);
          return child.output.stdout.includes('\n');
        },
      );
      const { url } = JSON.parse(child.output.stdout.split('\n')[0]);
      const headers = { authorization: `Bearer ${TOKEN}` };
      return {
        url,
        ask: (path, init = {}) => {
          step(`serve: ${init.method ?? 'GET'} ${path}`);
          const signal = AbortSignal.timeout(60_000);
          return fetch(`${url}${path}`, { signal, ...init, headers: { ...headers, ...init.headers } });
        },
        log: () => child.output.stderr,
        end: () => child.end(),
      };
    },

    /** Rows of SQL over the published Parquet files, in which `{tickets}` stands for a table. */
    async rows(sql) {
      const file = (_match, table) => `read_parquet('${join(folder, 'lake/parquet', `${table}.parquet`)}')`;
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      try {
        const reader = await connection.runAndReadAll(sql.replaceAll(/\{(\w+)\}/g, file));
        return reader.getRowObjectsJson();
      } finally {
        connection.closeSync();
      }
    },

    async close() {
      for (const child of running) await child.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
