/**
 * Temporary tables of a build, and handles of them. Whoever makes a table returns its handle, and a statement that reads
 * the table asks for the handle: the compiler refuses a build that reads a table before it is there.
 */
import type { Params, Session } from '../store/session';

declare const isThere: unique symbol;

/** A relation that is there, as a statement writes it. */
export type Made<Name extends string> = string & { readonly [isThere]: Name };

/** Handles by the names of the relations. */
export type Tables<Names extends string> = { readonly [Name in Names]: Made<Name> };

/** Makes the temporary table `t_<name>` of what a SELECT gives. */
export async function make<Name extends string>(
  session: Session,
  name: Name,
  select: string,
  params?: Params,
): Promise<Tables<Name>> {
  await session.run(`CREATE OR REPLACE TEMP TABLE t_${name} AS ${select}`, params);
  return handleOf(name, `t_${name}`);
}

/** Makes the temporary table `t_<name>` without rows. @param columns each with its type */
export async function makeEmpty<Name extends string>(
  session: Session,
  name: Name,
  columns: string,
): Promise<Tables<Name>> {
  await session.run(`CREATE OR REPLACE TEMP TABLE t_${name}(${columns})`);
  return handleOf(name, `t_${name}`);
}

/** For whoever has made the relation, and nobody else. */
export function handleOf<Name extends string>(name: Name, relation: string): Tables<Name> {
  return { [name]: relation } as Tables<Name>;
}
