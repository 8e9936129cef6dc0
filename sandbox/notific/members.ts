/** Json.NET binds members without regard to case, and writes them in the case that it is told to. */
import type { NotificOptions } from './options';

/** A body's members by lower-case name; undefined when it is no object. */
export function bodyMembers(body: unknown): Map<string, unknown> | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  return new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
}

export function named<T>(value: T, naming: NotificOptions['naming']): unknown {
  if (naming === 'pascal') return value;
  if (Array.isArray(value)) return value.map((item: unknown) => named(item, naming));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      named(member, naming),
    ]),
  );
}
