/** Reads the members of a body, with errors that say which one is wrong and what it may be. */

export interface Members {
  /** undefined when it is left out. */
  whole(name: string, low: number, high: number): number | undefined;
  toggle(name: string): boolean | undefined;
  text(name: string): string | undefined;
  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined;
  get(name: string): unknown;
}

/**
 * @param what stands in front of every error, as `fault`
 * @param known the members that it may have
 * @throws Error when it is no object or has another member; so do the readers for a wrong value
 */
export function membersOf(body: unknown, what: string, known: readonly string[]): Members {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Error(`${what}: is not a JSON object`);
  const members = new Map<string, unknown>(Object.entries(body));
  for (const name of members.keys()) {
    if (!known.includes(name))
      throw new Error(`${what}: no member "${name}"; it may have ${known.join(', ') || 'none'}`);
  }
  const wrong = (name: string, expected: string): Error => new Error(`${what}: ${name}: is not ${expected}`);
  return {
    get: (name) => members.get(name),
    whole: (name, low, high) => {
      const value = members.get(name);
      if (value === undefined) return undefined;
      const isFit = typeof value === 'number' && Number.isSafeInteger(value) && value >= low && value <= high;
      if (!isFit) throw wrong(name, `a whole number from ${low} to ${high}`);
      return value;
    },
    toggle: (name) => {
      const value = members.get(name);
      if (value !== undefined && typeof value !== 'boolean') throw wrong(name, 'true or false');
      return value;
    },
    text: (name) => {
      const value = members.get(name);
      if (value === undefined) return undefined;
      if (typeof value !== 'string' || value === '') throw wrong(name, 'a text');
      return value;
    },
    oneOf: (name, values) => {
      const value = members.get(name);
      if (value === undefined) return undefined;
      const found = values.find((one) => one === value);
      if (found === undefined) throw wrong(name, `one of ${values.join(', ')}`);
      return found;
    },
  };
}
