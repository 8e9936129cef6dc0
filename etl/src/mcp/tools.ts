/** What each tool answers, beside how far it can be trusted. */
import { suggest } from '../config/did-you-mean';
import type { Config, SourceConfig } from '../config/config';
import { explain } from '../explain/explain';
import { cellText, ticketsNamed } from '../explain/published';
import type { PublishedRow } from '../explain/published';
import { sqlType } from '../schema/column';
import { publishedTables, refuseAwaited } from '../publish/manifest';
import type { LakeContents } from '../status/status';
import { ToolFailure } from './lake';
import type { HeldPublication, Lake } from './lake';

export function freshness({ config }: Lake, { sources, tables }: LakeContents): object {
  return { reporting_zone: config.timezone, sources, rows: tables };
}

export function listTables({ manifest }: HeldPublication): object {
  const tables = publishedTables(manifest).map(({ name, description }) => {
    const files = manifest.files.filter(({ table }) => table === name);
    return { table: name, description, rows: files.reduce((sum, { rows }) => sum + rows, 0) };
  });
  return { tables };
}

/** @throws ToolFailure with the nearest name; LakeError `no_tickets` while they are awaited */
export function describeTable({ manifest }: HeldPublication, input: string): object {
  const tables = publishedTables(manifest);
  const names = tables.map(({ name }) => name);
  const table = tables.find(({ name }) => name === input);
  if (!table) refuseAwaited(manifest, input);
  if (!table) throw new ToolFailure(`there is no table "${input.slice(0, 100)}"`, suggest(input, names));
  const columns = table.columns.map(({ name, type, nullable, description }) => ({
    column: name,
    type: sqlType(type),
    may_be_null: nullable,
    description,
  }));
  const references = table.references.map(({ column, table: other, to }) => ({ column, refers_to: `${other}.${to}` }));
  return { table: table.name, description: table.description, key: table.key, references, columns };
}

/** @throws ToolFailure where none fits, or several do */
export async function explainTicket({ config }: Lake, publication: HeldPublication, input: string): Promise<object> {
  const reader = await publication.reader();
  const row = only(input, await ticketsNamed(reader, input, null));
  return { explanation: await explain(reader, config, sourceOf(config, row), row) };
}

function only(input: string, found: readonly PublishedRow[]): PublishedRow {
  const [row, ...others] = found;
  const display = input.slice(0, 100);
  if (row === undefined) {
    throw new ToolFailure(
      `no published ticket has the key, number or id "${display}"`,
      'A ticket whose record was refused stands in the table rejects.',
    );
  }
  if (others.length === 0) return row;
  const keys = found.slice(0, 10).map((each) => cellText(each['ticket_key']));
  throw new ToolFailure(`${found.length} tickets fit "${display}"`, `Give the ticket_key of one: ${keys.join(', ')}.`);
}

/** What raw/ holds can only be read with the settings of the source. */
function sourceOf(config: Config, row: PublishedRow): SourceConfig {
  const name = cellText(row['source']);
  const source = config.sources.find((each) => each.name === name);
  if (source) return source;
  throw new ToolFailure(
    `the source ${name} of this ticket is not in the configuration any more`,
    'What is published can be asked with the tool query.',
  );
}
