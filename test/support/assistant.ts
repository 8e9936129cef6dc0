/** An assistant as the protocol's own client library plays it. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

export interface ToolAnswer {
  isError: boolean;
  /** As it came: its order counts. */
  text: string;
  json: Record<string, unknown>;
}

export interface Assistant {
  client: Client;
  call(name: string, args?: Record<string, unknown>): Promise<ToolAnswer>;
  close(): Promise<void>;
}

export async function assistantOver(
  transport: StreamableHTTPClientTransport | StdioClientTransport,
): Promise<Assistant> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  return {
    client,
    call: async (name, args = {}) => {
      const result = await client.callTool({ name, arguments: args });
      const [first] = Array.isArray(result.content) ? result.content : [];
      const text = first?.type === 'text' ? first.text : '';
      return { isError: result.isError === true, text, json: jsonOf(text) };
    },
    close: () => client.close(),
  };
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

export function overHttp(url: string, headers: Record<string, string>): Promise<Assistant> {
  return assistantOver(new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: { headers } }));
}

export function overStdio(command: string, args: string[], cwd: string): Promise<Assistant> {
  return assistantOver(new StdioClientTransport({ command, args, cwd, stderr: 'ignore' }));
}
