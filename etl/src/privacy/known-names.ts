/**
 * Names and addresses that people of the lake have or had, as hashes: who was renamed, or whose source was removed, stays
 * a person. The list only grows. Its salt is its own, so that another salt of the masks does not forget anybody.
 */
import { hash, randomBytes } from 'node:crypto';
import { metaValue, setMeta } from '../store/ddl';
import type { JsonColumns } from '../store/json-rows';
import { jsonRows } from '../store/json-rows';
import { numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';

const SALT = 'known_names_salt';
const DIGITS = 32;
/** FNV-1a. */
const SIGN_START = 0x811c9dc5;
const SIGN_FACTOR = 0x01000193;

/**
 * Adds to the list. To be called in the transaction that publishes by it.
 * @param keys of everyone whom the lake names now
 * @returns whether a key is in the list
 */
export async function rememberNames(session: Session, keys: ReadonlySet<string>): Promise<(key: string) => boolean> {
  await session.run('CREATE TABLE IF NOT EXISTS known_names(hash BLOB, sign UINTEGER)');
  const salt = await saltIn(session);
  const hashOf = (key: string): string => hash('sha256', `${salt}\u0000${key}`).slice(0, DIGITS);
  const known = await session.all('SELECT hex(hash) AS hash, sign FROM known_names', undefined, (row) => ({
    hash: textIn(row, 'hash').toLowerCase(),
    sign: numberIn(row, 'sign'),
  }));
  const former = new Map(known.map((each) => [each.hash, each.sign]));
  const named = [...keys].map((key) => ({ hash: hashOf(key), sign: signOf(salt, key) }));
  const fresh = named.filter((each) => !former.delete(each.hash));
  if (fresh.length > 0) await session.run(INSERT, { rows: JSON.stringify(fresh) });
  const signs = new Set(former.values());
  return (key) => keys.has(key) || (signs.size > 0 && signs.has(signOf(salt, key)) && former.has(hashOf(key)));
}

const NAMED: JsonColumns = [
  ['hash', 'VARCHAR'],
  ['sign', 'UINTEGER'],
];
const INSERT = `INSERT INTO known_names SELECT unhex(n.hash), n.sign FROM ${jsonRows(NAMED)} n`;

/** A SHA-256 for every run of words of every value takes five times as long as all the rest. */
function signOf(salt: string, key: string): number {
  let sign = SIGN_START;
  for (const text of [salt.slice(0, 8), key]) {
    for (let at = 0; at < text.length; at += 1) sign = Math.imul(sign ^ text.charCodeAt(at), SIGN_FACTOR);
  }
  return sign >>> 0;
}

async function saltIn(session: Session): Promise<string> {
  const known = await metaValue(session, SALT);
  if (known !== undefined) return known;
  const made = randomBytes(32).toString('hex');
  await setMeta(session, { [SALT]: made });
  return made;
}
