/** JSON Patch (RFC 6902), as far as a service needs it: lenient about `replace` of a member that is not there yet. */
import type { Json } from './problem';
import { badBody, Refused } from './problem';

export interface Step {
  op: string;
  path: string;
  from?: string;
  value?: Json;
}

type Container = Json[] | Record<string, Json | undefined>;

/** @throws Refused 400 for what is no patch, 409 for a `test` that fails */
export function stepsIn(body: unknown): Step[] {
  if (!Array.isArray(body)) throw badBody('the body must be a JSON Patch array', '');
  return body.map((step: unknown, at) => {
    if (typeof step !== 'object' || step === null) throw badBody('a patch step must be an object', `/${at}`);
    const { op, path } = step as Partial<Step>;
    if (typeof op !== 'string' || typeof path !== 'string') throw badBody('op and path are required', `/${at}`);
    return step as Step;
  });
}

/** A changed copy of the document. */
export function patched(document: Json, steps: readonly Step[]): Json {
  const root: Json = structuredClone(document);
  for (const [at, step] of steps.entries()) apply(root, step, at);
  return root;
}

function apply(root: Json, step: Step, at: number): void {
  switch (step.op) {
    case 'add':
    case 'replace':
      put(root, step.path, valueOf(step, at), step.op === 'add');
      return;
    case 'remove':
      take(root, step.path);
      return;
    case 'test':
      if (JSON.stringify(read(root, step.path)) !== JSON.stringify(valueOf(step, at))) {
        throw new Refused({ status: 409, message: `test failed at ${step.path}` });
      }
      return;
    case 'copy':
    case 'move': {
      const moved = structuredClone(read(root, step.from ?? '')) ?? null;
      if (step.op === 'move') take(root, step.from ?? '');
      put(root, step.path, moved, true);
      return;
    }
    default:
      throw badBody(`unknown op ${step.op}`, `/${at}/op`);
  }
}

function valueOf({ value }: Step, at: number): Json {
  if (value === undefined) throw badBody('value is required', `/${at}/value`);
  return value;
}

function partsOf(pointer: string): string[] {
  if (!pointer.startsWith('/')) throw badBody(`"${pointer}" is not a JSON Pointer`, '/path');
  const parts = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  // A path must not lead into what every object has.
  if (parts.some((part) => part in Object.prototype)) throw badBody(`nothing stands at ${pointer}`, '/path');
  return parts;
}

function parentOf(root: Json, pointer: string, create: boolean): { parent: Container; name: string } {
  const parts = partsOf(pointer);
  const name = parts.pop() ?? '';
  let at: Json | undefined = root;
  for (const part of parts) {
    if (typeof at !== 'object' || at === null) throw badBody(`nothing stands at ${pointer}`, '/path');
    const here: Container = at;
    const next: Json | undefined = Array.isArray(here) ? here[Number(part)] : here[part];
    if ((next === undefined || next === null) && create && !Array.isArray(here)) here[part] = {};
    at = Array.isArray(here) ? here[Number(part)] : here[part];
  }
  if (typeof at !== 'object' || at === null) throw badBody(`nothing stands at ${pointer}`, '/path');
  return { parent: at, name };
}

function read(root: Json, pointer: string): Json | undefined {
  const { parent, name } = parentOf(root, pointer, false);
  return Array.isArray(parent) ? parent[Number(name)] : parent[name];
}

function put(root: Json, pointer: string, value: Json, insert: boolean): void {
  const { parent, name } = parentOf(root, pointer, true);
  if (!Array.isArray(parent)) {
    parent[name] = value;
    return;
  }
  const at = name === '-' ? parent.length : Number(name);
  if (!Number.isInteger(at) || at < 0 || at > parent.length) throw badBody(`no such place: ${pointer}`, '/path');
  parent.splice(at, insert ? 0 : 1, value);
}

function take(root: Json, pointer: string): void {
  const { parent, name } = parentOf(root, pointer, false);
  if (Array.isArray(parent)) {
    if (parent[Number(name)] === undefined) throw badBody(`nothing stands at ${pointer}`, '/path');
    parent.splice(Number(name), 1);
    return;
  }
  if (parent[name] === undefined) throw badBody(`nothing stands at ${pointer}`, '/path');
  parent[name] = undefined;
}
