/** One assistant over two streams: the parts of the service that it needs, and no more. */
import type { Readable, Writable } from 'node:stream';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { messageOf } from '../base/system-error';
import type { Config } from '../config/config';
import { mcpServer } from '../mcp/server';
import { openServicePresence } from '../store/service-presence';
import { mcpLake } from './mcp-lake';
import { QueryPool } from './query/pool';
import { Snapshots } from './snapshot/snapshots';

export interface Assistant {
  close(): Promise<void>;
}

/** @param warn is told of errors that nobody foresaw; it must not write to `output`, which belongs to the protocol */
export async function openAssistant(
  config: Config,
  input: Readable,
  output: Writable,
  warn: (message: string) => void,
): Promise<Assistant> {
  const home = await openServicePresence(config.lake);
  const snapshots = new Snapshots(config.lake, home, Date.now);
  const pool = new QueryPool();
  const lake = mcpLake({ config, snapshots, pool, home });
  const report = (error: unknown): void => {
    warn(messageOf(error));
  };
  const transport = new StdioServerTransport(input, output);
  const handle = serveStdio(() => mcpServer(lake, report), { transport, onerror: report });
  return {
    close: async () => {
      await handle.close();
      await pool.close();
      await snapshots.close();
      await home.close();
    },
  };
}
