/** Names of sources: what they may hold, and the variables in them, so that one file serves many sites. */
import type { Variables } from './variables';
import { expand } from './variables';

export const SOURCE_NAME = /^[A-Za-z0-9_-]{1,64}$/;
export const NAME_REMEDY = 'Use letters, digits, - and _, at most 64.';

export interface NameReading {
  /** As the lake is to know the source; where that cannot be known, as it is written. */
  name: string;
  /** As messages may show it before it is known to be a name: a variable stays its name. */
  shown: string;
  problems: ReadonlyArray<{ message: string; remedy: string }>;
}

/** @returns undefined where nothing is to be filled in */
export function readSourceName(written: string, variables: Variables): NameReading | undefined {
  if (!written.includes('${')) return undefined;
  const { value, shown, problems } = expand(written, variables);
  const name = value.trim();
  if (problems.length > 0) return { name: shown, shown, problems };
  if (SOURCE_NAME.test(name)) return { name, shown, problems };
  const message = 'with what its variables hold, this cannot be the name of a source';
  return { name: shown, shown, problems: [{ message, remedy: NAME_REMEDY }] };
}
