/** Names that a configuration gives: they are published, or stand in every log, so none of them may hold a secret. */
import { secretMask } from '../../../vendors/redact';
import { isWeakSecret } from '../../../vendors/secret-pattern';
import type { SourceNames } from './source-name';
import { showKey } from './display-value';
import { Text } from './document';
import type { Tree } from './document';
import { isTreeMap } from './leaf';

export interface NameWithSecret {
  path: readonly string[];
  stands: 'key' | 'value';
  /** As the file or its variables write it: no message may show it. */
  name: string;
  message: string;
  remedy: string;
}

/** @param secrets of the configuration @returns the names in which one of them stands, in any case or encoding */
export function namesWithSecrets(
  tree: Tree,
  secrets: readonly string[],
  { filledNames }: Pick<SourceNames, 'filledNames'>,
): NameWithSecret[] {
  const holds = secretFinder(secrets);
  return namesIn(tree)
    .filter(({ name }) => holds(name))
    .map(({ path, stands, name }) => {
      const filled = path.length === 2 && path[0] === 'sources' ? filledNames.get(name) : undefined;
      const where = [...path.slice(0, stands === 'key' ? -1 : undefined), ...(filled === undefined ? [] : [filled])];
      const message = `${where.map(showKey).join('.')}: ${stands === 'key' ? 'the name' : 'the value'} holds a key or a token`;
      const remedy =
        filled === undefined
          ? 'It is published and stands in logs. Write one without a secret, and replace the key if others have seen it.'
          : 'Fill the name from a variable that holds no secret.';
      return { path, stands, name, message, remedy };
    });
}

type PublishedName = Pick<NameWithSecret, 'path' | 'stands' | 'name'>;

function namesIn(tree: Tree): PublishedName[] {
  if (!isTreeMap(tree)) return [];
  const { lake, lake_id: lakeId, sources, publish, mask } = tree;
  return [
    ...valueAt(lake, ['lake']),
    ...valueAt(lakeId, ['lake_id']),
    ...keysOf(sources, ['sources']),
    ...childrenOf(sources).flatMap(([name, source]) =>
      ['statuses', 'priorities'].flatMap((key) => keysOf(memberOf(source, key), ['sources', name, key])),
    ),
    ...(Array.isArray(publish) ? publish : []).flatMap((target, at) =>
      ['name', 'to'].flatMap((key) => valueAt(memberOf(target, key), ['publish', String(at), key])),
    ),
    ...keysOf(mask, ['mask']),
    ...childrenOf(mask).flatMap(([name, inside]) => keysOf(inside, ['mask', name])),
  ];
}

function memberOf(tree: Tree, key: string): Tree | undefined {
  return isTreeMap(tree) ? tree[key] : undefined;
}

function childrenOf(tree: Tree | undefined): Array<[string, Tree]> {
  return tree !== undefined && isTreeMap(tree) ? Object.entries(tree) : [];
}

function keysOf(tree: Tree | undefined, at: readonly string[]): PublishedName[] {
  return childrenOf(tree).map(([name]) => ({ path: [...at, name], stands: 'key', name }));
}

function valueAt(tree: Tree | undefined, path: readonly string[]): PublishedName[] {
  return tree instanceof Text ? [{ path, stands: 'value', name: tree.value }] : [];
}

/** Folders, tables and Power BI fold case, and a name has no other signs than - and _: a secret is known without them. */
function secretFinder(secrets: readonly string[]): (text: string) => boolean {
  const whole = secrets.flatMap((secret) => [secret, ...secret.split(':').filter((part) => !isWeakSecret(part))]);
  const mask = secretMask(whole);
  const maskFolded = secretMask(whole.map((secret) => secret.toLowerCase()));
  const bare = whole.map(lettersOf).filter((secret) => !isWeakSecret(secret));
  return (text) => {
    const folded = text.toLowerCase();
    if (mask(text) !== text || maskFolded(folded) !== folded) return true;
    const letters = lettersOf(text);
    return bare.some((secret) => letters.includes(secret));
  };
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
