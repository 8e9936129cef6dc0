/** Every service's folders have the same rooms, so that who knows one service finds his way in the others. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { VENDOR_NAMES } from '../../vendors/vendor';

const ROOT = path.join(__dirname, '../..');
const ROOMS = [
  'vendor.ts',
  'endpoints.ts',
  'requests.ts',
  'errors.ts',
  'check.ts',
  'change-feed.ts',
  'streams/index.ts',
  'unify/ticket.ts',
  'operations/index.ts',
  'operations/ticket.ts',
];
const STAND_IN_ROOMS = ['service.ts', 'answers.ts', 'tickets.ts'];
/** `NAME` is the service's, as classes of nodes have it. */
const NODE_ROOMS = [
  'NAME.node.ts',
  'NAME.node.json',
  'NAMETrigger.node.ts',
  'NAMETrigger.node.json',
  'service.ts',
  'credential-test.ts',
  'parameters.ts',
  'trigger.ts',
  'methods/listSearch.ts',
  'resources/index.ts',
  'resources/ticket/index.ts',
  'resources/ticket/create.operation.ts',
  'resources/ticket/get.operation.ts',
  'resources/ticket/getAll.operation.ts',
  'resources/ticket/update.operation.ts',
];

const manifest: { n8n: { nodes: string[] } } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const nodeFolders = manifest.n8n.nodes
  .map((file) => path.basename(path.dirname(file)))
  .filter((folder) => VENDOR_NAMES.some((name) => name === folder.toLowerCase()));

describe.each(VENDOR_NAMES)('%s', (name) => {
  it.each(ROOMS)(`has vendors/${name}/%s`, (room) => {
    expect(existsSync(path.join(ROOT, 'vendors', name, room))).toBe(true);
  });

  it.each(STAND_IN_ROOMS)(`has sandbox/${name}/%s`, (room) => {
    expect(existsSync(path.join(ROOT, 'sandbox', name, room))).toBe(true);
  });

  it.each(NODE_ROOMS)('has %s among its nodes', (room) => {
    const folder = nodeFolders.find((each) => each.toLowerCase() === name) ?? 'none';
    expect(existsSync(path.join(ROOT, 'nodes', folder, room.replace('NAME', folder)))).toBe(true);
  });

  it('has nothing left of the skeletons of `npm run new:service`', () => {
    const folder = nodeFolders.find((each) => each.toLowerCase() === name) ?? 'none';
    const folders = [`vendors/${name}`, `sandbox/${name}`, `nodes/${folder}`];
    const files = [
      ...folders.flatMap((each) => filesBelow(path.join(ROOT, each)).map((file) => path.join(ROOT, each, file))),
      path.join(ROOT, `credentials/${folder}Api.credentials.ts`),
      path.join(ROOT, `test/services/${name}.ts`),
    ];
    const left = files.flatMap((file) => readFileSync(file, 'utf8').match(/[\w./]+: [\w.]+ is not written yet/g) ?? []);
    expect(left).toEqual([]);
  });

  it('keeps what one room alone uses in that room', () => {
    const folder = path.join(ROOT, 'vendors', name);
    const files = filesBelow(folder);
    const astray = readdirSync(folder)
      .filter((file) => file.endsWith('.ts') && !ROOMS.includes(file))
      .filter((file) => {
        const importers = files.filter((each) => each !== file && imports(folder, each, file));
        const rooms = new Set(importers.map((each) => each.split(path.sep)[0]));
        return rooms.size === 1 && !importers.some((each) => ROOMS.includes(each));
      });
    expect(astray).toEqual([]);
  });
});

/** A sixth service begins with the same rooms. */
it.each([
  ...ROOMS.map((room) => `vendors/__name__/${room}`),
  ...STAND_IN_ROOMS.map((room) => `sandbox/__name__/${room}`),
  ...NODE_ROOMS.map((room) => `nodes/__Name__/${room.replace('NAME', '__Name__')}`),
])('`npm run new:service` writes %s', (file) => {
  expect(existsSync(path.join(ROOT, 'scripts/new-service/templates', file))).toBe(true);
});

function filesBelow(folder: string, below = ''): string[] {
  return readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(below, entry.name);
    return entry.isDirectory() ? filesBelow(folder, file) : [file];
  });
}

function imports(folder: string, importer: string, file: string): boolean {
  const text = readFileSync(path.join(folder, importer), 'utf8');
  const from = path.dirname(path.join(folder, importer));
  const target = path.join(folder, file.replace(/\.ts$/, ''));
  return [...text.matchAll(/from '(\.[^']+)'/g)].some(([, specifier]) => path.join(from, specifier ?? '') === target);
}
