/** Which columns of the model anything uses: a visual, a measure, a relationship, or the order of another column. */
import { daxReferences } from './dax';
import { at, objectsIn, parsed } from './json';
import { columnsOf, endsOf, measuresOf, readModel } from './model-checks';
import { valueOf } from './tmdl';

export interface UsedField {
  kind: 'Column' | 'Measure';
  table: string;
  name: string;
}

/** The fields that a JSON file of the report names anywhere: in its wells, in its order, in its formatting. */
export function fieldsIn(json: ReturnType<typeof parsed>): UsedField[] {
  return objectsIn(json).flatMap((object) =>
    (['Column', 'Measure'] as const).flatMap((kind) => {
      const table = at(object[kind], 'Expression', 'SourceRef', 'Entity');
      const name = at(object[kind], 'Property');
      return typeof table === 'string' && typeof name === 'string' ? [{ kind, table, name }] : [];
    }),
  );
}

/** As `Table.Column`. */
export function usedColumns(files: ReadonlyMap<string, string>): Set<string> {
  const model = readModel(files);
  const shown = [...files]
    .filter(([path]) => path.endsWith('visual.json'))
    .flatMap(([, text]) => fieldsIn(parsed(text)))
    .filter(({ kind }) => kind === 'Column')
    .map(({ table, name }) => ({ table, column: name }));
  const measured = measuresOf(model).flatMap(({ expression }) => daxReferences(expression.join('\n')).columns);
  const related = model.relationships.flatMap(endsOf);
  const sorting = model.tables.flatMap((table) =>
    columnsOf(table).flatMap((column) => {
      const by = valueOf(column, 'sortByColumn')?.replace(/^'(.*)'$/, '$1');
      return by === undefined ? [] : [{ table: table.name, column: by }];
    }),
  );
  return new Set([...shown, ...measured, ...related, ...sorting].map(({ table, column }) => `${table}.${column}`));
}
