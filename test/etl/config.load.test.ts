/** Good configuration files: defaults, variables, and what is normalised. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Config } from '../../etl/src/config/config';
import { loadConfig, readConfig } from '../../etl/src/config/load';
import { topLevel } from '../../etl/src/config/schema';
import { sourceSchema } from '../../etl/src/config/source-schema';
import { expand } from '../../etl/src/config/variables';
import { vendorNamed } from '../../vendors/registry';
import { STREAM_NAMES } from '../../vendors/vendor';

function configOf(text: string, variables: Record<string, string> = {}): Config {
  const loaded = readConfig(text, '/lakes/ticketlake.yaml', variables);
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => problem.message).join('; '));
  return loaded.config;
}

const SMALL = 'sources:\n  acme: { vendor: teamswork, url: "https://x.example/ticketing/v1/", key: abc123 }\n';

test('defaults are those of the design', () => {
  const { sources, ...top } = configOf(SMALL);
  expect(top).toEqual({
    file: '/lakes/ticketlake.yaml',
    lake: path.resolve('/lakes/lake'),
    timezone: 'UTC',
    partition: 'none',
    compression: 'snappy',
    rawRetentionMs: 30 * 86_400_000,
    maxDeleteShare: 0.1,
    fullScanEveryMs: 7 * 86_400_000,
    commentsRescanEveryMs: 86_400_000,
    contract: 'evolve',
    schedule: null,
    serve: { host: '127.0.0.1', port: 8321, token: null, mcp: false },
    notify: [],
    telemetry: { lineage: null, metrics: null, refused: [] },
    proxy: { http: null, https: null, no: '' },
    publish: [],
    lakeId: null,
    writtenSecrets: ['sources.acme.key'],
  });
  expect(sources).toHaveLength(1);
  const { vendor, ...source } = sources[0]!;
  expect(vendor.name).toBe('teamswork');
  expect(source).toEqual({
    attachments: 'auto',
    name: 'acme',
    url: 'https://x.example/ticketing/v1',
    key: 'abc123',
    timezone: null,
    streams: STREAM_NAMES,
    since: null,
    requestsPerMinute: null,
    requestsPerHour: null,
    requestsPerDay: null,
    concurrency: vendor.defaults.concurrency,
    pageSize: null,
    timeoutMs: vendor.defaults.timeoutMs,
    statuses: {},
    priorities: {},
    projects: [],
    paths: {},
  });
});

test('everything that can be set arrives', () => {
  const config = configOf(
    `lake: /data/lake
timezone: europe/paris
partition: month
compression: zstd
raw_retention: 12h
max_delete_share: 2.5%
full_scan_every: 3d
comments_rescan_every: 90m
contract: freeze
sources:
  Sym-1_a:
    vendor: sympoq
    url: https://x.example
    key: 0123
    timezone: US/Eastern
    streams: [tickets, queues]
    since: 2020-01-31
    requests_per_minute: 60
    requests_per_hour: 1000
    requests_per_day: 20000
    concurrency: 3
    page_size: 50
    timeout: 90s
    statuses: { " Waiting ": pending, "5": On_Hold }
    priorities: { "5": urgent }
    paths: { tickets: /my/tickets/, ticket: "my/ticket/{id}" }
  syn:
    vendor: Synqly
    url: https://api.synqly.com
    key: k
    projects: [1, two]
`,
  );
  expect(config).toMatchObject({
    lake: path.resolve('/data/lake'),
    timezone: 'Europe/Paris',
    partition: 'month',
    compression: 'zstd',
    rawRetentionMs: 12 * 3_600_000,
    maxDeleteShare: 0.025,
    fullScanEveryMs: 3 * 86_400_000,
    commentsRescanEveryMs: 90 * 60_000,
    contract: 'freeze',
  });
  expect(config.sources[0]).toMatchObject({
    name: 'Sym-1_a',
    // A key is text: its leading zero stays.
    key: '0123',
    timezone: 'US/Eastern',
    streams: ['tickets', 'queues'],
    since: '2020-01-31',
    requestsPerMinute: 60,
    requestsPerHour: 1000,
    requestsPerDay: 20000,
    concurrency: 3,
    pageSize: 50,
    timeoutMs: 90_000,
    statuses: { waiting: 'pending', '5': 'on_hold' },
    priorities: { '5': 'urgent' },
    paths: { tickets: 'my/tickets', ticket: 'my/ticket/{id}' },
  });
  expect(config.sources[1]).toMatchObject({ name: 'syn', projects: ['1', 'two'] });
});

test('variables come from the environment, else from .env beside the file, else from their default', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-config-'));
  try {
    mkdirSync(path.join(folder, 'etc'));
    writeFileSync(path.join(folder, 'etc', '.env'), 'KEY="from file"\nKEY2=file2\nEMPTY=\n');
    writeFileSync(
      path.join(folder, 'etc', 'a.yaml'),
      'lake: ${LAKE:-../lake}\nsources:\n  a: { vendor: teamswork, url: "https://${HOST}/x", key: "${KEY}" }\n  b: { vendor: teamswork, url: "https://x.example", key: "${KEY2}${EMPTY:-z}" }\n',
    );
    const loaded = loadConfig('etc/a.yaml', { KEY: 'env1', HOST: 'h.example' }, folder);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    expect(loaded.config.lake).toBe(path.join(folder, 'lake'));
    expect(loaded.config.file).toBe(path.join(folder, 'etc', 'a.yaml'));
    expect(loaded.config.sources.map(({ key }) => key)).toEqual(['env1', 'file2z']);
    expect(loaded.config.sources[0]?.url).toContain('https://h.example/');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a value of a variable is never read as YAML', () => {
  const config = configOf('sources:\n  a: { vendor: teamswork, url: https://x.example, key: "${KEY}" }\n', {
    KEY: '"}#:*&!|',
  });
  expect(config.sources[0]?.key).toBe('"}#:*&!|');
});

test('a file that is not there is said with what can be done', () => {
  expect(loadConfig('nowhere.yaml', {}, tmpdir())).toEqual({
    ok: false,
    problems: [
      {
        line: 0,
        column: 0,
        message: 'there is no such file',
        remedy:
          'Run `ticketlake init` to write one, or name another one with --config FILE. To try it out: ticketlake sandbox --write-config ticketlake.yaml',
      },
    ],
  });
});

test('aliases share settings between sources', () => {
  const config = configOf(
    'sources:\n  a: { vendor: teamswork, url: https://x.example, key: k1, statuses: &words { Waiting: pending } }\n  b: { vendor: teamswork, url: https://x.example, key: k2, statuses: *words }\n',
  );
  expect(config.sources.map(({ statuses }) => statuses)).toEqual([{ waiting: 'pending' }, { waiting: 'pending' }]);
});

test('done_rescan is for Deskpro alone', () => {
  const written = (vendor: string, more: string) =>
    `sources:\n  a: { vendor: ${vendor}, url: https://x.example, key: "1:k1"${more} }\n`;
  expect(configOf(written('deskpro', '')).sources[0]?.doneRescanMs).toBe(30 * 86_400_000);
  expect(configOf(written('deskpro', ', done_rescan: 0d')).sources[0]?.doneRescanMs).toBe(0);
  expect(configOf(written('notific', '')).sources[0]?.doneRescanMs).toBeUndefined();
  expect(() => configOf(written('notific', ', done_rescan: 3d'))).toThrow();
});

test('attachments is for TeamsWork alone, and one of three words', () => {
  const written = (vendor: string, more: string) =>
    `sources:\n  a: { vendor: ${vendor}, url: https://x.example, key: "1:k1"${more} }\n`;
  expect(configOf(written('teamswork', '')).sources[0]?.attachments).toBe('auto');
  expect(configOf(written('teamswork', ', attachments: All')).sources[0]?.attachments).toBe('all');
  expect(configOf(written('deskpro', '')).sources[0]?.attachments).toBeUndefined();
  expect(() => configOf(written('teamswork', ', attachments: none'))).toThrow();
  expect(() => configOf(written('deskpro', ', attachments: all'))).toThrow();
});

test('what messages show of a text with variables is their names', () => {
  expect(expand('a-${X}-${Y:-secret}', { X: 'hidden' })).toEqual({
    value: 'a-hidden-secret',
    display: 'a-${X}-${Y}',
    problems: [],
  });
});

test('every key says how it is written and what it is for', () => {
  const keysOf = (vendor: string) => Object.entries(sourceSchema(vendorNamed(vendor)!).shape);
  // These are of one service each, which is not Synqly.
  const ofOthers = new Map([
    ['attachments', 'teamswork'],
    ['paths', 'sympoq'],
    ['done_rescan', 'deskpro'],
  ]);
  const keys = [
    ...Object.entries(topLevel.shape),
    ...keysOf('synqly').filter(([name]) => !ofOthers.has(name)),
    ...[...ofOthers].flatMap(([own, vendor]) => keysOf(vendor).filter(([name]) => name === own)),
  ];
  expect(keys.length).toBeGreaterThan(20);
  for (const [name, schema] of keys) {
    expect([name, schema.meta()]).toEqual([
      name,
      expect.objectContaining({ form: expect.stringMatching(/./), description: expect.stringMatching(/\.$/) }),
    ]);
  }
});
