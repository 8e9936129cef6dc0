/** Bad configuration files: every problem with its line, in words that say how to mend it, and no key in them. */
import { describeProblem } from '../../etl/src/config/problem';
import { readConfig } from '../../etl/src/config/load';
import { streamsOf } from '../../etl/src/config/source-schema';
import type { Variables } from '../../etl/src/config/variables';
import { vendorNamed, vendorNames } from '../../vendors/registry';

const CANARY = 'canary-5Jk2p9Qx7Lm4Zt';

function problemsOf(text: string, variables: Variables = { KEY: CANARY }): string[] {
  const loaded = readConfig(text, '/lakes/ticketlake.yaml', variables);
  return loaded.ok ? [] : loaded.problems.map((problem) => describeProblem('t.yaml', problem));
}

/** A source in flow style on one line, with the members of `changed` in place of its own. */
function source(changed: Readonly<Record<string, string | null>> = {}): string {
  const members = { vendor: 'teamswork', url: 'https://x.example', key: '${KEY}', ...changed };
  const lines = Object.entries(members).flatMap(([name, value]) => (value === null ? [] : [`    ${name}: ${value}`]));
  return `sources:\n  acme:\n${lines.join('\n')}\n`;
}

/** name, file, what is printed */
const BAD: ReadonlyArray<readonly [string, string, readonly string[]]> = [
  ['an empty file', '', ['t.yaml:1:1: the file holds no keys\n  Begin with "sources:".']],
  [
    'a file without sources',
    'lake: ./lake\n',
    ['t.yaml:1:1: sources: at least one source is needed\n  Add a name, and below it vendor, url and key.'],
  ],
  ['an unknown key at the top', `lkae: ./x\n${source()}`, ['t.yaml:1:1: lkae: unknown key\n  Did you mean "lake"?']],
  [
    'a key of a later version',
    `${source()}notifications: { mail: x }\n`,
    [
      't.yaml:6:1: notifications: unknown key\n  Known keys here: lake, timezone, partition, compression, raw_retention, max_delete_share, full_scan_every, comments_rescan_every, contract, business_hours, sources, schedule, serve, notify, mask, publish, state, lake_id, telemetry.',
    ],
  ],
  [
    'a misspelt key of a source',
    source({ key: null, kye: CANARY }),
    [
      't.yaml:2:3: sources.acme.key: is missing\n  Give the key as key: ${NAME}, and set NAME in the environment or in .env.',
      't.yaml:5:5: sources.acme.kye: unknown key\n  Did you mean "key"?',
    ],
  ],
  [
    'a source without a service',
    source({ vendor: null, vendr: 'teamswork' }),
    [
      `t.yaml:2:3: sources.acme.vendor: is missing\n  Name the service: ${vendorNames().join(', ')}.`,
      't.yaml:5:5: sources.acme.vendr: unknown key\n  Did you mean "vendor"?',
    ],
  ],
  [
    'an unknown service',
    source({ vendor: 'teamwork' }),
    ['t.yaml:3:13: sources.acme.vendor: "teamwork" is not a service\n  Did you mean "teamswork"?'],
  ],
  [
    'an unknown zone',
    `timezone: Europe/Pariss\n${source({ timezone: 'PST8' })}`,
    [
      't.yaml:1:11: timezone: "Europe/Pariss" is not a time zone\n  Did you mean "Europe/Paris"?',
      't.yaml:7:15: sources.acme.timezone: "PST8" is not a time zone\n  Give an IANA name, for example Europe/Paris or UTC.',
    ],
  ],
  [
    'a missing variable',
    source({ key: '${KEYS}' }),
    [
      't.yaml:5:10: sources.acme.key: the variable KEYS is not set\n  Set it in the environment or in the file .env beside the configuration. Or did you mean KEY?',
    ],
  ],
  [
    'an unfinished variable',
    source({ key: 'a${KEY' }),
    [
      't.yaml:5:10: sources.acme.key: a variable is not written as ${NAME} or ${NAME:-default}\n  A value that holds "${" itself can stand in an environment variable or in .env.',
    ],
  ],
  [
    'a blank key',
    source({ key: '' }),
    ['t.yaml:5:10: sources.acme.key: has no value\n  Give a value, or remove the line.'],
  ],
  [
    'a key with a blank in it',
    source({ key: `"${CANARY} x"` }),
    [
      't.yaml:5:10: sources.acme.key: character 22 of the key is a blank or a character that no key holds\n  Copy the key again, without quotes and line breaks.',
    ],
  ],
  [
    'an address with a password, and one that is none',
    source({ url: `https://me:${CANARY}@x.example` }) +
      source({ url: 'ftp://x.example' }).replace('sources:\n  acme', '  b'),
    [
      "t.yaml:4:10: sources.acme.url: the address must not hold a user name or password, because the key has its own place\n  Give the base URL as TeamsWork's own page shows it, without a key in it.",
      "t.yaml:8:10: sources.b.url: the address must begin with https:// (or http://)\n  Give the base URL as TeamsWork's own page shows it, without a key in it.",
    ],
  ],
  [
    'streams that are none, that the service lacks, or twice',
    source({ streams: '[tickts, comments, comments]' }) +
      source({ vendor: 'notific', streams: '[attachments]' }).replace('sources:\n  acme', '  b'),
    [
      't.yaml:6:14: sources.acme.streams: names "comments" twice\n  Name each once.',
      't.yaml:6:15: sources.acme.streams: "tickts" is not a stream\n  Did you mean "tickets"?',
      `t.yaml:11:15: sources.b.streams: Notific has no stream "attachments"\n  It has: ${streamsOf(vendorNamed('notific')!).join(', ')}.`,
    ],
  ],
  [
    'a list that is a word',
    source({ streams: 'tickets' }),
    ['t.yaml:6:14: sources.acme.streams: must be a list of at least one value\n  Write it as [tickets, comments].'],
  ],
  [
    'durations, shares and choices',
    `raw_retention: 30\nmax_delete_share: 10\nfull_scan_every: 2 weeks\npartition: weekly\ncompression: zst\n${source({ timeout: '0s' })}`,
    [
      't.yaml:1:16: raw_retention: "30" is not a duration\n  Write a number and s, m, h or d, for example 30d.',
      't.yaml:2:19: max_delete_share: "10" is not a percentage from 0% to 100%\n  Write it with the sign, for example 10%.',
      't.yaml:3:18: full_scan_every: "2 weeks" is not a duration\n  Write a number and s, m, h or d, for example 7d.',
      't.yaml:4:12: partition: "weekly" is not a way to partition\n  Choose from: none, month, year.',
      't.yaml:5:14: compression: "zst" is not a compression\n  Did you mean "zstd"?',
      't.yaml:11:14: sources.acme.timeout: "0s" is out of range\n  Give 1s to 1h, for example 60s.',
    ],
  ],
  [
    'dates and numbers',
    source({ since: '2020-02-30', concurrency: 'lots', page_size: '0', requests_per_hour: '-1' }),
    [
      't.yaml:6:12: sources.acme.since: "2020-02-30" is a day that does not exist\n  Write YYYY-MM-DD, for example 2020-01-31.',
      't.yaml:7:18: sources.acme.concurrency: "lots" is not a whole number from 1 to 64\n  Write a whole number, for example 4.',
      't.yaml:8:16: sources.acme.page_size: "0" is not a whole number from 1 to 10000\n  Write a whole number, for example 4.',
      't.yaml:9:24: sources.acme.requests_per_hour: "-1" is not a whole number from 1 to 10000000\n  Write a whole number, for example 4.',
    ],
  ],
  [
    'words that map to nothing, or twice',
    source({ statuses: '{ Waiting: pendign, Done: solved, done: closed }', priorities: '[urgent]' }),
    [
      't.yaml:6:26: sources.acme.statuses.Waiting: "pendign" is not a status group\n  Did you mean "pending"?',
      't.yaml:6:49: sources.acme.statuses.done: is given twice\n  Name each once. Case does not count.',
      't.yaml:7:17: sources.acme.priorities: must be a map\n  Write it as { "5": urgent }.',
    ],
  ],
  [
    'settings of another service',
    source({ projects: '[a]', paths: '{ tickets: x }' }),
    [
      't.yaml:6:5: sources.acme.projects: TeamsWork has no such setting\n  Remove it.',
      't.yaml:7:5: sources.acme.paths: TeamsWork has no such setting\n  Remove it.',
    ],
  ],
  [
    'paths that are none',
    source({ vendor: 'sympoq', paths: '{ tikets: x, users: "https://u.example" }' }),
    [
      't.yaml:6:14: sources.acme.paths.tikets: unknown key\n  Did you mean "tickets"?',
      't.yaml:6:32: sources.acme.paths.users: "https://u.example" is not a path below the base URL\n  Write it as my/tickets or my/ticket/{id}.',
    ],
  ],
  [
    'the same key twice',
    `lake: a\nlake: b\n${source()}`,
    ['t.yaml:2:1: "lake" is given twice, first in line 1\n  Remove one of them.'],
  ],
  [
    'sources whose names differ by case only, and names that are none',
    `${source()}${source().replace('sources:\n  acme', '  Acme')}${source().replace('sources:\n  acme', '  "a b"')}`,
    [
      't.yaml:6:3: "Acme" and "acme" differ only by case, first in line 2\n  Give each source its own name.',
      't.yaml:10:3: sources: "a b" cannot be the name of a source\n  Use letters, digits, - and _, at most 64.',
    ],
  ],
  [
    'a key where a source should be',
    `sources:\n  acme: ${CANARY}\n`,
    ['t.yaml:2:3: sources.acme: a source needs keys of its own\n  Put vendor, url and key below its name, indented.'],
  ],
  [
    'a key pasted into another setting',
    source({ timezone: CANARY }),
    [
      't.yaml:6:15: sources.acme.timezone: "***" is not a time zone\n  Give an IANA name, for example Europe/Paris or UTC.',
    ],
  ],
  [
    'a colon without a blank',
    `sources: { acme: { vendor: teamswork, url: https://x.example, key:${CANARY} } }`,
    [
      't.yaml:1:12: sources.acme.key: is missing\n  Give the key as key: ${NAME}, and set NAME in the environment or in .env.',
      't.yaml:1:63: sources.acme.key:…: unknown key\n  Put a blank after the colon.',
    ],
  ],
  [
    'a line without a colon',
    `sources:\n  acme:\n    vendor: teamswork\n    key ${CANARY}\n    url: https://x.example\n`,
    [
      't.yaml:4:5: a key has no value: the colon and the blank after it are missing\n  Write "key: value" with a blank after the colon.',
    ],
  ],
  ['a tab', 'sources:\n\tacme: x\n', ['t.yaml:2:1: a tab is used to indent\n  Indent with blanks.']],
  [
    'a key that YAML takes for an alias',
    source({ key: `*${CANARY}` }),
    ['t.yaml:5:10: an alias (*name) refers to nothing, or to itself\n  Put the value in quotes if no alias was meant.'],
  ],
  [
    'a quote that is not closed',
    source({ key: `"${CANARY}` }),
    [
      't.yaml:6:1: a closing quote, bracket or the colon after a key is missing\n  Compare with the example in the documentation.',
    ],
  ],
];

test.each(BAD)('%s is refused with its line and a remedy', (_, file, printed) => {
  expect(problemsOf(file)).toEqual(printed);
});

test('no message of any bad file shows the key', () => {
  const printed = BAD.map(([, file]) => problemsOf(file).join('\n')).join('\n');
  expect(BAD.filter(([, file]) => file.includes(CANARY) || file.includes('${KEY}')).length).toBeGreaterThan(20);
  expect(printed).not.toContain(CANARY);
});

test('a key that is a value of two settings is masked where the other is refused', () => {
  expect(problemsOf(source({ key: 'short-key', since: 'short-key' }))).toEqual([
    't.yaml:6:12: sources.acme.since: "***" is not a date\n  Write YYYY-MM-DD, for example 2020-01-31.',
  ]);
});

describe('a backslash in double quotes', () => {
  const lake = (written: string) =>
    readConfig(
      `lake: ${written}\nsources: { acme: { vendor: deskpro, url: "https://x.example", key: abcdefgh } }\n`,
      '/t.yaml',
      {},
    );
  const HINT = {
    message: expect.stringContaining('in double quotes a backslash begins an escape of YAML'),
    remedy: "Put the value in single quotes, for example 'C:\\lake', or write each backslash twice.",
    line: 1,
  };

  test.each(['"C:\\lake"', '"C:\\new\\temp"', '"D:\\tickets"', '"C:\\0"', '"\\\\server\\base"', '"C:\\x07"'])(
    'is refused with its remedy: %s',
    (written) => {
      const loaded = lake(written);
      expect(loaded).toMatchObject({ ok: false, problems: [HINT] });
    },
  );

  test.each(["'C:\\new\\temp'", '"C:\\\\new\\\\temp"', 'C:\\new\\temp', '"./lake\\x20of us"', '"./lake"'])(
    'is no problem where it is read as meant: %s',
    (written) => {
      expect(lake(written)).toMatchObject({ ok: true });
    },
  );
});
