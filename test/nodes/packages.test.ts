/** What is committed of the single-service packages says what the nodes are: `npm run packages` writes it anew. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { VENDOR_NAMES } from '../../vendors/vendor';
import { registeredCredentials, registeredNodes, ROOT } from './support/registered';
import { choicesOf } from './support/every-property';

interface Manifest {
  name: string;
  version: string;
  license: string;
  files: string[];
  dependencies?: unknown;
  scripts?: unknown;
  repository: { directory: string };
  n8n: { strict: boolean; nodes: string[]; credentials: string[] };
}

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const manifestOf = (file: string) => JSON.parse(read(file)) as Manifest;
const umbrella = manifestOf('package.json');
const services = readdirSync(join(ROOT, 'packages')).filter((name) =>
  existsSync(join(ROOT, 'packages', name, 'package.json')),
);

/** The nodes whose folder the package is named after. */
const nodesOf = (service: string) =>
  registeredNodes().filter(({ file }) => basename(dirname(file)).toLowerCase() === service);

const credentialsOf = (service: string) => {
  const names = nodesOf(service).flatMap(({ type }) => (type.description.credentials ?? []).map(({ name }) => name));
  return registeredCredentials().filter(({ name }) => names.includes(name));
};

/** `nodes/X/X.node.ts` → `dist/nodes/X/X.node.js` */
const registeredAs = (file: string) => file.replace(`${ROOT}/`, 'dist/').replace(/\.ts$/, '.js');

interface Workflow {
  name: string;
  nodes: Array<{ type: string }>;
}

/** The example workflows with a node of this service, by name, each with the single packages that hold its nodes. */
function workflowsOf(service: string): Array<{ file: string; name: string; packages: string[] }> {
  const all = readdirSync(join(ROOT, 'workflows')).map((file) => {
    const { name, nodes } = JSON.parse(read(`workflows/${file}`)) as Workflow;
    const names = nodes.flatMap(({ type }) => /^n8n-nodes-ticketlake\.(\w+)$/.exec(type)?.[1] ?? []);
    const owners = names.flatMap((each) => VENDOR_NAMES.filter((vendor) => each.toLowerCase().startsWith(vendor)));
    return { file, name, packages: [...new Set(owners)].sort() };
  });
  return all.filter(({ packages }) => packages.some((each) => each === service));
}

/** Cells of the rows of a README's tables, by the first cell. */
const rowsOf = (readme: string) =>
  new Map([...readme.matchAll(/^\| (.+?) \| (.+) \|$/gm)].map(([, first = '', second = '']) => [first, second]));

it('has a package for each service', () => {
  expect(services).toEqual([...VENDOR_NAMES].sort());
});

describe.each(services)('packages/%s', (service) => {
  const manifest = manifestOf(`packages/${service}/package.json`);
  const readme = read(`packages/${service}/README.md`);

  it('is a strict package of its own without dependencies or scripts, in the version of the pack of all services', () => {
    expect(manifest).toMatchObject({
      name: `n8n-nodes-ticketlake-${service}`,
      version: umbrella.version,
      license: 'MIT',
      keywords: expect.arrayContaining(['n8n-community-node-package']) as string[],
      repository: { directory: `packages/${service}` },
      peerDependencies: { 'n8n-workflow': '*' },
      n8n: { strict: true },
    });
    expect(manifest.files).toEqual(['dist', 'workflows']);
    expect([manifest.dependencies, manifest.scripts]).toEqual([undefined, undefined]);
  });

  it('registers every node and credential of its service, and no other', () => {
    expect(manifest.n8n.nodes).toEqual(nodesOf(service).map(({ file }) => registeredAs(file)));
    expect(manifest.n8n.credentials).toEqual(credentialsOf(service).map(({ file }) => registeredAs(file)));
    expect(manifest.n8n.nodes.length).toBeGreaterThan(0);
    expect(manifest.n8n.credentials).toHaveLength(1);
  });

  it('lists in its README the operations, triggers and credential fields that there are', () => {
    const rows = rowsOf(readme);
    const expected = new Map<string, string>();
    for (const { resources, type } of nodesOf(service)) {
      const { properties } = type.description;
      for (const { name, value } of resources) {
        const selector = properties.find(
          (each) => each.name === 'operation' && each.displayOptions?.show?.['resource']?.includes(value),
        );
        expected.set(
          name,
          selector === undefined
            ? ''
            : choicesOf(selector)
                .map((each) => each.name)
                .join(', '),
        );
      }
      if (type.description.group.includes('trigger')) expect(readme).toContain(`**${type.description.displayName}**`);
    }
    expect([...expected].filter(([name, operations]) => rows.get(name) !== operations)).toEqual([]);
    for (const { type } of credentialsOf(service)) {
      expect(readme).toContain(`**${type.displayName}**`);
      const shown = type.properties.filter((each) => each.type !== 'hidden' && each.type !== 'notice');
      expect(shown.map(({ displayName }) => displayName).filter((name) => !rows.has(name))).toEqual([]);
      const resources = [...expected.keys(), ...shown.map(({ displayName }) => displayName)];
      const others = [...rows.keys()].filter((name) => !/^(Resource|Field|Workflow|---|\[.*)$/.test(name));
      expect(others.filter((name) => !resources.includes(name))).toEqual([]);
    }
  });

  it('lists in its README the workflows that have its nodes, and which packages they need besides', () => {
    const listed = [...readme.matchAll(/^\| \[(.+?)\]\((.+?)\) \| `(.+?)` \| (.+?) \|$/gm)];
    const heads = new Set(read('docs/how-to/workflows.md').match(/^## .+$/gm));
    const expected = workflowsOf(service).map(({ file, name, packages }) => {
      const others = packages.filter((each) => each !== service).map((each) => `\`n8n-nodes-ticketlake-${each}\``);
      return [name, file, others.join(', ') || '–'];
    });
    expect(listed.map(([, name, , file, needs]) => [name, file, needs])).toEqual(expected);
    for (const [, name = '', link = ''] of listed) {
      expect(heads).toContain(`## ${name}`);
      expect(link).toMatch(new RegExp(`/docs/how-to/workflows\\.md#${name.toLowerCase().replaceAll(' ', '-')}$`));
    }
  });
});
