/** The pieces that the schema is made of: a value, a list, a map; each says what is wrong in its own words. */
import { dictionary } from '../../../vendors/dictionary';
import { z } from 'zod';
import { fold } from '../../../vendors/text';
import { Text } from './document';
import type { Tree } from './document';
import { suggest } from './did-you-mean';
import type { ValueReader } from './readers';
import { messageFor } from './readers';

/** What the reference page says of a key. `form` is how its value is written. */
export interface About {
  form: string;
  /** As it would be written; left out where the key must be given or has no default. */
  default?: string;
  description: string;
}

/** What a problem carries beside its message. `silent`: another message says it already. `atKey`: the key is wrong, not its value. */
export interface IssueParams {
  remedy?: string;
  silent?: boolean;
  atKey?: boolean;
}

type Complain = (message: string, params: IssueParams) => void;

function complainTo(ctx: z.RefinementCtx<unknown>): Complain {
  return (message, params) => {
    ctx.addIssue({ code: 'custom', message, params: { ...params } });
  };
}

export function leaf<T>(read: ValueReader<T>) {
  return z.unknown().transform((tree, ctx): T => readLeaf(tree, read, complainTo(ctx)) ?? z.NEVER);
}

/** A key that must be given. */
export function needed<T>(read: ValueReader<T>, remedy: string) {
  return z.unknown().transform((tree, ctx): T => {
    if (tree !== undefined) return readLeaf(tree, read, complainTo(ctx)) ?? z.NEVER;
    ctx.addIssue({ code: 'custom', message: 'is missing', params: { remedy } });
    return z.NEVER;
  });
}

/** A key that this service does not have. */
export function notFor(title: string) {
  return z
    .unknown()
    .optional()
    .transform((tree, ctx): undefined => {
      if (tree === undefined) return undefined;
      const params: IssueParams = { remedy: 'Remove it.', atKey: true };
      ctx.addIssue({ code: 'custom', message: `${title} has no such setting`, params: { ...params } });
      return undefined;
    });
}

function readLeaf<T>(tree: unknown, read: ValueReader<T>, complain: Complain): T | undefined {
  if (!(tree instanceof Text)) {
    complain('must be a single value, not a list or more keys', { remedy: 'Write "key: value" on one line.' });
    return undefined;
  }
  if (tree.isBroken) {
    complain('', { silent: true });
    return undefined;
  }
  if (tree.value.trim() === '') {
    complain('has no value', { remedy: 'Give a value, or remove the line.' });
    return undefined;
  }
  const reading = read(tree.value);
  if (reading.ok) return reading.value;
  complain(messageFor(reading.says, tree.display), { remedy: reading.remedy });
  return undefined;
}

/** At least one value, none twice. */
export function listOf<T extends string>(read: ValueReader<T>, example: string) {
  const one = leaf(read);
  return z.unknown().transform((tree, ctx): T[] => {
    const complain = complainTo(ctx);
    if (!Array.isArray(tree) || tree.length === 0) {
      complain('must be a list of at least one value', { remedy: `Write it as ${example}.` });
      return z.NEVER;
    }
    const values = tree.flatMap((item: unknown, at) => {
      const parsed = one.safeParse(item);
      if (parsed.success) return [parsed.data];
      for (const issue of parsed.error.issues) ctx.addIssue({ ...issue, code: 'custom', path: [at] });
      return [];
    });
    const double = values.find((value, at) => values.indexOf(value) !== at);
    if (double !== undefined) complain(`names "${double}" twice`, { remedy: 'Name each once.' });
    return values;
  });
}

/** The service's own words, folded, to words of the lake. */
export function wordsTo<T extends string>(read: ValueReader<T>, example: string) {
  return mapTo(read, example, fold);
}

/** Only the names that are given; another name is an unknown key. */
export function namesTo(names: readonly string[], read: ValueReader<string>, example: string) {
  return mapTo(read, example, (name) => name, names);
}

function mapTo<T extends string>(
  read: ValueReader<T>,
  example: string,
  nameOf: (key: string) => string,
  names?: readonly string[],
) {
  const one = leaf(read);
  return z.unknown().transform((tree, ctx): Record<string, T> => {
    if (!isTreeMap(tree)) {
      ctx.addIssue({ code: 'custom', message: 'must be a map', params: { remedy: `Write it as ${example}.` } });
      return z.NEVER;
    }
    const found = new Map<string, T>();
    for (const [key, value] of Object.entries(tree)) {
      if (names !== undefined && !names.includes(key)) {
        const params: IssueParams = { remedy: suggest(key, names), atKey: true };
        ctx.addIssue({ code: 'custom', message: 'unknown key', path: [key], params: { ...params } });
        continue;
      }
      const parsed = one.safeParse(value);
      if (!parsed.success)
        for (const issue of parsed.error.issues) ctx.addIssue({ ...issue, code: 'custom', path: [key] });
      else if (!found.has(nameOf(key))) found.set(nameOf(key), parsed.data);
      else {
        const params: IssueParams = { remedy: 'Name each once. Case does not count.', atKey: true };
        ctx.addIssue({ code: 'custom', message: 'is given twice', path: [key], params: { ...params } });
      }
    }
    return dictionary(Object.fromEntries(found));
  });
}

export function isTreeMap(tree: unknown): tree is Record<string, Tree> {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree) && !(tree instanceof Text);
}

/** Registers what the reference page says of a key. */
export function about(facts: About): Record<string, string> {
  return { ...facts };
}
