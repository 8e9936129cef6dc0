/** What package.json registers, from the sources. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { ICredentialType, INodeType } from 'n8n-workflow';
import type { Resource } from '../../../nodes/shared/operation';
import type { VendorName } from '../../../vendors/vendor';

export const ROOT = join(__dirname, '../../..');

interface Manifest {
  n8n: { nodes: string[]; credentials: string[] };
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

/** `dist/nodes/X/X.node.js` → `nodes/X/X.node.ts` */
function sourceOf(file: string): string {
  return join(ROOT, file.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
}

/** Also where no jest is: limit.slow.test.ts runs a node in a process of its own. */
const load = createRequire(__filename);

function made<Type>(file: string): { file: string; type: Type } {
  const classes = load(file) as Record<string, new () => Type>;
  const Class = classes[basename(file).split('.')[0] ?? ''];
  if (Class === undefined) throw new Error(`${file} has no class of its name`);
  return { file, type: new Class() };
}

export interface RegisteredNode {
  name: string;
  file: string;
  type: INodeType;
  /** Of regular nodes. */
  resources: readonly Resource[];
}

export function registeredNodes(): RegisteredNode[] {
  return manifest.n8n.nodes.map((built) => {
    const { file, type } = made<INodeType>(sourceOf(built));
    const isTrigger = type.description.group.includes('trigger');
    const { RESOURCES } = isTrigger
      ? { RESOURCES: [] }
      : (load(join(dirname(file), 'resources')) as { RESOURCES: readonly Resource[] });
    return { name: type.description.name, file, type, resources: RESOURCES };
  });
}

/** What a service has registered: the node of its name, its polling trigger and its credential, each made anew. */
export function registeredOf(service: VendorName): {
  node: INodeType;
  trigger: INodeType;
  credential: ICredentialType;
} {
  const { nodes, credentials } = manifest.n8n;
  const sourceNamed = (files: readonly string[], name: string): string => {
    const file = files.find((each) => basename(each).toLowerCase() === name);
    if (file === undefined) throw new Error(`package.json registers no ${name}`);
    return sourceOf(file);
  };
  return {
    node: made<INodeType>(sourceNamed(nodes, `${service}.node.js`)).type,
    trigger: made<INodeType>(sourceNamed(nodes, `${service}trigger.node.js`)).type,
    credential: made<ICredentialType>(sourceNamed(credentials, `${service}api.credentials.js`)).type,
  };
}

export function registeredCredentials(): Array<{ name: string; file: string; type: ICredentialType }> {
  return manifest.n8n.credentials.map((built) => {
    const { file, type } = made<ICredentialType>(sourceOf(built));
    return { name: type.name, file, type };
  });
}
