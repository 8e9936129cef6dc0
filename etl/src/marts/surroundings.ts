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

/** Temporary table t_sources: a source, what it can tell, and for each stream whether it is selected. */
export async function prepareSources(session: Session, config: Config): Promise<void> {
  const flags = STREAM_NAMES.map((name) => `${name} BOOLEAN`).join(', ');
  await session.run(
    `CREATE OR REPLACE TEMP TABLE t_sources(source VARCHAR, vendor VARCHAR, url VARCHAR, time_zone VARCHAR, described BOOLEAN, logs BOOLEAN, ${flags})`,
  );
  const known = await session.all(
    `SELECT s.source, s.vendor, s.url, s.time_zone,
       EXISTS (SELECT 1 FROM streams t WHERE t.source = s.source AND t.serves = 'history') AS logs FROM sources s`,
    undefined,
    (row) => ({
      source: textIn(row, 'source'),
      vendor: textIn(row, 'vendor'),
      url: textIn(row, 'url'),
      timeZone: maybeTextIn(row, 'time_zone'),
      logs: row['logs'] === true,
    }),
  );
  for (const { source, vendor, url, timeZone, logs } of known) {
    const configured = config.sources.find(({ name }) => name === source);
    // A source that left the configuration keeps its tables. Where a service has no log, history is what was observed.
    const selected = (name: StreamName) =>
      configured === undefined || configured.streams.includes(name) || (name === 'history' && !logs);
    await session.run(`INSERT INTO t_sources VALUES (?, ?, ?, ?, ?, ?, ${STREAM_NAMES.map(() => '?').join(', ')})`, [
      source,
      vendor,
      url,
      timeZone,
      vendorNamed(vendor)?.describedByFirstComment === true,
      logs,
      ...STREAM_NAMES.map(selected),
    ]);
  }
}

/** Groups of words that the user mapped: by the folded word, its looked-up name or its id. */
async function prepareStatuses(session: Session, config: Config): Promise<void> {
  await session.run(
    'CREATE OR REPLACE TEMP TABLE t_statuses(source VARCHAR, word VARCHAR, id VARCHAR, status_group VARCHAR)',
  );
  const words = await session.all(
    `SELECT DISTINCT t.source, coalesce(n.name, t.status) AS word, t.status_id AS id FROM w_tickets t
       LEFT JOIN t_names n ON n.source = t.source AND n.kind = 'status' AND n.id = t.status_id
     UNION SELECT DISTINCT source, to_status, NULL FROM w_changes UNION SELECT DISTINCT source, from_status, NULL FROM w_changes`,
    undefined,
    wordOf,
  );
  for (const { source, word, id } of words) {
    const group = mapped<StatusGroup>(config, source, 'statuses', word, id);
    if (group) await session.run('INSERT INTO t_statuses VALUES (?, ?, ?, ?)', [source, word, id, group]);
  }
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
