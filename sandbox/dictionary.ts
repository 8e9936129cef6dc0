/**
 * A table of words in which a word that is no row of it finds nothing: an object literal has `constructor`, `toString`
 * and `__proto__` from Object.prototype, and services call statuses and members so.
 */
export function dictionary<Table extends object>(rows: Table): Table {
  const empty = Object.create(null) as object;
  return Object.assign(empty, rows);
}
