/** One assistant over two streams: the parts of the service that it needs, and no more. */
import type { Readable, Writable } from 'node:stream';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { messageOf } from '../base/system-error';
import type { Config } from '../config/config';
import type { Lake } from '../mcp/lake';
import { mcpServer } from '../mcp/server';
import { openServicePresence } from '../store/service-presence';
import { mcpLake } from './mcp-lake';
import { QueryPool } from './query/pool';
import { Snapshots } from './snapshot/snapshots';
import { AnsweringTransport } from './whole-answers';

export interface Assistant {
  /** Resolves when the input has ended and every request in it was answered. */
  left: Promise<void>;
  /** Ends what is under way, and closes the lake after it. */
  close(): Promise<void>;
}

/** @param warn gets errors that nobody foresaw; it must not write to `output`, which belongs to the protocol */
export async function openAssistant(
  config: Config,
  input: Readable,
  output: Writable,
  warn: (message: string) => void,
): Promise<Assistant> {
  const home = await openServicePresence(config.lake);
  const snapshots = new Snapshots(config.lake, home, Date.now);
  const pool = new QueryPool();
  const answering = new Set<Promise<unknown>>();
  const shared = mcpLake({ config, snapshots, pool, home });
  const lake: Lake = {
    ...shared,
    use: (work) => {
      const answer = shared.use(work);
      const settled = answer.catch(() => undefined).finally(() => answering.delete(settled));
      answering.add(settled);
      return answer;
    },
  };
  const report = (error: unknown): void => {
    warn(messageOf(error));
  };
  const transport = new AnsweringTransport(input, output);
  const handle = serveStdio(() => mcpServer(lake, report), { transport, onerror: report });
  return {
    left: transport.left,
    close: async () => {
      await handle.close();
      await pool.close();
      // DuckDB must not be closed below a statement.
      await Promise.all(answering);
      await snapshots.close();
      await home.close();
    },
  };
}
