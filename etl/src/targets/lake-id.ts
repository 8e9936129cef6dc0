/** What a lake is called at its targets: the `lake_id:` of the configuration, else an id that is made once. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { readIfThere, writeWhole } from '../base/whole-file';
import type { Config } from '../config/config';
import { lakePaths } from '../store/database';

const FILE = 'lake_id';
const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** To be called by who holds the lake. */
export function lakeIdOf({ lake, lakeId }: Pick<Config, 'lake' | 'lakeId'>): string {
  if (lakeId !== null) return lakeId;
  const file = path.join(lakePaths(lake).state, FILE);
  const known = readIfThere(file).trim();
  if (ID.test(known)) return known;
  const made = randomUUID();
  writeWhole(file, `${made}\n`, 0o644);
  return made;
}
