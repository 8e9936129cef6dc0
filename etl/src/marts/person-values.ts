/** Values of custom fields that are people. */
import { KnownPeople } from '../privacy/people-in-fields';
import type { WorkingDatabase } from '../store/database';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Tables } from './temporary-table';

/** SQL of whether a text is a person. */
export function isPerson(text: string): string {
  return `is_person(${text}) IS NOT NULL`;
}

export interface PersonValue {
  source: string;
  field_id: string;
  text: string;
}

/** Makes known what the SQL above calls. @returns the values and labels of options that are people */
export async function peopleAmongValues(
  working: Pick<WorkingDatabase, 'define'>,
  session: Session,
  t: Tables<'options'>,
): Promise<PersonValue[]> {
  const people = await KnownPeople.of(session);
  working.define('is_person', 1, ([text = '']) => (people.areIn(text) ? text : null));
  return session.all(
    `SELECT source, field_id, text FROM (
       SELECT DISTINCT source, field_id, value_text AS text FROM w_custom_values WHERE value_text IS NOT NULL
       UNION SELECT source, field_id, label FROM ${t.options}
     ) WHERE ${isPerson('text')} ORDER BY ALL`,
    undefined,
    (row) => ({ source: textIn(row, 'source'), field_id: textIn(row, 'field_id'), text: textIn(row, 'text') }),
  );
}
