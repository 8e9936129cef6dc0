/** What every mart of a build needs to know: sources, the words that users mapped, names by id. */
import type { PriorityLevel, StatusGroup } from '../../../vendors/model';
import { vendorNamed } from '../../../vendors/registry';
import { fold } from '../../../vendors/text';
import type { StreamName } from '../../../vendors/vendor';
import { STREAM_NAMES } from '../../../vendors/vendor';
import type { Config } from '../config/config';
import { maybeTextIn, textIn } from '../store/row';
import { jsonRows } from '../store/json-rows';
import type { Session } from '../store/session';
import { calendarBySource } from './business-calendar';
import type { HoursBySource } from './business-hours';
import type { StageColumns } from '../store/staging';
import type { Tables } from './temporary-table';
import { make } from './temporary-table';

/** Temporary tables t_names, t_statuses and t_priorities. */
export async function prepareWords(
  session: Session,
  config: Config,
  t: Tables<'sources'>,
): Promise<Tables<'names' | 'statuses' | 'priorities'>> {
  const names = await make(
    session,
    'names',
    `SELECT source, kind, id, arg_min(name, CASE origin WHEN 'list' THEN 0 ELSE 1 END) AS name FROM w_names GROUP BY source, kind, id`,
  );
  const statuses = await prepareStatuses(session, config, { ...t, ...names });
  return { ...names, ...statuses, ...(await preparePriorities(session, config, names)) };
}

/** Temporary table t_sources: a source, what it can tell, and for each stream whether it is selected. */
export async function prepareSources(
  session: Session,
  config: Config,
  hours: HoursBySource,
): Promise<Tables<'sources'>> {
  const calendars = calendarBySource(hours);
  const known = await session.all(
    `SELECT s.source, s.vendor, s.url, s.time_zone,
       EXISTS (SELECT 1 FROM streams t WHERE t.source = s.source AND t.serves = 'history') AS logs,
       EXISTS (SELECT 1 FROM streams t WHERE t.source = s.source AND t.serves = 'history' AND t.stream = 'tickets') AS own_history FROM sources s`,
    undefined,
    (row) => ({
      source: textIn(row, 'source'),
      vendor: textIn(row, 'vendor'),
      url: textIn(row, 'url'),
      timeZone: maybeTextIn(row, 'time_zone'),
      logs: row['logs'] === true,
      ownHistory: row['own_history'] === true,
    }),
  );
  const rows = known.map(({ source, vendor, url, timeZone, logs, ownHistory }) => {
    const configured = config.sources.find(({ name }) => name === source);
    // A source that left the configuration keeps its tables. Where a service has no log, history is what was observed.
    const isSelected = (name: StreamName) =>
      configured === undefined || configured.streams.includes(name) || (name === 'history' && !logs);
    return {
      ...{ source, vendor, url, time_zone: timeZone, is_configured: configured !== undefined },
      queue_kind: vendorNamed(vendor)?.queueKind ?? null,
      described: vendorNamed(vendor)?.describedByFirstComment === true,
      names_only: vendorNamed(vendor)?.namesPeopleOnly === true,
      by_label: vendorNamed(vendor)?.choosesByLabel === true,
      ...{ logs, own_history: ownHistory, calendar: calendars.get(source) ?? null },
      ...Object.fromEntries(STREAM_NAMES.map((name) => [name, isSelected(name)])),
    };
  });
  return fillTable(session, 'sources', SOURCES, rows);
}

const SOURCES: StageColumns = [
  ...['source', 'vendor', 'url', 'time_zone', 'queue_kind'].map((name) => [name, 'VARCHAR'] as const),
  ...['is_configured', 'described', 'names_only', 'by_label', 'logs', 'own_history', ...STREAM_NAMES].map(
    (name) => [name, 'BOOLEAN'] as const,
  ),
  // Of its business hours.
  ['calendar', 'INTEGER'],
];

/** A temporary table of a few rows. */
async function fillTable<Name extends string>(
  session: Session,
  name: Name,
  columns: StageColumns,
  rows: readonly object[],
): Promise<Tables<Name>> {
  return make(session, name, `FROM ${jsonRows(columns)}`, { rows: JSON.stringify(rows) });
}

function texts(...names: string[]): StageColumns {
  return names.map((name) => [name, 'VARCHAR'] as const);
}

/** Temporary table t_known_statuses(source, id, name): listed statuses of which is known what they are. */
export async function prepareKnownStatuses(session: Session, t: Tables<'sources'>): Promise<Tables<'known_statuses'>> {
  const listed = await session.all(
    `SELECT n.source, s.vendor, n.id, n.name FROM w_names n JOIN ${t.sources} s USING (source) WHERE n.kind = 'status'`,
    undefined,
    (row) => ({
      vendor: textIn(row, 'vendor'),
      source: textIn(row, 'source'),
      id: textIn(row, 'id'),
      name: textIn(row, 'name'),
    }),
  );
  const known = listed.filter(
    ({ vendor, id, name }) => (vendorNamed(vendor)?.statusGroup?.(id, name) ?? null) !== null,
  );
  const rows = known.map(({ source, id, name }) => ({ source, id, name }));
  return fillTable(session, 'known_statuses', texts('source', 'id', 'name'), rows);
}

/**
 * Groups of words that the user mapped, by the folded word, its looked-up name or its id; and of words whose meaning
 * follows from the names of a list.
 */
async function prepareStatuses(
  session: Session,
  config: Config,
  t: Tables<'names' | 'sources'>,
): Promise<Tables<'statuses'>> {
  const ofChanges = (side: string) =>
    `SELECT DISTINCT c.source, coalesce(n.name, c.${side}_status), c.${side}_status_id FROM w_changes c
       LEFT JOIN ${t.names} n ON n.source = c.source AND n.kind = 'status' AND n.id = c.${side}_status_id`;
  const statusWords = await session.all(
    `SELECT DISTINCT t.source, coalesce(n.name, t.status) AS word, t.status_id AS id FROM w_tickets t
       LEFT JOIN ${t.names} n ON n.source = t.source AND n.kind = 'status' AND n.id = t.status_id
     UNION ${ofChanges('to')} UNION ${ofChanges('from')}`,
    undefined,
    wordOf,
  );
  const listed = await listedStatuses(session, t);
  const rows = statusWords.flatMap(({ source, word, id }) => {
    const known = id ?? (word === null ? null : (listed.ids.get(`${source}\u0000${fold(word)}`) ?? null));
    const group =
      mapped<StatusGroup>(config, source, 'statuses', word, known) ??
      (known === null ? null : (vendorNamed(listed.vendors.get(source) ?? '')?.statusGroup?.(known, word) ?? null));
    return group ? [{ source, word, id, status_group: group }] : [];
  });
  return fillTable(session, 'statuses', texts('source', 'word', 'id', 'status_group'), rows);
}

/** Ids of listed statuses by source and folded name, and the service of each source. */
async function listedStatuses(
  session: Session,
  t: Tables<'names' | 'sources'>,
): Promise<{ ids: ReadonlyMap<string, string>; vendors: ReadonlyMap<string, string> }> {
  const names = await session.all(`SELECT source, id, name FROM ${t.names} WHERE kind = 'status'`, undefined, (row) => {
    return [`${textIn(row, 'source')}\u0000${fold(textIn(row, 'name'))}`, textIn(row, 'id')] as const;
  });
  const vendors = await session.all(`SELECT source, vendor FROM ${t.sources}`, undefined, (row) => {
    return [textIn(row, 'source'), textIn(row, 'vendor')] as const;
  });
  return { ids: new Map(names), vendors: new Map(vendors) };
}

async function preparePriorities(session: Session, config: Config, t: Tables<'names'>): Promise<Tables<'priorities'>> {
  const priorityWords = await session.all(
    `SELECT DISTINCT t.source, coalesce(n.name, t.priority) AS word, t.priority_id AS id FROM w_tickets t
       LEFT JOIN ${t.names} n ON n.source = t.source AND n.kind = 'priority' AND n.id = t.priority_id`,
    undefined,
    wordOf,
  );
  const rows = priorityWords.flatMap(({ source, word, id }) => {
    const level = mapped<PriorityLevel>(config, source, 'priorities', word, id);
    return level ? [{ source, word, id, priority_level: level }] : [];
  });
  return fillTable(session, 'priorities', texts('source', 'word', 'id', 'priority_level'), rows);
}

interface MappedWord {
  source: string;
  word: string | null;
  id: string | null;
}

function wordOf(row: Parameters<typeof textIn>[0]): MappedWord {
  return { source: textIn(row, 'source'), word: maybeTextIn(row, 'word'), id: maybeTextIn(row, 'id') };
}

function mapped<T extends string>(
  config: Config,
  source: string,
  kind: 'statuses' | 'priorities',
  word: string | null,
  id: string | null,
): T | undefined {
  const map = new Map(Object.entries(config.sources.find(({ name }) => name === source)?.[kind] ?? {}));
  const found = [word, id]
    .flatMap((key) => (key === null ? [] : [map.get(fold(key))]))
    .find((value) => value !== undefined);
  return found as T | undefined;
}
