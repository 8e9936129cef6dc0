/** Which published files an export could change. */
import type { Stream, StreamName } from '../../../vendors/vendor';
import type { Manifest } from '../publish/manifest';
import { publishedTables, readManifest } from '../publish/manifest';
import { isFieldTable } from '../schema/field-tables';
import { TABLES } from '../schema/tables';
import { lakePaths } from '../store/database';
import { LakeError } from '../base/errors';

export interface PlannedTable {
  table: string;
  /** As published now. */
  rows: number;
  files: number;
  /** always: every run writes it. possible: where rows come or change. none: no stream of this run touches it. */
  change: 'always' | 'possible' | 'none';
}

const ALWAYS: readonly string[] = ['sources', 'runs'];
const WITH_ANY: readonly string[] = ['rejects', 'schema_changes'];

/** Names are joined and figures computed across tables: a stream touches more than its own. */
const TOUCHED: Readonly<Record<StreamName, readonly string[]>> = {
  tickets: [
    'tickets',
    'status_changes',
    'ticket_tags',
    'people',
    'queues',
    'custom_fields',
    'ticket_custom_fields',
    'ticket_custom_field_options',
    'attachments',
    'comments',
    'backlog',
    'dates',
  ],
  comments: ['comments', 'tickets', 'people', 'dates'],
  people: ['people', 'tickets', 'comments', 'status_changes'],
  queues: ['queues', 'tickets', 'backlog'],
  custom_fields: ['custom_fields', 'ticket_custom_fields', 'ticket_custom_field_options'],
  attachments: ['attachments'],
  history: ['status_changes', 'tickets', 'people', 'backlog', 'dates'],
};

/** @throws LakeError when a newer version published the lake */
export async function plannedTables(lake: string, streams: readonly Stream[]): Promise<PlannedTable[]> {
  const manifest = await published(lake);
  const names = new Set(streams.flatMap(({ selectedBy, alsoSelectedBy = [] }) => [selectedBy, ...alsoSelectedBy]));
  const touched = new Set([...names].flatMap((name) => TOUCHED[name]));
  const ofFields = manifest === null ? [] : publishedTables(manifest).filter(isFieldTable);
  return [...TABLES, ...ofFields].map((table) => {
    const { name } = table;
    const files = manifest?.files.filter((file) => file.table === name) ?? [];
    // Each ticket has a row in the table of its source.
    const isPossible =
      touched.has(isFieldTable(table) ? 'ticket_custom_fields' : name) || (names.size > 0 && WITH_ANY.includes(name));
    return {
      table: name,
      rows: files.reduce((total, { rows }) => total + rows, 0),
      files: files.length,
      change: ALWAYS.includes(name) ? 'always' : isPossible ? 'possible' : 'none',
    };
  });
}

async function published(lake: string): Promise<Manifest | null> {
  return readManifest(lakePaths(lake).manifest).catch((error: unknown) => {
    if (error instanceof LakeError && error.code !== 'newer_schema') return null;
    throw error;
  });
}
