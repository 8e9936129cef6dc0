/** Where secrets stand in a configuration file: no message shows them, and `check` warns of those that are written out. */
import { Text } from './document';
import type { Tree } from './document';

const SECRET_NAME = /^(?:(?:api_?)?key|token|notify|salt)$/i;
/** The keys below `notify:` whose values are words; whatever stands under another name may be a URL. */
const WORDS_OF_NOTIFY: ReadonlySet<string> = new Set(['on', 'format', 'ping']);

/** Whatever stands under a name of secrets, wherever that is. */
export function secretsIn(tree: Tree, at: readonly string[] = []): Array<{ place: string; text: Text }> {
  if (tree instanceof Text) return isOfNotice(tree, at) ? [{ place: at.join('.'), text: tree }] : [];
  if (Array.isArray(tree)) return tree.flatMap((item) => secretsIn(item, at));
  return Object.entries(tree).flatMap(([name, value]) =>
    SECRET_NAME.test(name) && value instanceof Text
      ? [{ place: [...at, name].join('.'), text: value }]
      : secretsIn(value, [...at, name]),
  );
}

function isOfNotice({ value }: Text, [top, ...inside]: readonly string[]): boolean {
  return top === 'notify' && (!WORDS_OF_NOTIFY.has(inside.at(-1) ?? '') || /[:/]/.test(value));
}

/** Secrets that stand in the file: what a message shows of them is what they are. */
export function writtenIn(tree: Tree): string[] {
  const places = secretsIn(tree).flatMap(({ place, text }) => (text.display === text.value ? [place] : []));
  return [...new Set(places)];
}
