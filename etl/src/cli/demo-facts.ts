/** What a demo shows of the lake that it made. */
import type { ExportResult } from '../base/run-result';
import { openPublished, publishedRows } from '../publish/published';
import { backlog, people } from '../schema/reference-tables';
import { comments, tickets } from '../schema/ticket-tables';
import type { PublishedReader } from '../store/database';
import { maybeTextIn, numberIn, textIn } from '../store/row';
import { largest } from '../base/largest';
import type { Table } from '../schema/column';

export interface DemoSource {
  source: string;
  tickets: number;
  open: number;
  comments: number;
  people: number;
  /** `YYYY-MM-DD` of the first and last ticket. */
  first_day: string | null;
  last_day: string | null;
  requests: number;
  seconds: number;
}

/** Open tickets at the end of a day. */
export interface BacklogDay {
  date: string;
  tickets: number;
}

export interface DemoFacts {
  sources: DemoSource[];
  backlog: BacklogDay[];
}

export async function demoFacts(lake: string, result: ExportResult): Promise<DemoFacts> {
  const reader = await openPublished(lake);
  try {
    const backlog = await fromBacklog(reader);
    return {
      sources: await sourcesOf(reader, result),
      backlog: backlog.length > 0 ? backlog : await fromTickets(reader),
    };
  } finally {
    await reader.close();
  }
}

async function sourcesOf(reader: PublishedReader, result: ExportResult): Promise<DemoSource[]> {
  const rowsOf = (table: Table): Promise<string> => publishedRows(reader, table);
  return reader.all(
    `SELECT s.source, count(t.ticket_key) AS tickets, count(*) FILTER (t.is_open) AS open,
       (SELECT count(*) FROM ${await rowsOf(comments)} c WHERE c.source = s.source) AS comments,
       (SELECT count(*) FROM ${await rowsOf(people)} p WHERE p.source = s.source) AS people,
       min(t.created_date)::VARCHAR AS first_day, max(t.created_date)::VARCHAR AS last_day
     FROM sources s LEFT JOIN ${await rowsOf(tickets)} t ON t.source = s.source AND NOT t.is_deleted
     GROUP BY s.source ORDER BY s.source`,
    undefined,
    (row) => {
      const source = textIn(row, 'source');
      return {
        source,
        tickets: numberIn(row, 'tickets'),
        open: numberIn(row, 'open'),
        comments: numberIn(row, 'comments'),
        people: numberIn(row, 'people'),
        first_day: maybeTextIn(row, 'first_day'),
        last_day: maybeTextIn(row, 'last_day'),
        ...effortOf(result, source),
      };
    },
  );
}

function effortOf(result: ExportResult, source: string): { requests: number; seconds: number } {
  const rows = result.sources.find((candidate) => candidate.source === source)?.streams ?? [];
  const begun = -largest(rows.map((row) => -Date.parse(row.started_at)));
  const ended = largest(rows.map((row) => Date.parse(row.finished_at ?? row.started_at)));
  return {
    requests: rows.reduce((sum, row) => sum + row.requests, 0),
    seconds: rows.length === 0 ? 0 : (ended - begun) / 1000,
  };
}

const readDay = (row: Parameters<typeof textIn>[0]): BacklogDay => ({
  date: textIn(row, 'date'),
  tickets: numberIn(row, 'tickets'),
});

async function fromBacklog(reader: PublishedReader): Promise<BacklogDay[]> {
  return reader.all(
    `SELECT date::VARCHAR AS date, sum(tickets)::BIGINT AS tickets FROM ${await publishedRows(reader, backlog)} GROUP BY date ORDER BY date`,
    undefined,
    readDay,
  );
}

/** Without a backlog table: created so far less ended so far; a ticket that was reopened counts by its present end. */
async function fromTickets(reader: PublishedReader): Promise<BacklogDay[]> {
  return reader.all(
    `WITH alive AS (SELECT created_date, CASE WHEN is_open THEN NULL ELSE coalesce(resolved_date, closed_date) END AS ended
                    FROM ${await publishedRows(reader, tickets)} WHERE NOT is_deleted AND created_date IS NOT NULL AND (is_open OR coalesce(resolved_date, closed_date) IS NOT NULL)),
       moves AS (SELECT created_date AS date, 1 AS step FROM alive UNION ALL SELECT ended, -1 FROM alive WHERE ended IS NOT NULL),
       days AS (SELECT unnest(generate_series((SELECT min(date) FROM moves), (SELECT max(date) FROM moves), INTERVAL 1 DAY))::DATE AS date)
     SELECT d.date::VARCHAR AS date, sum(coalesce(m.step, 0)) OVER (ORDER BY d.date)::BIGINT AS tickets
     FROM days d LEFT JOIN (SELECT date, sum(step) AS step FROM moves GROUP BY date) m ON m.date = d.date ORDER BY d.date`,
    undefined,
    readDay,
  );
}
