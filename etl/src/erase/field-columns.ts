/** Columns of custom fields that were named after a label that names the person: they get a name that says nothing. */
import { createFieldColumns } from '../marts/field-columns';
import { dropOtherKeys } from '../marts/key-tables';
import { FIXED_COLUMNS, PREFIX, TakenNames, customFieldName, fieldColumnName } from '../schema/field-tables';
import { numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Eraser } from '../privacy/eraser';

interface NamedColumn {
  source: string;
  field_id: string;
  column_name: string;
  generation: number;
}

/**
 * To be called in the transaction of an erasing, before the labels are erased. The tables of columns that were renamed
 * are left out, so that the next build makes them anew.
 * @param known names and addresses of the person
 */
export async function renameFieldColumns(
  session: Session,
  { eraser, known, sources }: { eraser: Eraser; known: readonly string[]; sources: readonly string[] },
): Promise<void> {
  await createFieldColumns(session);
  const columns = await session.all(
    'SELECT source, field_id, column_name, generation FROM field_columns ORDER BY source, place',
    undefined,
    (row): NamedColumn => ({
      source: textIn(row, 'source'),
      field_id: textIn(row, 'field_id'),
      column_name: textIn(row, 'column_name'),
      generation: numberIn(row, 'generation'),
    }),
  );
  const labelled = await labelsNaming(session, eraser);
  // One word alone may be a word of any label.
  const spelled = known.map((text) => fieldColumnName(text, text)).filter((name) => name.includes('_'));
  const isMeant = ({ source, field_id: id, column_name: name }: NamedColumn): boolean =>
    sources.includes(source) &&
    (labelled.has(keyOf(source, id)) ||
      eraser.path(id) !== id ||
      spelled.some((each) => `_${name}_`.includes(`_${each}_`)));
  const meant = columns.filter(isMeant);
  if (meant.length === 0) return;
  for (const source of new Set(meant.map((column) => column.source))) {
    const own = columns.filter((column) => column.source === source);
    const taken = new TakenNames([
      ...FIXED_COLUMNS,
      ...own.filter((column) => !meant.includes(column)).map((column) => column.column_name),
    ]);
    for (const { field_id: id, column_name: old, generation } of own.filter((column) => meant.includes(column))) {
      // A hash of the id as it was would be found by guessing.
      const erasedId = eraser.path(id);
      const plain = customFieldName(erasedId);
      const name = taken.give(generation === 1 ? plain : `${plain}_${generation}`, erasedId);
      await session.run(
        'UPDATE field_columns SET column_name = $name WHERE source = $source AND field_id = $id AND column_name = $old',
        { source, id, old, name },
      );
    }
  }
  await dropOtherKeys(session, PREFIX, new Set());
}

const keyOf = (source: string, id: string): string => JSON.stringify([source, id]);

async function labelsNaming(session: Session, eraser: Eraser): Promise<Set<string>> {
  const fields = await session.all(
    'SELECT DISTINCT source, field_id, name FROM w_fields WHERE name IS NOT NULL',
    undefined,
    (row) => ({ key: keyOf(textIn(row, 'source'), textIn(row, 'field_id')), name: textIn(row, 'name') }),
  );
  return new Set(fields.filter(({ name }) => eraser.mentions(name)).map(({ key }) => key));
}

/** Fields whose ids were erased to one id are one field. To be called when the ids are erased, after the columns were renamed. */
export async function uniteFieldColumns(session: Session): Promise<void> {
  await session.run(
    `DELETE FROM field_columns c WHERE EXISTS (
       SELECT 1 FROM field_columns o WHERE o.source = c.source AND o.field_id = c.field_id AND o.generation = c.generation AND o.place < c.place)`,
  );
}
