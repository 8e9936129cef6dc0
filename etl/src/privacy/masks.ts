/**
 * What stands in the place of personal data in everything that is published, as SQL and as text. The salt is never a
 * part of a statement: functions know it.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { MADE_PERSON_ID, MADE_RECORD_ID } from '../../../vendors/made-ids';
import { fold } from '../../../vendors/text';
import { LakeError } from '../base/errors';
import type { Config } from '../config/config';
import type { MaskConfig, MaskMode } from '../config/mask';
import { masksPeople } from '../config/mask';
import type { WorkingDatabase } from '../store/database';
import type { MetaValues } from '../store/ddl';
import { setMeta } from '../store/ddl';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import { REDACTED, withoutAddresses } from './addresses-in';
import { isAddress } from './name-forms';

/** Where the state keeps the salt that it made, and what the marts were masked with. */
const OWN_SALT = 'mask_salt';
const MASKED_BY = 'masked_by';

/** Raised when the same configuration masks other values of custom fields: what was published before is masked anew. */
const FIELD_RULES = 4;

const HASH_DIGITS = 32;
const ID_DIGITS = 12;

/** The first 32 hex digits of HMAC-SHA-256(salt, the folded text). */
export function saltedHash(salt: string, text: string): string {
  return hmac(salt, fold(text)).slice(0, HASH_DIGITS);
}

function hmac(salt: string, text: string): string {
  return createHmac('sha256', salt).update(text).digest('hex');
}

/** The id under which a person is published, where the own one leads back to an address or a name. */
class PersonIds {
  constructor(private readonly salt: string) {}

  /**
   * @param text an address or a name of the person
   * @returns null where the id is not made from the text, nor is the text itself
   */
  from(id: string, text: string): string | null {
    const [, kind, digits] = MADE_PERSON_ID.exec(id) ?? [];
    if (kind === undefined)
      return isAddress(id) || fold(id) === fold(text) ? this.hidden(isAddress(id) ? 'mail' : 'user', id) : null;
    const made = createHash('sha256').update(fold(text)).digest('hex').slice(0, ID_DIGITS);
    return made === digits ? this.hidden(kind, fold(text)) : null;
  }

  /** Of one whose text is not known any more, as that of a person who was erased. */
  unknown(id: string): string | null {
    const [, kind = null] = MADE_PERSON_ID.exec(id) ?? [];
    if (kind !== null) return this.hidden(kind, id);
    return isAddress(id) ? this.hidden('mail', id) : null;
  }

  private hidden(kind: string, text: string): string {
    return `${kind}-${hmac(this.salt, text).slice(0, ID_DIGITS)}`;
  }
}

/** The masks of a lake, with the salt in use. */
export class Masks {
  private constructor(
    readonly config: MaskConfig,
    private readonly salt: string,
  ) {}

  /**
   * @param values what the state keeps, its own salt for one
   * @returns undefined where nothing is masked, or the state has no salt yet
   * @throws LakeError when the salt of the configuration is not at hand: other hashes would be published
   */
  static of({ mask }: Pick<Config, 'mask'>, values: MetaValues): Masks | undefined {
    if (mask === undefined) return undefined;
    if (mask.isSaltUnset)
      throw new LakeError(
        'no_salt',
        'the variable of mask.salt is not set, and without the salt nothing can be published',
        'Set it in the environment or in the file .env beside the configuration.',
      );
    const salt = mask.salt ?? values[OWN_SALT];
    return salt === undefined ? undefined : new Masks(mask, salt);
  }

  /** As `of`; the state is given a salt where it has none. To be called in a transaction. */
  static async settled(session: Session, config: Pick<Config, 'mask'>, values: MetaValues): Promise<Masks | undefined> {
    if (config.mask === undefined) return undefined;
    const known = Masks.of(config, values);
    if (known !== undefined) return known;
    const made = { [OWN_SALT]: randomBytes(32).toString('hex') };
    await setMeta(session, made);
    return Masks.of(config, made);
  }

  /** Whether ids that are made from addresses and names are made otherwise. */
  get hidesPeople(): boolean {
    return masksPeople(this.config);
  }

  /** Names the masks and the salt, and leads to neither value nor salt. */
  get fingerprint(): string {
    const { people, columns, fields } = this.config;
    const sorted = [columns, fields].map((named) => Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1)));
    const rules = Object.keys(fields).length === 0 && people === null ? [] : [FIELD_RULES];
    return hmac(this.salt, JSON.stringify([people, ...sorted, ...rules])).slice(0, HASH_DIGITS);
  }

  hash(text: string): string {
    return saltedHash(this.salt, text);
  }

  /** What hashes of a text, and ids that are made of it, have in common. */
  digitsOf(text: string): string {
    return this.hash(text).slice(0, ID_DIGITS);
  }

  /** An id of a field that has no address in it, and is as different from others. */
  fieldId(id: string): string {
    return withoutAddresses(id) === id ? id : `field-${hmac(this.salt, id).slice(0, ID_DIGITS)}`;
  }

  /** Makes the functions known that the SQL below calls. */
  define(working: Pick<WorkingDatabase, 'define'>): void {
    const ids = new PersonIds(this.salt);
    working.define('mask_hash', 1, ([text = '']) => this.hash(text));
    working.define('mask_person', 2, ([id = '', text = '']) => ids.from(id, text));
    working.define('mask_unknown_person', 1, ([id = '']) => ids.unknown(id));
    working.define('mask_addresses', 1, ([text = '']) => withoutAddresses(text));
    working.define('mask_field_id', 1, ([id = '']) => this.fieldId(id));
    working.define('mask_record', 1, ([id = '']) =>
      id.replace(MADE_RECORD_ID, (_all, _digits: string, double = '') => {
        return `-${hmac(this.salt, id).slice(0, ID_DIGITS)}${double}`;
      }),
    );
  }
}

/** How fields are called where rows are shown: without addresses, where people are masked. */
export interface FieldNames {
  label(label: string): string;
  id(id: string): string;
}

export function fieldNames(masks: Masks | undefined): FieldNames {
  if (masks?.hidesPeople !== true) return { label: (label) => label, id: (id) => id };
  return { label: withoutAddresses, id: (id) => masks.fieldId(id) };
}

/** SQL of a text as it is published; empty stays empty. */
export function maskedText(mode: MaskMode, text: string): string {
  if (mode === 'drop') return 'NULL::VARCHAR';
  return mode === 'hash' ? `mask_hash(${text})` : `CASE WHEN ${text} IS NOT NULL THEN '${REDACTED}' END`;
}

/** SELECT (source, person_id, shown_id) of all people who are published under another id than their own. */
export const SHOWN_PEOPLE = `
  SELECT source, person_id, coalesce(max(coalesce(mask_person(person_id, email), mask_person(person_id, name))), mask_unknown_person(person_id)) AS shown_id
  FROM w_people
  WHERE regexp_matches(person_id, '^(mail|user)-[0-9a-f]{12}$') OR contains(person_id, '@')
    OR lower(trim(person_id)) = lower(trim(name)) OR lower(trim(person_id)) = lower(trim(email))
  GROUP BY source, person_id HAVING shown_id IS NOT NULL`;

/** @returns the own key of a person by the one that is published, for those in whose place another id stands */
export async function keysByShown(working: WorkingDatabase, masks: Masks): Promise<Map<string, string>> {
  masks.define(working);
  const rows = await working.all(SHOWN_PEOPLE, undefined, (row) => {
    const source = textIn(row, 'source');
    return [`${source}:${textIn(row, 'shown_id')}`, `${source}:${textIn(row, 'person_id')}`] as const;
  });
  return new Map(rows);
}

/** @param values as the last build left them. @returns whether the next build masks otherwise */
export function hasChangedMasks(config: Pick<Config, 'mask'>, values: MetaValues): boolean {
  if (!values['built_from'] && values[MASKED_BY] === undefined) return false;
  const masks = Masks.of(config, values);
  // No salt yet: nothing was ever masked without one.
  const present = masks?.fingerprint ?? (config.mask === undefined ? '' : null);
  return present !== (values[MASKED_BY] ?? '');
}

export function rememberMasks(session: Session, masks: Masks | undefined): Promise<void> {
  return setMeta(session, { [MASKED_BY]: masks?.fingerprint ?? '' });
}
