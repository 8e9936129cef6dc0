/** What every mart of a build needs to know: sources, the words that users mapped, names by id. */
import type { PriorityLevel, StatusGroup } from '../../../vendors/model';
import { vendorNamed } from '../../../vendors/registry';
import { fold } from '../../../vendors/text';
import type { StreamName } from '../../../vendors/vendor';
import { STREAM_NAMES } from '../../../vendors/vendor';
import type { Config } from '../config/config';
import { maybeTextIn, textIn } from '../store/row';
import type { Session } from '../store/session';

/** Temporary tables t_names, t_statuses and t_priorities. */
export async function prepareWords(session: Session, config: Config): Promise<void> {
  await session.run(
    `CREATE OR REPLACE TEMP TABLE t_names AS
     SELECT source, kind, id, arg_min(name, CASE origin WHEN 'list' THEN 0 ELSE 1 END) AS name FROM w_names GROUP BY source, kind, id`,
  );
  await prepareStatuses(session, config);
  await preparePriorities(session, config);
}

/** Temporary tables t_known_statuses and t_sources: a source, what it can tell, and for each stream whether it is selected. */
export async function prepareSources(session: Session, config: Config): Promise<void> {
  const flags = STREAM_NAMES.map((name) => `${name} BOOLEAN`).join(', ');
  await session.run(
    `CREATE OR REPLACE TEMP TABLE t_sources(source VARCHAR, vendor VARCHAR, url VARCHAR, time_zone VARCHAR, is_configured BOOLEAN, described BOOLEAN, names_only BOOLEAN, logs BOOLEAN, own_history BOOLEAN, ${flags})`,
  );
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
  for (const { source, vendor, url, timeZone, logs, ownHistory } of known) {
    const configured = config.sources.find(({ name }) => name === source);
    // A source that left the configuration keeps its tables. Where a service has no log, history is what was observed.
    const selected = (name: StreamName) =>
      configured === undefined || configured.streams.includes(name) || (name === 'history' && !logs);
    await session.run(
      `INSERT INTO t_sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ${STREAM_NAMES.map(() => '?').join(', ')})`,
      [
        source,
        vendor,
        url,
        timeZone,
        configured !== undefined,
        vendorNamed(vendor)?.describedByFirstComment === true,
        vendorNamed(vendor)?.namesPeopleOnly === true,
        logs,
        ownHistory,
        ...STREAM_NAMES.map(selected),
      ],
    );
  }
  await prepareKnownStatuses(session);
}

/** Temporary table t_known_statuses(source, id, name): listed statuses of which is known what they are. Expects t_sources. */
async function prepareKnownStatuses(session: Session): Promise<void> {
  await session.run('CREATE OR REPLACE TEMP TABLE t_known_statuses(source VARCHAR, id VARCHAR, name VARCHAR)');
  const listed = await session.all(
    "SELECT n.source, s.vendor, n.id, n.name FROM w_names n JOIN t_sources s USING (source) WHERE n.kind = 'status'",
    undefined,
    (row) => ({
      vendor: textIn(row, 'vendor'),
      source: textIn(row, 'source'),
      id: textIn(row, 'id'),
      name: textIn(row, 'name'),
    }),
  );
  for (const { vendor, source, id, name } of listed) {
    const group = vendorNamed(vendor)?.statusGroup?.(id, name) ?? null;
    if (group !== null) await session.run('INSERT INTO t_known_statuses VALUES (?, ?, ?)', [source, id, name]);
  }
}

/**
 * Groups of words that the user mapped, by the folded word, its looked-up name or its id; and of words whose meaning
 * follows from the names of a list.
 */
async function prepareStatuses(session: Session, config: Config): Promise<void> {
  await session.run(
    'CREATE OR REPLACE TEMP TABLE t_statuses(source VARCHAR, word VARCHAR, id VARCHAR, status_group VARCHAR)',
  );
  const ofChanges = (side: string) =>
    `SELECT DISTINCT c.source, coalesce(n.name, c.${side}_status), c.${side}_status_id FROM w_changes c
       LEFT JOIN t_names n ON n.source = c.source AND n.kind = 'status' AND n.id = c.${side}_status_id`;
  const words = await session.all(
    `SELECT DISTINCT t.source, coalesce(n.name, t.status) AS word, t.status_id AS id FROM w_tickets t
       LEFT JOIN t_names n ON n.source = t.source AND n.kind = 'status' AND n.id = t.status_id
     UNION ${ofChanges('to')} UNION ${ofChanges('from')}`,
    undefined,
    wordOf,
  );
  const listed = await listedStatuses(session);
  for (const { source, word, id } of words) {
    const known = id ?? (word === null ? null : (listed.ids.get(`${source}\u0000${fold(word)}`) ?? null));
    const group =
      mapped<StatusGroup>(config, source, 'statuses', word, known) ??
      (known === null ? null : (vendorNamed(listed.vendors.get(source) ?? '')?.statusGroup?.(known, word) ?? null));
    if (group) await session.run('INSERT INTO t_statuses VALUES (?, ?, ?, ?)', [source, word, id, group]);
  }
}

/** Ids of listed statuses by source and folded name, and the service of each source. Expects t_names and t_sources. */
async function listedStatuses(
  session: Session,
): Promise<{ ids: ReadonlyMap<string, string>; vendors: ReadonlyMap<string, string> }> {
  const names = await session.all("SELECT source, id, name FROM t_names WHERE kind = 'status'", undefined, (row) => {
    return [`${textIn(row, 'source')}\u0000${fold(textIn(row, 'name'))}`, textIn(row, 'id')] as const;
  });
  const vendors = await session.all('SELECT source, vendor FROM t_sources', undefined, (row) => {
    return [textIn(row, 'source'), textIn(row, 'vendor')] as const;
  });
  return { ids: new Map(names), vendors: new Map(vendors) };
}

async function preparePriorities(session: Session, config: Config): Promise<void> {
  await session.run(
    'CREATE OR REPLACE TEMP TABLE t_priorities(source VARCHAR, word VARCHAR, id VARCHAR, priority_level VARCHAR)',
  );
  const words = await session.all(
    `SELECT DISTINCT t.source, coalesce(n.name, t.priority) AS word, t.priority_id AS id FROM w_tickets t
       LEFT JOIN t_names n ON n.source = t.source AND n.kind = 'priority' AND n.id = t.priority_id`,
    undefined,
    wordOf,
  );
  for (const { source, word, id } of words) {
    const level = mapped<PriorityLevel>(config, source, 'priorities', word, id);
    if (level) await session.run('INSERT INTO t_priorities VALUES (?, ?, ?, ?)', [source, word, id, level]);
  }
}

interface Word {
  source: string;
  word: string | null;
  id: string | null;
}

function wordOf(row: Parameters<typeof textIn>[0]): Word {
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
