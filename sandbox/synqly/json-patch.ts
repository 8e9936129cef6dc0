/** JSON Patch by the rules of RFC 6902: what is replaced, removed, copied or moved must be there, and so must the parent of what is added. */
import type { Json } from './answers';
import { badBody, ProblemError } from './answers';

export interface PatchOperation {
  op: string;
  path: string;
  from?: string;
  value?: Json;
}

type Container = Json[] | Record<string, Json | undefined>;

/** @throws Refused 400 for what is no patch, 409 for a `test` that fails */
export function stepsIn(body: unknown): PatchOperation[] {
  if (!Array.isArray(body)) throw badBody('the body must be a JSON Patch array', '');
  return body.map((step: unknown, at) => {
    if (typeof step !== 'object' || step === null) throw badBody('a patch step must be an object', `/${at}`);
    const { op, path } = step as Partial<PatchOperation>;
    if (typeof op !== 'string' || typeof path !== 'string') throw badBody('op and path are required', `/${at}`);
    return step as PatchOperation;
  });
}

/** A changed copy of the document. */
export function patched(document: Json, steps: readonly PatchOperation[]): Json {
  const root: Json = structuredClone(document);
  for (const [at, step] of steps.entries()) apply(root, step, at);
  return root;
}

function apply(root: Json, step: PatchOperation, at: number): void {
  switch (step.op) {
    case 'add':
      add(root, step.path, valueOf(step, at));
      return;
    case 'replace':
      replace(root, step.path, valueOf(step, at));
      return;
    case 'remove':
      take(root, step.path);
      return;
    case 'test':
      if (JSON.stringify(read(root, step.path)) !== JSON.stringify(valueOf(step, at))) {
        throw new ProblemError({ status: 409, message: `test failed at ${step.path}` });
      }
      return;
    case 'copy':
    case 'move': {
      const found = structuredClone(read(root, step.from ?? ''));
      if (found === undefined) throw nothingAt(step.from ?? '');
      if (step.op === 'move') take(root, step.from ?? '');
      add(root, step.path, found);
      return;
    }
    default:
      throw badBody(`unknown op ${step.op}`, `/${at}/op`);
  }
}

function valueOf({ value }: PatchOperation, at: number): Json {
  if (value === undefined) throw badBody('value is required', `/${at}/value`);
  return value;
}

function pointerParts(pointer: string): string[] {
  if (!pointer.startsWith('/')) throw badBody(`"${pointer}" is not a JSON Pointer`, '/path');
  const parts = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  // A path must not lead into what every object has.
  if (parts.some((part) => part in Object.prototype)) throw badBody(`nothing stands at ${pointer}`, '/path');
  return parts;
}

function parentOf(root: Json, pointer: string): { parent: Container; name: string } {
  const parts = pointerParts(pointer);
  const name = parts.pop() ?? '';
  let at: Json | undefined = root;
  for (const part of parts) {
    if (typeof at !== 'object' || at === null) throw nothingAt(pointer);
    at = memberOf(at, part);
  }
  if (typeof at !== 'object' || at === null) throw nothingAt(pointer);
  return { parent: at, name };
}

/** Only an index without leading zeros names an item of a list. */
function memberOf(container: Container, name: string): Json | undefined {
  if (!Array.isArray(container)) return Object.hasOwn(container, name) ? container[name] : undefined;
  return /^(?:0|[1-9]\d*)$/.test(name) ? container[Number(name)] : undefined;
}

function read(root: Json, pointer: string): Json | undefined {
  const { parent, name } = parentOf(root, pointer);
  return memberOf(parent, name);
}

/** An item of a list moves those behind it up; a member that is there gets the new value. */
function add(root: Json, pointer: string, value: Json): void {
  const { parent, name } = parentOf(root, pointer);
  if (!Array.isArray(parent)) {
    parent[name] = value;
    return;
  }
  const at = name === '-' ? parent.length : Number(name);
  if (!Number.isInteger(at) || at < 0 || at > parent.length) throw nothingAt(pointer);
  parent.splice(at, 0, value);
}

function replace(root: Json, pointer: string, value: Json): void {
  const { parent, name } = parentOf(root, pointer);
  if (memberOf(parent, name) === undefined) throw nothingAt(pointer);
  if (Array.isArray(parent)) parent[Number(name)] = value;
  else parent[name] = value;
}

function take(root: Json, pointer: string): void {
  const { parent, name } = parentOf(root, pointer);
  if (memberOf(parent, name) === undefined) throw nothingAt(pointer);
  if (Array.isArray(parent)) parent.splice(Number(name), 1);
  else parent[name] = undefined;
}

function nothingAt(pointer: string): ProblemError {
  return badBody(`nothing stands at "${pointer}"`, '/path');
}
