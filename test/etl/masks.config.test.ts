/** `mask:` in the configuration: what can be masked, and every mistake with its line and remedy. */
import { describeProblem } from '../../etl/src/config/problem';
import { readConfig } from '../../etl/src/config/load';
import type { Config } from '../../etl/src/config/config';
import { secretsOf } from '../../etl/src/config/config';
import { checkMasks } from '../../etl/src/check/masks';
import { checkSecrets } from '../../etl/src/check/secrets';
import { maskOf, masksPeople } from '../../etl/src/config/mask';
import type { Table } from '../../etl/src/schema/column';
import { TABLES } from '../../etl/src/schema/tables';
import { masksOf } from './masks.services.cases';

const CANARY = 'canary-5Jk2p9Qx7Lm4Zt';
const SOURCES = 'sources: { acme: { vendor: teamswork, url: "https://x.example", key: "${KEY}" } }\n';
const VARIABLES = { KEY: 'k-12345678', SALT: CANARY };

function read(mask: string, keyless = false, variables: Record<string, string> = VARIABLES) {
  return readConfig(`${SOURCES}${mask}`, '/lakes/ticketlake.yaml', variables, keyless);
}

function problemsOf(mask: string): string[] {
  const loaded = read(mask);
  return loaded.ok ? [] : loaded.problems.map((problem) => describeProblem('t.yaml', problem));
}

function configOf(mask: string, keyless = false, variables?: Record<string, string>): Config {
  const loaded = read(mask, keyless, variables);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('; '));
  return loaded.config;
}

const ONLY = 'Only text columns that may be empty can be masked: see docs/reference/tables.md.';
const SALT_REMEDY =
  'Write salt: ${TICKETLAKE_SALT} below mask:, and set TICKETLAKE_SALT in the environment or in .env.';
const WITHOUT = 'hash needs a salt: without one, whoever guesses a value can confirm it';

const BAD: ReadonlyArray<readonly [string, string, readonly string[]]> = [
  [
    'a word',
    'mask: hash\n',
    [
      't.yaml:2:1: mask: needs keys of its own below it\n  Write it as mask: { salt: "${TICKETLAKE_SALT}", people: hash }.',
    ],
  ],
  [
    'nothing',
    'mask: {}\n',
    ['t.yaml:2:1: mask: names nothing to mask\n  Write people: redact below it, or remove it.'],
  ],
  [
    'a salt alone',
    'mask:\n  salt: ${SALT}\n',
    ['t.yaml:2:1: mask: names nothing to mask\n  Write people: redact below it, or remove it.'],
  ],
  [
    'an unknown way',
    'mask:\n  people: hashed\n  tickets.subject: remove\n',
    [
      't.yaml:3:11: mask.people: "hashed" is not a way to mask\n  Did you mean "hash"?',
      't.yaml:4:20: mask.tickets.subject: "remove" is not a way to mask\n  Choose from: hash, redact, drop.',
    ],
  ],
  [
    'hash without a salt',
    'mask:\n  people: hash\n  tickets.subject: hash\n  fields.room: hash\n  comments.body: drop\n',
    [
      `t.yaml:3:11: mask.people: ${WITHOUT}\n  ${SALT_REMEDY}`,
      `t.yaml:4:20: mask.tickets.subject: ${WITHOUT}\n  ${SALT_REMEDY}`,
      `t.yaml:5:16: mask.fields.room: ${WITHOUT}\n  ${SALT_REMEDY}`,
    ],
  ],
  [
    'a salt that is not set',
    'mask:\n  salt: ${SALTY}\n  people: hash\n',
    [
      't.yaml:3:9: mask.salt: the variable SALTY is not set\n  Set it in the environment or in the file .env beside the configuration. Or did you mean SALT?',
    ],
  ],
  [
    'an empty salt',
    'mask:\n  salt: ""\n  people: hash\n',
    ['t.yaml:3:9: mask.salt: has no value\n  Give a value, or remove the line.'],
  ],
  [
    'unknown tables, columns and keys',
    'mask:\n  ticket.subject: drop\n  tickets.subjekt: drop\n  queues.nobody: drop\n  persons: drop\n',
    [
      't.yaml:3:3: mask.ticket.subject: is not a column\n  Did you mean "tickets.subject"?',
      't.yaml:4:3: mask.tickets.subjekt: is not a column\n  Did you mean "tickets.subject"?',
      't.yaml:5:3: mask.queues.nobody: is not a column\n  Choose from: queues.name.',
      't.yaml:6:3: mask.persons: unknown key\n  Known keys here: salt, people, <table>.<column>, fields.<column_name>.',
    ],
  ],
  [
    'columns inside a table',
    'mask:\n  tickets: { subject: drop }\n',
    ['t.yaml:3:3: mask.tickets: unknown key\n  Known keys here: salt, people, <table>.<column>, fields.<column_name>.'],
  ],
  [
    'a key, a reference, a time, a number, a partition and what is never empty',
    [
      'mask:',
      '  tickets.ticket_key: drop',
      '  tickets.requester_key: drop',
      '  tickets.created_local: drop',
      '  tickets.due_date: drop',
      '  tickets.satisfaction: drop',
      '  tickets.status_group: drop',
      '  backlog.queue: drop',
      '  attachments.comment_key: drop',
      '  sources.last_run_id: drop',
      '  rejects.raw: drop',
      '',
    ].join('\n'),
    [
      ['t.yaml:3:3: mask.tickets.ticket_key', 'is a part of the key'],
      ['t.yaml:4:3: mask.tickets.requester_key', 'is the key of another row'],
      ['t.yaml:5:3: mask.tickets.created_local', 'is a time'],
      ['t.yaml:6:3: mask.tickets.due_date', 'is a time'],
      ['t.yaml:7:3: mask.tickets.satisfaction', 'is not a text'],
      ['t.yaml:8:3: mask.tickets.status_group', 'is never empty'],
      ['t.yaml:9:3: mask.backlog.queue', 'is a part of the key'],
      ['t.yaml:10:3: mask.attachments.comment_key', 'is the key of another row'],
      ['t.yaml:11:3: mask.sources.last_run_id', 'is the key of a run'],
      ['t.yaml:12:3: mask.rejects.raw', 'is a part of the key'],
    ].map(([where, why]) => `${where}: cannot be masked: it ${why}\n  ${ONLY}`),
  ],
  [
    'a field by its label',
    'mask:\n  fields.Cost (€): drop\n',
    [
      't.yaml:3:3: mask.fields.Cost (€): is not the name of a column of custom fields\n  Take it from the column column_name of custom_fields.',
    ],
  ],
  [
    'a list of ways',
    'mask:\n  people: [hash]\n',
    ['t.yaml:3:11: mask.people: must be a single value, not a list or more keys\n  Write "key: value" on one line.'],
  ],
];

test.each(BAD)('%s is refused with its line and a remedy', (_, mask, printed) => {
  expect(problemsOf(mask)).toEqual(printed);
});

test('of every column exactly the nullable texts that are no key can be masked', () => {
  const columns = TABLES.flatMap((table) => table.columns.map((column) => ({ table, column })));
  const lines = columns.map(({ table, column }) => `  ${table.name}.${column.name}: drop\n`);
  const refused = new Set(
    problemsOf(`mask:\n${lines.join('')}`).map((problem) => /mask\.(\w+\.\w+): cannot be masked/.exec(problem)?.[1]),
  );
  const isKey = ({ key }: Table, name: string) =>
    key.includes(name) || name.endsWith('_key') || /(?:^|_)run_id$|^column_name$/.test(name);
  for (const { table, column } of columns) {
    const name = `${table.name}.${column.name}`;
    const isText = column.type === 'text' && column.nullable && !isKey(table, column.name);
    expect([name, refused.has(name)]).toEqual([name, !isText]);
  }
});

test('people are the columns of names and addresses; a single column goes before', () => {
  const { mask } = configOf(
    'mask: { salt: "${SALT}", people: hash, tickets.assignee_name: redact, tickets.subject: drop }\n',
  );
  const masked = TABLES.flatMap((table) =>
    table.columns.flatMap((column) => {
      const mode = maskOf(mask, table, column);
      return mode === undefined ? [] : [`${table.name}.${column.name} ${mode}`];
    }),
  );
  expect(masked).toEqual(
    expect.arrayContaining([
      'tickets.subject drop',
      'tickets.requester_name hash',
      'tickets.requester_email hash',
      'tickets.assignee_name redact',
      'tickets.assignee_email hash',
      'comments.author_name hash',
      'comments.author_email hash',
      'status_changes.changed_by_name hash',
      'people.name hash',
      'people.email hash',
    ]),
  );
  expect(masked.filter((name) => /^(?:queues|custom_fields|attachments|runs|sources)\./.test(name))).toEqual([]);
});

test('ids hide people as soon as one column of people is masked', () => {
  expect(masksPeople(masksOf({ columns: { 'people.email': 'drop' } }))).toBe(true);
  expect(masksPeople(masksOf({ columns: { 'tickets.subject': 'drop', 'queues.name': 'drop' } }))).toBe(false);
  expect(masksPeople(undefined)).toBe(false);
});

test('the salt is taken as it is, and is a secret', () => {
  const config = configOf('mask: { salt: " a salt, with blanks ", people: hash }\n');
  expect(config.mask?.salt).toBe(' a salt, with blanks ');
  expect(secretsOf(config)).toContain(' a salt, with blanks ');
  expect(config.writtenSecrets).toContain('mask.salt');
  expect(checkSecrets(config).map(({ message }) => message)).toContain('mask.salt is written out in the configuration');
  expect(configOf('mask: { salt: "${SALT}", people: hash }\n').writtenSecrets).not.toContain('mask.salt');
});

test('no message shows a salt, wherever it was put', () => {
  const told = [
    `mask: { salt: ${CANARY}, people: ${CANARY} }\n`,
    `mask: { salt: [${CANARY}], people: drop }\n`,
    'mask: { salt: "${SALT}", people: "${SALT}" }\n',
    `mask: { salt:${CANARY}: x, people: drop }\n`,
  ].flatMap(problemsOf);
  expect(told.length).toBeGreaterThan(3);
  expect(told.join('\n')).not.toContain(CANARY);
});

test('a command that needs no keys reads the file without the salt, and knows that it is missing', () => {
  const variables = { KEY: 'k' };
  expect(configOf('mask: { salt: "${SALT}", people: hash }\n', true, variables).mask).toMatchObject({
    people: 'hash',
    salt: null,
    isSaltUnset: true,
  });
  expect(configOf('mask: { salt: "${SALT}", people: hash }\n', true).mask).toMatchObject({
    salt: CANARY,
    isSaltUnset: false,
  });
});

test('check warns of keys that hang on the state, and of a salt that can be guessed', () => {
  const messages = (mask: string) => checkMasks(configOf(mask)).map(({ level, message }) => `${level}: ${message}`);
  expect(messages('mask: { people: redact }\n')).toEqual([
    'warning: keys of people that are made from addresses and names depend on a salt that is stored in state/ only. If state/ is lost, all of them change',
  ]);
  expect(messages('mask: { tickets.subject: drop }\n')).toEqual([]);
  expect(messages('mask: { salt: x, people: hash }\n')).toEqual([
    'warning: the salt is shorter than 16 characters, so anyone who guesses it can confirm every name',
  ]);
  expect(messages('mask: { salt: "a long and random text ", people: hash }\n')).toEqual([
    'warning: the salt begins or ends with a blank, which counts as a part of it',
  ]);
  expect(messages('mask: { salt: "${SALT}", people: hash }\n')).toEqual([]);
  expect(checkMasks(configOf(''))).toEqual([]);
});
