/** `npm run new:service`: what it writes, and what it refuses. That what it writes compiles, and the rest: slow.test. */
import { rmSync } from 'node:fs';
import { command, copyOf, listedIn, READ, refusals, textsIn } from './script';

let root: string;
let before: Record<string, string>;
beforeAll(() => {
  root = copyOf(READ);
  before = textsIn(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('refuses names, titles and addresses that cannot be had, each with the reason', () => {
  const page = "https://x.example/'";
  const cases: Array<[given: { name: string; title?: string; page?: string }, problem: string]> = [
    ...['Sixth', 'a b', '../up', '6th', 'x', '', 'é6', 'a'.repeat(31)].map((name): [{ name: string }, string] => [
      { name },
      'is a lower-case letter and then',
    ]),
    ...['class', 'check', 'promise', 'tickets'].map((name): [{ name: string }, string] => [
      { name },
      'is a word of the code',
    ]),
    [{ name: 'errors' }, 'vendors/errors.ts is there already'],
    [{ name: 'world' }, 'sandbox/world is there already'],
    [{ name: 'notific' }, 'nodes/Notific is there already'],
    ...["Sixth's Desk", 'sixth desk', 'Sixth  Desk', 'Sixth Desk.', '', 'A'.repeat(41)].map(
      (title): [{ name: string; title: string }, string] => [{ name: 'sixth', title }, 'cannot be a title'],
    ),
    ...[page, 'http://x.example', 'https://x.example/?key=1'].map((page): [{ name: string; page: string }, string] => [
      { name: 'sixth', page },
      'cannot be the address',
    ]),
  ];
  const found = refusals(
    root,
    cases.map(([given]) => given),
  );
  expect(
    cases.map(([given, problem], at) => [given, found[at]?.includes(problem) === true ? problem : found[at]]),
  ).toEqual(cases);
  expect(refusals(root, [{ name: 'sixth', title: 'Sixth Desk 2.0', page: 'https://x.example/a/b#c' }])).toEqual([null]);
});

it('explains itself, and writes nothing for options that there are not', () => {
  const help = command(root, '--help');
  expect(help.exitCode).toBe(0);
  for (const option of ['--title', '--page', '--dry-run', '--no-docs', '--root']) expect(help.stdout).toContain(option);
  expect(command(root, 'sixth', '--colour', 'red')).toMatchObject({ exitCode: 2, stdout: '' });
  expect(textsIn(root)).toEqual(before);
});

it('writes the files that it lists, and says which of them are open', () => {
  const done = command(root, 'sixth', '--title', 'Sixth Desk');
  expect(done).toMatchObject({ exitCode: 0, stderr: '' });
  const after = textsIn(root);
  const [made, changed] = [listedIn(done.stdout, 'new'), listedIn(done.stdout, 'changed')];
  expect(Object.keys(after).filter((file) => before[file] === undefined)).toEqual([...made].sort());
  expect(Object.keys(before).filter((file) => before[file] !== after[file])).toEqual([...changed].sort());
  expect([made.length > 30, changed.length]).toEqual([true, 8]);
  expect(Object.values(after).join('\n')).not.toMatch(/__(?:name|Name|NAME|camel|title|page|version)__/);
  const open = made.filter((file) => after[file]?.includes('is not written yet'));
  for (const file of open) expect(done.stdout).toContain(`      ${file}\n`);
  expect(open).toEqual([
    'sandbox/sixth/answers.ts',
    'sandbox/sixth/service.ts',
    'sandbox/sixth/tickets.ts',
    'test/services/sixth.ts',
    ...['endpoints', 'errors', 'operations/ticket', 'requests', 'streams/index', 'unify/ticket', 'vendor'].map(
      (room) => `vendors/sixth/${room}.ts`,
    ),
  ]);
  const misnamed = open.flatMap((file) =>
    [...(after[file] ?? '').matchAll(/([\w./]+): [\w.]+ is not written yet/g)].filter(([, named]) => named !== file),
  );
  expect(misnamed).toEqual([]);
});
