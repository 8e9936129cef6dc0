/** The lake as the tools of an assistant see it: publications and queries are those of the service. */
import { readFile, rm, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Config } from '../config/config';
import { ToolFailure } from '../mcp/lake';
import type { Lake, QueryResult } from '../mcp/lake';
import { runningIn } from '../status/status';
import type { ServicePresence } from '../store/service-presence';
import { HttpError } from './http/http-error';
import { lakeContents } from './lake-routes';
import type { QueryPool } from './query/pool';
import type { Snapshots } from './snapshot/snapshots';

/** More than an assistant can read. */
const MOST_BYTES = 500_000;

const RESULT = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.record(z.string(), z.unknown())),
  row_count: z.number(),
  truncated: z.boolean(),
  limit: z.number(),
});

export interface McpLakeParts {
  config: Config;
  snapshots: Snapshots;
  pool: QueryPool;
  home: ServicePresence;
}

export function mcpLake({ config, snapshots, pool, home }: McpLakeParts): Lake {
  return {
    config,
    use: (work) => snapshots.use(work),
    contents: (publication) => lakeContents(publication, config.lake),
    running: () => runningIn(config.lake),
    query: async (publication, sql, limit, signal) => {
      const file = home.newPath('result');
      try {
        await pool.run(
          { folder: publication.folder, sql, params: null, format: 'json', spreadsheet: false, limit, file },
          signal,
        );
        return await resultIn(file);
      } catch (error) {
        throw error instanceof HttpError ? new ToolFailure(error.message, remedyOf(error)) : error;
      } finally {
        await rm(file, { force: true });
      }
    },
  };
}

/** An assistant has tools, not addresses. */
function remedyOf({ code, remedy }: HttpError): string | null {
  return code === 'bad_query' ? 'See list_tables and describe_table for tables and columns.' : remedy;
}

async function resultIn(file: string): Promise<QueryResult> {
  const { size } = await stat(file);
  if (size > MOST_BYTES) {
    throw new ToolFailure(
      `the rows are ${Math.ceil(size / 1000)} kB, and an answer holds at most ${MOST_BYTES / 1000} kB`,
      'Ask for fewer rows or columns; texts can be cut with left(body, 500).',
    );
  }
  return RESULT.parse(JSON.parse(await readFile(file, 'utf8')));
}
