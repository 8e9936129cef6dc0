/** Documents that hold together: links, names, snippets, messages, markers. No command is run here. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { COMMAND_NAMES } from '../../etl/src/cli/command-names';
import { readConfig } from '../../etl/src/config/load';
import { run } from '../support/terminal';
import {
  DOCUMENTS,
  ROOT,
  anchorsIn,
  brokenLink,
  commandsIn,
  documentOf,
  linksIn,
  shellWords,
  tableRows,
  ticketlakeArguments,
} from './markdown';

const fences = DOCUMENTS.flatMap((document) => document.fences);
const inLanguage = (language: string) =>
  fences.filter((fence) => fence.language === language).map((fence) => [fence.place, fence] as const);
const textOf = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');

interface Manifest {
  version: string;
  scripts: Record<string, string>;
}
const { scripts, version } = JSON.parse(textOf('package.json')) as Manifest;

/** Read by other readers than DOCUMENTS: how to work in a folder, or the page of a published package. */
const readmes = [
  'sandbox/README.md',
  'examples/README.md',
  'test/fixtures/README.md',
  ...readdirSync(path.join(ROOT, 'packages')).map((name) => `packages/${name}/README.md`),
].filter((name) => existsSync(path.join(ROOT, name)));

it.each([...DOCUMENTS, ...readmes.map(documentOf)].map((document) => [document.name, document] as const))(
  'links of %s lead somewhere',
  (_name, document) => {
    expect(linksIn(document.text).flatMap((target) => brokenLink(document, target) ?? [])).toEqual([]);
  },
);

it('a link that leads nowhere is found', () => {
  const own = 'https://github.com/ticketlake/ticketlake/blob/main';
  const text = `# A b\n[a](#a-b) [b](#b) \`[c](d)\` [e](e.md) [f](${own}/README.md) [g](${own}/docs/g.md)`;
  const document = { name: 'docs/x.md', text, fences: [] };
  expect(linksIn(document.text).map((target) => brokenLink(document, target))).toEqual([
    undefined,
    'docs/x.md: #b has no such heading',
    'docs/x.md: e.md does not exist',
    undefined,
    `docs/x.md: ${own}/docs/g.md does not exist`,
  ]);
  expect([...anchorsIn('## Text A, `b_c`: d\n## Text A b_c d\n## Text a')]).toEqual([
    'text-a-b_c-d',
    'text-a-b_c-d-1',
    'text-a',
  ]);
});

it('every document in docs/ stands with its kind, and the pages of the nodes in a folder of their own', () => {
  const kinds = ['tutorials', 'how-to', 'reference', 'explanation', 'evidence'];
  const docs = DOCUMENTS.map(({ name }) => name).filter((name) => name.startsWith('docs/'));
  const folders = [...kinds.map((kind) => `docs/${kind}`), 'docs/reference/nodes'];
  const alone = docs.filter((name) => !folders.includes(path.posix.dirname(name)));
  expect(alone).toEqual(['docs/README.md']);
});

it('every document that code, a script or a message names is there', () => {
  const folders = ['etl/src', 'nodes', 'credentials', 'vendors', 'sandbox', 'scripts', 'bench', '.github', '.ci'];
  const named = folders
    .flatMap((folder) => readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.(?:[cm]?[jt]s|json|ya?ml)$|^run$/.test(entry.name))
    .map(({ parentPath, name }) => path.relative(ROOT, path.join(parentPath, name)))
    .flatMap((file) =>
      [...textOf(file).matchAll(/(?<![\w./])docs\/[\w/-]+\.md/g)].map(([document]) => ({ file, document })),
    );
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter(({ document }) => !existsSync(path.join(ROOT, document)))).toEqual([]);
});

it('every document in docs/ is in its list, which README links', () => {
  const listed = new Set(linksIn(textOf('docs/README.md')).map((target) => path.join('docs', target)));
  const docs = DOCUMENTS.map(({ name }) => name).filter((name) => name.startsWith('docs/'));
  expect(docs.filter((name) => !listed.has(name))).toEqual(['docs/README.md']);
  expect(linksIn(textOf('README.md'))).toContain('docs/README.md');
});

it('every picture in docs/ is shown', () => {
  const shown = new Set(
    DOCUMENTS.flatMap(({ name, text }) => linksIn(text).map((target) => path.join(path.dirname(name), target))),
  );
  const pictures = readdirSync(path.join(ROOT, 'docs/pictures'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:png|svg)$/.test(file))
    .map((file) => path.join('docs/pictures', file));
  expect(pictures.length).toBeGreaterThan(10);
  expect(pictures.filter((picture) => !shown.has(picture) && !shown.has(picture.replace('.dark.', '.light.')))).toEqual(
    [],
  );
});

it('code is in a language that is checked', () => {
  const checked = ['sh', 'yaml', 'sql', 'python', 'ts', 'diff', 'mermaid', 'text', 'json', 'powerquery'];
  const others = fences.filter(({ language, info }) => !checked.includes(language) && info !== 'no-test');
  expect(others.map(({ place }) => place)).toEqual([]);
});

it.each(inLanguage('yaml').filter(([, { info }]) => info === 'no-test'))(
  'the YAML at %s is YAML',
  (_place, { text }) => {
    expect(parseAllDocuments(text).flatMap((document) => ('errors' in document ? document.errors : []))).toEqual([]);
  },
);

it.each(inLanguage('yaml').filter(([, { info }]) => info === ''))(
  'the configuration at %s is accepted',
  (_place, { text }) => {
    const held = (name = '') =>
      text.includes(`\n  \${${name}}:\n`) ? 'name-of-a-source' : 'https://key-or-url.example';
    const names = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => [name, held(name)]);
    const whole = /^sources:/m.test(text)
      ? text
      : `${text}\nsources: { acme: { vendor: deskpro, url: https://acme.deskpro.com, key: abc } }\n`;
    expect(readConfig(whole, '/lakes/ticketlake.yaml', Object.fromEntries(names))).toMatchObject({ ok: true });
  },
);

it.each(inLanguage('json'))('the settings at %s are JSON, and start a command that there is', (_place, { text }) => {
  const settings = JSON.parse(text) as Record<
    'servers' | 'mcpServers',
    Record<string, { args?: string[]; url?: string }> | undefined
  >;
  const servers = Object.values(settings.servers ?? settings.mcpServers ?? {});
  expect(servers.length).toBeGreaterThan(0);
  for (const { args = ['', ''], url } of servers)
    expect(url === undefined ? COMMAND_NAMES.includes(args[1] ?? '') : new URL(url).pathname === '/mcp').toBe(true);
});

/** Skeletons that a reader is to fill in, each shown whole; test/first-hour writes and runs them. */
const isFilledIn = ({ info }: { info: string }) => info.startsWith('fill ');

it.each(inLanguage('ts').filter(([, fence]) => !isFilledIn(fence)))(
  'the lines at %s stand in the file that they name',
  (_place, { info, text }) => {
    expect(textOf(info)).toContain(text);
  },
);

it('skeletons that a reader is to fill in are those in which `npm run new:service` leaves something open', () => {
  const folder = path.join(ROOT, 'scripts/new-service/templates');
  const open = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .filter((file) => readFileSync(file, 'utf8').includes('is not written yet'))
    .map((file) => path.relative(folder, file).replaceAll('__name__', 'sixth'));
  const filled = fences.filter(isFilledIn).map(({ info }) => info.slice('fill '.length));
  expect(filled.sort()).toEqual(open.sort());
  expect(filled.length).toBeGreaterThan(3);
});

it.each(inLanguage('diff'))('the change at %s fits the file that it names', (_place, { info, text }) => {
  const lines = text.split('\n');
  const former = lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1));
  expect(textOf(info).split(former.join('\n'))).toHaveLength(2);
  expect(lines.filter((line) => !/^[-+]/.test(line))).toEqual([]);
  expect(lines.some((line) => line.startsWith('+'))).toBe(true);
});

describe('commands', () => {
  const notRun = fences.filter(({ info }) => info === 'no-test');

  it('that are not run say why, and are few', () => {
    expect(notRun.filter(({ before }) => !/^<!-- no-test: .{10,} -->$/.test(before)).map(({ place }) => place)).toEqual(
      [],
    );
    expect(notRun.filter(({ language }) => language === 'sh').length).toBeLessThanOrEqual(20);
  });

  it('files for other programs than Ticketlake are YAML that parses, or nothing that this project can read', () => {
    const files = notRun.filter(({ language }) => language !== 'sh');
    expect(files.filter(({ language }) => !['yaml', 'ini', 'bat'].includes(language))).toEqual([]);
    for (const { language, text } of files) {
      if (language !== 'yaml') continue;
      expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([]);
    }
  });

  it('of npm are scripts of the package', () => {
    const named = DOCUMENTS.flatMap(({ text }) =>
      [...text.matchAll(/npm run (?:--silent )?([a-z0-9:-]+)/g)].map(([, name]) => name ?? ''),
    );
    expect(named.length).toBeGreaterThan(20);
    expect([...new Set(named)].filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('of npm that are no part of another one and no hook stand in CONTRIBUTING.md', () => {
    const calls = (name: string) =>
      new RegExp(`(?:npm run (?:--silent )?|side-by-side\\.mjs .*)(?<![\\w:-])${name}(?![\\w:-])`);
    const parts = (name: string) => Object.values(scripts).some((script) => calls(name).test(script ?? ''));
    const whole = Object.keys(scripts).filter((name) => !parts(name) && !/^(?:pre|post)/.test(name));
    expect(whole).toEqual(expect.arrayContaining(['schemas', 'docs:operations', 'test', 'test:slow']));
    const text = documentOf('CONTRIBUTING.md').text;
    expect(whole.filter((name) => !new RegExp(`npm (?:run )?${name}(?![\\w:-])`).test(text))).toEqual([]);
  });

  it('of ticketlake that are not run have commands and options that there are', async () => {
    const calls = notRun.flatMap((fence) => commandsIn(fence).flatMap((line) => [ticketlakeArguments(line) ?? []]));
    for (const [command, ...words] of calls) {
      if (command === undefined) continue;
      const { stdout, exitCode } = await run([command, '--help']);
      expect({ command, exitCode }).toEqual({ command, exitCode: 0 });
      for (const option of words.filter((word) => word.startsWith('--'))) expect(stdout).toContain(option);
    }
  });

  it('of README begin with the two that a newcomer needs', () => {
    const [first, second] = documentOf('README.md').fences.filter(({ language }) => language === 'sh');
    expect([first?.text, second?.text]).toEqual(['npm ci --ignore-scripts && npm run demo', 'npm test']);
  });

  it('are all in the table of docs/reference/cli.md, and no others', async () => {
    const { stdout } = await run(['--help']);
    const [, list = ''] = stdout.split(/^Commands:$/m);
    const known = [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name).filter((name) => name !== 'help');
    const [, section = ''] = textOf('docs/reference/cli.md').split(/^## Commands$/m);
    const told = [...(section.split(/^## /m)[0] ?? '').matchAll(/^\| `([a-z]+)[^`]*` \|/gm)].map(([, name]) => name);
    expect(known.length).toBeGreaterThan(10);
    expect(told).toEqual(known);
  });

  it('are split as a shell does', () => {
    expect(shellWords(`ticketlake query "FROM x WHERE a = 'b c'" --f='d e'`)).toEqual([
      'ticketlake',
      'query',
      "FROM x WHERE a = 'b c'",
      '--f=d e',
    ]);
    expect(ticketlakeArguments('npm run ticketlake -- check --json')).toEqual(['check', '--json']);
    expect(ticketlakeArguments('npm test')).toBeUndefined();
  });
});

it.each([
  ['docs/how-to/install-n8n.md', /n8n-nodes-ticketlake-([\d.]+)\.tgz/g],
  ['docs/how-to/install-exporter.md', /ticketlake-([\d.]+)\.(?:tgz|cdx)/g],
  ['docs/how-to/containers.md', /ticketlake:(\d+\.[\d.]+\d)/g],
])('the package that %s installs is the one that is packed', (document, file) => {
  const named = [...textOf(document).matchAll(file)];
  expect(new Set(named.map(([, packed]) => packed))).toEqual(new Set([version]));
});

it('every test of a promise is named where the promise stands', () => {
  const text = textOf('docs/explanation/promises.md');
  const files = readdirSync(path.join(ROOT, 'test/promises')).filter((file) => /(?<!\.slow)\.test\.ts$/.test(file));
  expect(files.filter((file) => !text.includes(`../test/promises/${file}`))).toEqual([]);
  for (const section of text.split(/^## (?=\d)/m).slice(1)) expect(section.split(/^## /m)[0]).toMatch(/\.test\.ts\)/);
});

it('every decision is a record with a date, a status and its alternatives', () => {
  const [, ...records] = textOf('docs/explanation/decisions.md').split(/^### /m);
  const days = /^- \*\*Date\*\*: (\d{4}-\d{2}-\d{2})$/m;
  const states = /^- \*\*Status\*\*: (?:accepted(?:, .+ changed (\S+))?|superseded (\S+) by .+)$/m;
  expect(records.length).toBeGreaterThan(50);
  for (const record of records) {
    const [title] = record.split('\n');
    const [, day = ''] = days.exec(record) ?? [];
    const [state, changed, superseded] = states.exec(record) ?? [];
    expect({ title, isDay: Number.isFinite(Date.parse(day)), hasState: state !== undefined }).toEqual({
      title,
      isDay: true,
      hasState: true,
    });
    expect((changed ?? superseded ?? day) >= day).toBe(true);
    for (const name of ['Decision', 'Alternatives'])
      expect(record).toMatch(new RegExp(`^- \\*\\*${name}\\*\\*: \\S.+`, 'm'));
  }
});

describe('messages in docs/how-to/troubleshooting.md', () => {
  const sources = ['vendors', 'etl/src', 'credentials', 'nodes']
    .flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => textOf(path.join(folder, file))),
    )
    .join('\n')
    .replaceAll('`', '');
  const messages = tableRows(textOf('docs/how-to/troubleshooting.md')).flatMap(([first = '']) => {
    const [, message] = /^`([^`]+)`$/.exec(first) ?? [];
    return message === undefined ? [] : [message];
  });

  it('are many', () => {
    expect(messages.length).toBeGreaterThan(35);
  });

  it.each(messages)('%s is said by the program', (message) => {
    const stems = message.split('…').map((stem) => stem.trim());
    expect(stems.filter((stem) => stem.length > 3 && !sources.includes(stem))).toEqual([]);
    expect(stems.join('').length).toBeGreaterThan(8);
  });
});

it('folders that ARCHITECTURE.md names are there', () => {
  const named = tableRows(textOf('ARCHITECTURE.md')).flatMap(([first = '']) =>
    [...first.matchAll(/`([^`]+\/)`/g)].map(([, folder]) => folder ?? ''),
  );
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((folder) => !existsSync(path.join(ROOT, folder)))).toEqual([]);
});
