/** The tables that are made from the program's own descriptions are what the program says now. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { COMMANDS_DO } from '../../etl/src/cli/command-names';
import { businessHoursSchema } from '../../etl/src/config/business-hours';
import { topLevel } from '../../etl/src/config/schema';
import { sourceSchema, streamsOf } from '../../etl/src/config/source-schema';
import { maskSchema } from '../../etl/src/config/mask';
import { notifySchema } from '../../etl/src/config/notify-schema';
import { publishSchema } from '../../etl/src/config/publish-schema';
import { telemetrySchema } from '../../etl/src/config/telemetry';
import { scheduleSchema, serveSchema } from '../../etl/src/config/service-schema';
import type { Table } from '../../etl/src/schema/column';
import { always, maybe, sqlType } from '../../etl/src/schema/column';
import { TABLES } from '../../etl/src/schema/tables';
import { vendorNamed, vendorNames } from '../../vendors/registry';
import type { Vendor } from '../../vendors/vendor';
import { run } from '../support/terminal';
import { ROOT } from './markdown';

interface Keys {
  shape: Readonly<Record<string, { meta(): unknown; safeParse(value: unknown): { success: boolean } }>>;
}

interface Schemas {
  topLevel: Keys;
  businessHours: Keys;
  schedule: Keys;
  serve: Keys;
  notify: Keys;
  mask: Keys;
  publish: Keys;
  telemetry: Keys;
  sourceSchema(vendor: Vendor): Keys;
  streamsOf(vendor: Vendor): readonly string[];
}

interface Pages {
  configuration(schemas: Schemas, services: readonly Vendor[]): string;
  tables(tables: readonly Table[], sqlTypeOf: typeof sqlType): string;
  commandLine(commands: ReadonlyArray<{ name: string; help: string }>): string;
  assumed(services: ReadonlyArray<Pick<Vendor, 'title' | 'endpoints'>>): string;
  placed(document: string, text: string): string;
}

const pages = jest.requireActual<Pages>('../../scripts/reference-tables.js');
const services = vendorNames().flatMap((name) => vendorNamed(name) ?? []);
const schemas: Schemas = {
  topLevel,
  businessHours: businessHoursSchema('.'),
  schedule: scheduleSchema,
  serve: serveSchema,
  notify: notifySchema,
  mask: maskSchema,
  publish: publishSchema,
  telemetry: telemetrySchema,
  sourceSchema,
  streamsOf,
};
const textOf = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');

it.each([
  ['docs/reference/configuration.md', () => pages.configuration(schemas, services)],
  ['docs/reference/tables.md', () => pages.tables(TABLES, sqlType)],
  ['docs/evidence/assumed.md', () => pages.assumed(services)],
])('%s is what `npm run docs:reference` writes', (name, written) => {
  expect(textOf(name)).toBe(pages.placed(textOf(name), written()));
});

it('docs/reference/cli.md is what `npm run docs:reference` writes', async () => {
  const commands = [];
  for (const name of Object.keys(COMMANDS_DO)) commands.push({ name, help: (await run(['help', name])).stdout });
  const page = textOf('docs/reference/cli.md');
  expect(page).toBe(pages.placed(page, pages.commandLine(commands)));
});

it('options of every command are left out of the help of each', () => {
  const help = 'Usage: x\n\ndoes\n\nGlobal Options:\n  --json\n\nExamples:\n  $ x\n';
  expect(pages.commandLine([{ name: 'x', help }])).toBe('### x\n\n```text\nUsage: x\n\ndoes\n\nExamples:\n  $ x\n```');
});

it('tells which keys are needed, which have a default, and which only one service has', () => {
  const text = pages.configuration(schemas, services);
  expect(text).toContain('| `url` | URL | **needed** |');
  expect(text).toContain('| `partition` | none \\| month \\| year | `none` |');
  expect(text).toMatch(/\| `projects` \| list of ids \| – \| Synqly Ticketing only\. /);
  expect(text).toMatch(/\| `concurrency` \| number \| [^|]*SympoQ: `2`; Notific: `1` \|/);
});

it('a key that says nothing of itself stops the writing', () => {
  const lake = { meta: () => undefined, safeParse: () => ({ success: true }) };
  const silent = { ...schemas, topLevel: { shape: { lake } } };
  expect(() => pages.configuration(silent, services)).toThrow('the key lake says nothing of itself');
});

it('tells of a column its type, whether it may be empty, and where it leads', () => {
  const table: Table = {
    name: 'visits',
    description: 'One row a visit.',
    key: ['visit_key'],
    references: [{ column: 'person_key', table: 'people', to: 'person_key' }],
    partitioned: true,
    columns: [always('visit_key', 'text', 'The visit.'), maybe('person_key', 'text', 'Who | came.')],
  };
  expect(pages.tables([table], sqlType).split('\n').slice(4)).toEqual([
    '## visits',
    '',
    'One row a visit. Key: `visit_key`. Divided by `partition:`.',
    '',
    '| Column | Type | Empty? | What it says |',
    '| --- | --- | --- | --- |',
    '| `visit_key` | VARCHAR | no | The visit. |',
    '| `person_key` | VARCHAR | yes | Who \\| came. → [people](#people) |',
  ]);
});

it('counts documented endpoints once, and lists assumed ones by where they come from', () => {
  const endpoints: Vendor['endpoints'] = {
    a: { method: 'GET', path: '/a', certainty: 'documented', source: 'page' },
    a2: { method: 'GET', path: '/a', certainty: 'documented', source: 'page' },
    b: { method: 'PUT', path: 'b/{id}', certainty: 'assumed', source: 'a client' },
    c: { method: 'GET', path: '/c', certainty: 'assumed', source: 'a client' },
  };
  const text = pages.assumed([{ title: 'Desk', endpoints }]);
  expect(text).toContain('1 of 3 endpoints stand');
  expect(text).toContain('| `PUT /b/{id}`, `GET /c` | a client |');
});
