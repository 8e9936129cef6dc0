/** What package.json registers, from the sources. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ICredentialType, INodeType } from 'n8n-workflow';
import type { Resource } from '../../../nodes/shared/operation';

export const ROOT = join(__dirname, '../../..');

interface Manifest {
  n8n: { nodes: string[]; credentials: string[] };
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

/** `dist/nodes/X/X.node.js` → `nodes/X/X.node.ts` */
function sourceOf(file: string): string {
  return join(ROOT, file.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
}

function made<Type>(file: string): { file: string; type: Type } {
  const classes: Record<string, new () => Type> = jest.requireActual(file);
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
      : jest.requireActual<{ RESOURCES: readonly Resource[] }>(join(dirname(file), 'resources'));
    return { name: type.description.name, file, type, resources: RESOURCES };
  });
}

export function registeredCredentials(): Array<{ name: string; file: string; type: ICredentialType }> {
  return manifest.n8n.credentials.map((built) => {
    const { file, type } = made<ICredentialType>(sourceOf(built));
    return { name: type.name, file, type };
  });
}
