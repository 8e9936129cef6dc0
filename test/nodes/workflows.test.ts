/** The example workflows without n8n: they hold nothing secret, use what the nodes have, and are described. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { displayParameter, type INodeParameters } from 'n8n-workflow';
import { registeredNodes, ROOT } from './support/registered';

interface WorkflowNode {
  id: string;
  name: string;
  type: string;
  typeVersion: number;
  parameters: INodeParameters;
  credentials?: unknown;
}

interface Workflow {
  id: string;
  name: string;
  active: boolean;
  nodes: WorkflowNode[];
  connections: Record<string, Record<string, Array<Array<{ node: string }>>>>;
}

const PACK = 'n8n-nodes-ticketlake.';
const files = readdirSync(join(ROOT, 'workflows')).filter((name) => name.endsWith('.json'));
const workflows = files.map(
  (file) =>
    [file.replace('.json', ''), JSON.parse(readFileSync(join(ROOT, 'workflows', file), 'utf8')) as Workflow] as const,
);
const types = new Map(registeredNodes().map(({ name, type }) => [name, type.description]));
const docs = readFileSync(join(ROOT, 'docs/how-to/workflows.md'), 'utf8');

/** Our nodes of a workflow, each with the description of its type: a tool has that of its node and what n8n adds. */
function ownNodes({ nodes }: Workflow) {
  const own = nodes.filter(({ type }) => type.startsWith(PACK));
  return own.map((node) => {
    const name = node.type.slice(PACK.length);
    return { node, description: types.get(name) ?? types.get(name.replace(/Tool$/, '')) };
  });
}

const ADDED_TO_TOOLS = ['descriptionType', 'toolDescription'];

it('has ids of its own for every workflow', () => {
  const ids = workflows.map(([, { id }]) => id);
  expect(ids.length).toBeGreaterThanOrEqual(10);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(workflows)('workflows/%s.json', (file, workflow) => {
  it('holds no credential, is not active, and has stable node ids', () => {
    expect(workflow.active).toBe(false);
    expect(workflow.nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
    const ids = workflow.nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(JSON.stringify(workflow)).not.toMatch(/api[-_]?key|bearer|instanceId|127\.0\.0\.1|localhost/i);
  });

  it('says on a sticky note what it does and what to set', () => {
    const [note] = workflow.nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote');
    expect(note?.parameters['content']).toMatch(/^## .+\n[^]+\n\n\*\*Set\*\*: [^]+\.$/);
  });

  it('connects nodes that there are', () => {
    const names = workflow.nodes.map(({ name }) => name);
    const ends = Object.values(workflow.connections).flatMap((kinds) => Object.values(kinds).flat(2));
    const named = [...Object.keys(workflow.connections), ...ends.map(({ node }) => node)];
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
    const asked = [...JSON.stringify(workflow).matchAll(/\$\('([^']+)'\)/g)].map(([, name]) => name ?? '');
    expect(asked.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('gives our nodes parameters that they have', () => {
    for (const { node, description } of ownNodes(workflow)) {
      const newest = [description?.version ?? []].flat().at(-1);
      expect([node.name, newest]).toEqual([node.name, node.typeVersion]);
      const shown = (description?.properties ?? []).filter((property) =>
        displayParameter(node.parameters, property, node, description ?? null),
      );
      const known = new Set(shown.map(({ name }) => name));
      if (node.type.endsWith('Tool')) for (const name of ADDED_TO_TOOLS) known.add(name);
      if (description?.polling) known.add('pollTimes');
      expect([node.name, Object.keys(node.parameters).filter((name) => !known.has(name))]).toEqual([node.name, []]);
      for (const { name, type, options = [] } of shown) {
        const given = node.parameters[name];
        if (type !== 'collection' || typeof given !== 'object' || given === null) continue;
        const members = options.map((option) => option.name);
        const unknown = Object.keys(given).filter((member) => !members.includes(member));
        expect([node.name, name, unknown]).toEqual([node.name, name, []]);
      }
    }
  });

  it('is described in docs/how-to/workflows.md, with a small picture', () => {
    expect(docs).toContain(`## ${workflow.name}`);
    expect(docs).toContain(`(../../workflows/${file}.json)`);
    expect(docs).toContain(`(../pictures/workflows/${file}.png)`);
    expect(statSync(join(ROOT, `docs/pictures/workflows/${file}.png`)).size).toBeLessThanOrEqual(150 * 1024);
  });
});
