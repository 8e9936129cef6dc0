/** Keys of a file as schemas read them: every problem with its place and its remedy. */
import type { z } from 'zod';
import type { ConfigDocument, Tree } from './document';
import { Text } from './document';
import type { IssueParams } from './leaf';
import { isTreeMap } from './leaf';
import { suggest } from './did-you-mean';
import type { Problem } from './problem';
import { showKey } from './display-value';

export class KeyReader {
  readonly problems: Problem[];

  constructor(private readonly document: ConfigDocument) {
    this.problems = [...document.problems];
  }

  /** Keys of their own below another; undefined where there are none. */
  readGroup<T>(at: readonly string[], tree: Tree | undefined, schema: z.ZodType<T>, example: string): T | undefined {
    if (tree === undefined || (tree instanceof Text && tree.isBroken)) return undefined;
    if (isTreeMap(tree)) return this.parse(schema, tree, at);
    const where = at.map(showKey).join('.');
    this.add(at, `${where}: needs keys of its own below it`, `Write it as ${at.at(-1) ?? ''}: ${example}.`, 'key');
    return undefined;
  }

  /** @returns what a schema makes of it; undefined where it has problems, which are noted */
  parse<T>(schema: z.ZodType<T>, tree: Tree, at: readonly string[]): T | undefined {
    const parsed = schema.safeParse(tree);
    if (parsed.success) return parsed.data;
    const known = 'shape' in schema ? Object.keys(schema.shape ?? {}) : [];
    for (const issue of parsed.error.issues) this.addIssue(issue, at, known);
    return undefined;
  }

  private addIssue(issue: z.core.$ZodIssue, at: readonly string[], known: readonly string[]): void {
    const path = [...at, ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) this.addUnknown(key, path, known);
      return;
    }
    const params: IssueParams = ('params' in issue ? issue.params : undefined) ?? {};
    if (params.silent === true) return;
    const where = [...at, ...issue.path.filter((part) => typeof part === 'string')].map(showKey).join('.');
    this.add(
      path,
      `${where}: ${issue.message}`,
      params.remedy ?? 'Compare with the example in the documentation.',
      params.atKey ? 'key' : 'value',
    );
  }

  addUnknown(key: string, path: readonly string[], names: readonly string[]): void {
    const where = [...path, showKey(key)].join('.');
    const glued = key.includes(':') && names.includes(key.slice(0, key.indexOf(':')));
    const remedy = glued
      ? 'Put a blank after the colon.'
      : suggest(key, names, `Known keys here: ${names.join(', ')}.`);
    this.add([...path, key], `${where}: unknown key`, remedy, 'key');
  }

  /** @param stands whether the problem is the key or its value */
  add(path: readonly PropertyKey[], message: string, remedy: string, stands: 'key' | 'value' = 'value'): void {
    const place = stands === 'key' ? this.document.placeOfKey(path) : this.document.placeOf(path);
    this.problems.push({ ...place, message, remedy });
  }
}
