/** Names of sources: what they may hold, and the variables in them, so that one file serves many sites. */
import { showKey } from './display-value';
import type { Variables } from './variables';
import { expand } from './variables';

export const SOURCE_NAME = /^[A-Za-z0-9_-]{1,64}$/;
export const NAME_REMEDY = 'Use letters, digits, - and _, at most 64.';

export interface NameReading {
  /** As the lake is to know the source; where that cannot be known, as it is written. */
  name: string;
  /** As messages may show it before it is known to be a name: a variable stays its name. */
  display: string;
  problems: ReadonlyArray<{ message: string; remedy: string }>;
}

export interface SourceNames {
  /** Those in which variables were filled in, each as the file writes it. */
  filledNames: ReadonlyMap<string, string>;
  /** Those that are refused already. */
  refusedNames: ReadonlySet<string>;
}

/** @returns undefined where nothing is to be filled in */
export function readSourceName(text: string, variables: Variables): NameReading | undefined {
  if (!text.includes('${')) return undefined;
  const { value, display, problems } = expand(text, variables);
  const name = value.trim();
  if (problems.length > 0) return { name: display, display, problems };
  if (SOURCE_NAME.test(name)) return { name, display, problems };
  const message = 'with what its variables hold, this cannot be the name of a source';
  return { name: display, display, problems: [{ message, remedy: NAME_REMEDY }] };
}

/** @returns what is wrong with a name that is not refused yet; null: nothing is */
export function wrongName(
  name: string,
  { refusedNames }: Pick<SourceNames, 'refusedNames'>,
): { message: string; remedy: string } | null {
  if (refusedNames.has(name) || SOURCE_NAME.test(name)) return null;
  return { message: `sources: "${showKey(name)}" cannot be the name of a source`, remedy: NAME_REMEDY };
}
