/** What must hold between and inside the tables, whichever file they were read from. */
import { fold } from '../../../vendors/text';
import { counted } from '../progress/format';
import type { Reference, Table } from '../schema/column';
import { literal, quoted, tableNamed } from '../schema/tables';
import type { Row } from '../store/row';
import { maybeTextIn, numberIn, textIn } from '../store/row';
import type { Check, Finding } from './finding';
import { EXAMPLES, finding } from './finding';
import type { Reader } from '../store/reader';

/** `dates` has no days beyond: a due date of 9999 must not make three million rows. */
const FIRST_DAY = '1900-01-01';
const LAST_DAY = '2100-12-31';
/** Keys that may read alike are looked at one by one, so many at most. */
const SUSPECTS = 10_000;
const BETWEEN = '\u001F';

/**
 * @param readable tables of which the reader has a view
 * @param tables as the version had them that wrote the lake
 */
export async function verifyContents(
  reader: Reader,
  readable: ReadonlySet<string>,
  tables: readonly Table[],
): Promise<Finding[]> {
  const findings: Finding[][] = [];
  for (const table of tables.filter(({ name }) => readable.has(name))) {
    findings.push(await emptyValues(reader, table), await doubledKeys(reader, table));
    if (isFolded(table)) findings.push(await likeKeys(reader, table));
    for (const reference of table.references)
      if (readable.has(reference.table)) findings.push(await danglingReference(reader, table, reference));
    if (readable.has('dates')) findings.push(await missingDates(reader, table));
    findings.push(await longerMinutes(reader, table));
    if (readable.has('sources')) findings.push(await unknownSources(reader, table));
  }
  if (readable.has('dates')) findings.push(await gapsInDates(reader));
  if (readable.has('runs') && readable.has('sources')) findings.push(await unrecordedRuns(reader));
  if (readable.has('runs') && readable.has('tickets')) findings.push(await unexplainedTickets(reader));
  return findings.flat();
}

async function emptyValues(reader: Reader, table: Table): Promise<Finding[]> {
  const never = table.columns.filter(({ nullable }) => !nullable).map(({ name }) => name);
  const counts = never.map((name) => `count(*) FILTER (${quoted(name)} IS NULL) AS ${quoted(name)}`);
  const [row] = await reader.all(`SELECT ${counts.join(', ')} FROM ${quoted(table.name)}`, undefined, (found) => found);
  return never.flatMap((name) => {
    const empty = row === undefined ? 0 : numberIn(row, name);
    if (empty === 0) return [];
    return [
      finding('empty_value', `has ${counted(empty, 'row')} without ${name}, which every row must have`, {
        table: table.name,
      }),
    ];
  });
}

function doubledKeys(reader: Reader, table: Table): Promise<Finding[]> {
  const key = joined(table.key);
  return found(reader, 'key', table, (many) => `holds ${counted(many, 'key')} more than once`, {
    sql: `SELECT ${key} AS example FROM ${quoted(table.name)} GROUP BY ALL HAVING count(*) > 1`,
  });
}

/** Keys that other tables join by; the rest may differ by case alone, as paths of members do. */
function isFolded({ key }: Table): boolean {
  return key.every((name) => name.endsWith('_key') || name === 'tag');
}

/**
 * Power BI folds case and trims blanks. SQL finds what may read alike, the house's own folding decides.
 */
async function likeKeys(reader: Reader, table: Table): Promise<Finding[]> {
  const folded = table.key.map((name) => `nfc_normalize(lower(trim(${quoted(name)})))`).join(', ');
  const groups = await reader.all(
    `SELECT string_agg(DISTINCT ${joined(table.key, BETWEEN)}, chr(30)) AS members FROM ${quoted(table.name)}
     GROUP BY ${folded} HAVING count(DISTINCT ${joined(table.key, BETWEEN)}) > 1 ORDER BY 1 LIMIT ${SUSPECTS}`,
    undefined,
    (row) => textIn(row, 'members').split('\u001E'),
  );
  const alike = groups.flatMap((members) => {
    const one = members.map((member) => member.split(BETWEEN).map(fold).join(BETWEEN));
    return new Set(one).size === members.length
      ? []
      : [members.map((member) => member.replaceAll(BETWEEN, ' ')).join(' = ')];
  });
  if (alike.length === 0) return [];
  const says = `holds ${counted(alike.length, 'key')} more than once for a reader that folds case and trims blanks, as Power BI does`;
  return [finding('key', says, { table: table.name, examples: alike.slice(0, EXAMPLES) })];
}

function danglingReference(reader: Reader, table: Table, { column, table: target, to }: Reference): Promise<Finding[]> {
  return found(
    reader,
    'reference',
    table,
    (many) => `has ${counted(many, 'value')} of ${column} without a match in ${target}.${to}`,
    {
      sql: `SELECT DISTINCT f.${quoted(column)} AS example FROM ${quoted(table.name)} f
      ANTI JOIN ${quoted(target)} t ON t.${quoted(to)} = f.${quoted(column)} WHERE f.${quoted(column)} IS NOT NULL`,
    },
  );
}

async function missingDates(reader: Reader, table: Table): Promise<Finding[]> {
  const findings: Finding[][] = [];
  for (const { name } of table.columns.filter(({ type }) => type === 'date')) {
    findings.push(
      await found(reader, 'date', table, (many) => `has ${counted(many, 'day')} of ${name} without a match in dates`, {
        sql: `SELECT DISTINCT f.${quoted(name)}::VARCHAR AS example FROM ${quoted(table.name)} f ANTI JOIN dates d ON d.date = f.${quoted(name)}
          WHERE f.${quoted(name)} BETWEEN DATE ${literal(FIRST_DAY)} AND DATE ${literal(LAST_DAY)}`,
      }),
    );
  }
  return findings.flat();
}

/** Business time is a part of the time around the clock. */
async function longerMinutes(reader: Reader, table: Table): Promise<Finding[]> {
  const findings: Finding[][] = [];
  for (const { name } of table.columns.filter(({ name: column }) => column.includes('business_minutes'))) {
    const around = name.replace('business_minutes', 'minutes');
    const says = (many: number) => `has ${counted(many, 'row')} whose ${name} are more than ${around}`;
    findings.push(
      await found(reader, 'minutes', table, says, {
        sql: `SELECT ${joined(table.key)} AS example FROM ${quoted(table.name)}
          WHERE ${quoted(name)} NOT BETWEEN 0 AND coalesce(${quoted(around)}, -1)`,
      }),
    );
  }
  return findings.flat();
}

async function gapsInDates(reader: Reader): Promise<Finding[]> {
  const [missing = 0] = await reader.all(
    'SELECT coalesce(max(date) - min(date) + 1, 0) - count(DISTINCT date) AS n FROM dates',
    undefined,
    (row) => numberIn(row, 'n'),
  );
  return missing === 0
    ? []
    : [finding('date', `lacks ${counted(missing, 'day')} between the first and the last`, { table: 'dates' })];
}

async function unknownSources(reader: Reader, table: Table): Promise<Finding[]> {
  if (table.name === 'sources' || !table.columns.some(({ name }) => name === 'source')) return [];
  return found(reader, 'sources', table, (many) => `has ${counted(many, 'source')} without a match in sources`, {
    sql: `SELECT DISTINCT f.source || ' (' || f.vendor || ')' AS example FROM ${quoted(table.name)} f
      ANTI JOIN sources s ON s.source = f.source AND s.vendor = f.vendor`,
  });
}

/** What `sources` says of the last run stands in `runs`. */
async function unrecordedRuns(reader: Reader): Promise<Finding[]> {
  return found(reader, 'runs', tableNamed('runs'), (many) => `lacks the last run of ${counted(many, 'source')}`, {
    sql: `SELECT s.source || ' ' || s.last_run_id AS example FROM sources s
      ANTI JOIN runs r ON r.source = s.source AND r.run_id = s.last_run_id WHERE s.last_run_id IS NOT NULL`,
  });
}

/** Whatever was exported, some run did it. */
async function unexplainedTickets(reader: Reader): Promise<Finding[]> {
  return found(
    reader,
    'runs',
    tableNamed('runs'),
    (many) => `lacks every run of ${counted(many, 'source')} with tickets`,
    {
      sql: 'SELECT DISTINCT t.source AS example FROM tickets t ANTI JOIN runs r ON r.source = t.source',
    },
  );
}

/** @param query whose rows, a text `example` each, should not exist */
async function found(
  reader: Reader,
  check: Check,
  { name: table }: Table,
  says: (many: number) => string,
  { sql }: { sql: string },
): Promise<Finding[]> {
  const rows = await reader.all(
    `SELECT example, count(*) OVER () AS many FROM (${sql}) ORDER BY example LIMIT ${EXAMPLES}`,
    undefined,
    (row: Row) => ({ example: maybeTextIn(row, 'example') ?? '', many: numberIn(row, 'many') }),
  );
  const [first] = rows;
  if (first === undefined) return [];
  return [finding(check, says(first.many), { table, examples: rows.map(({ example }) => example) })];
}

function joined(columns: readonly string[], between = ' '): string {
  return `concat_ws(${literal(between)}, ${columns.map((name) => `coalesce(${quoted(name)}::VARCHAR, '∅')`).join(', ')})`;
}
