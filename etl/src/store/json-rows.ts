/** Rows as one parameter of a statement: a file and a temporary table are worth their cost for many rows only. */
export type JsonColumns = ReadonlyArray<readonly [name: string, type: string]>;

/** @returns SQL of a relation with these columns, of the JSON list in `$rows`; what an item leaves out is NULL */
export function jsonRows(columns: JsonColumns): string {
  const types = JSON.stringify([Object.fromEntries(columns)]);
  return `(SELECT unnest(from_json($rows, '${types}'), recursive := true))`;
}
