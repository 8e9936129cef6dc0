/**
 * A service that is written down page by page: the test says what each page holds and how it ends, so that what no
 * real service does on demand can be shown to the exporter. It answers over a real socket.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SourceConfig } from '../../etl/src/config/config';
import type { Json } from '../../vendors/json';
import { arrayAt, asText, isObject } from '../../vendors/json';
import type { KeyFinding, PageContent, Plan, Slice, Stream, Vendor } from '../../vendors/vendor';
import { readTicket, sliceOfTicket, ticketOfSlice } from '../../vendors/one-ticket';
import { tinySource, tinyVendor } from './tiny-vendor';

/** What a page holds, as PageContent; or a refusal. */
export type ScriptedPage = Partial<Omit<PageContent, 'splitInto'>> & {
  splitInto?: string[];
  status?: number;
  message?: string;
};

export interface ScriptedRequest {
  stream: string;
  /** Key of the slice; the ticket's id for per-ticket streams. */
  slice: string;
  page: string | null;
  /** As it came over the wire, secrets and all. */
  url: string;
  headers: IncomingHttpHeaders;
}

export class ScriptedService {
  /** `stream` → its slices, each begun at page null. */
  plan: Partial<Plan> & { keys: string[] } = { keys: ['all'] };
  findings: KeyFinding[] = [];
  /** Also streams that answer 404 as a whole: `optional`. */
  optional = false;
  childChangesUntracked = false;
  /** Where the key travels; default nowhere. */
  secrets: Vendor['secrets'] = () => ({});
  answer: (asked: ScriptedRequest) => ScriptedPage | Promise<ScriptedPage> = () => ({ records: [] });
  /** The whole text of an answer; undefined: what `answer` says. */
  raw: (asked: ScriptedRequest) => string | undefined = () => undefined;
  /** Tickets that exist, by id, beside those that lists have named since the last scan was planned. */
  readonly unlisted = new Map<string, Json>();
  /** What a request for one ticket answers; default: the ticket, or 404. */
  answerOne: (ticketId: string) => ScriptedPage | Promise<ScriptedPage> = (ticketId) => {
    const known = this.listed.get(ticketId) ?? this.unlisted.get(ticketId);
    return known === undefined ? { status: 404, message: 'no such ticket' } : { records: [known] };
  };
  private readonly listed = new Map<string, Json>();
  readonly asked: ScriptedRequest[] = [];
  private server: Server | undefined;

  /** Serves tickets and comments from memory; a page holds `size` rows. */
  serve(tickets: readonly Json[], comments: Readonly<Record<string, readonly Json[]>> = {}, size = 1000): void {
    this.answer = ({ stream, slice, page }) => {
      const rows = stream === 'tickets' ? tickets : (comments[slice] ?? []);
      const from = Number(page ?? 0);
      const next = from + size < rows.length ? String(from + size) : null;
      return { records: rows.slice(from, from + size), next };
    };
  }

  async start(): Promise<void> {
    this.server = createServer((request, response) => {
      void this.reply(request.url ?? '/', request.headers).then(({ status, text }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(text);
      });
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async stop(): Promise<void> {
    this.server?.close();
    this.server?.closeAllConnections();
    if (this.server?.listening) await once(this.server, 'close');
  }

  get url(): string {
    const address = this.server?.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}`;
  }

  source(changes: Partial<SourceConfig> = {}): SourceConfig {
    return tinySource({ vendor: this.vendor(), url: this.url, concurrency: 2, ...changes });
  }

  count(stream: string): number {
    return this.asked.filter((asked) => asked.stream === stream).length;
  }

  private async reply(url: string, headers: IncomingHttpHeaders): Promise<{ status: number; text: string }> {
    const { pathname, searchParams } = new URL(url, 'http://paper');
    const [stream = '', slice = ''] = pathname.slice(1).split('/').map(decodeURIComponent);
    const asked = { stream, slice, page: searchParams.get('page'), url, headers };
    this.asked.push(asked);
    const { status = 200, ...body } = await this.answerOf(asked);
    const raw = stream === ONE ? undefined : this.raw(asked);
    return raw === undefined ? { status, text: JSON.stringify(body) } : { status: 200, text: raw };
  }

  private async answerOf(asked: ScriptedRequest): Promise<ScriptedPage> {
    if (asked.stream === ONE) return this.answerOne(asked.slice);
    const answer = await this.answer(asked);
    if (asked.stream === 'tickets') {
      for (const record of answer.records ?? []) {
        const id = isObject(record) ? asText(record['ticket_id']) : null;
        if (id !== null) this.listed.set(id, record);
      }
    }
    return answer;
  }

  private vendor(): Vendor {
    const tiny = tinyVendor();
    const streams = tiny.streams.filter(({ name }) => name === 'tickets' || name === 'comments');
    return {
      ...tiny,
      errorParser: {
        title: 'Paper',
        read: (_status, json) => ({ text: isObject(json) ? asText(json['message']) : null }),
      },
      streams: streams.map((stream) => this.paged(stream)),
      secrets: this.secrets,
      check: () => Promise.resolve(this.findings),
    };
  }

  private paged(stream: Stream): Stream {
    const hangs = stream.scope === 'ticket';
    return {
      ...stream,
      ...(hangs
        ? { optional: this.optional, childChangesUntracked: this.childChangesUntracked }
        : { plan: ({ mode }) => this.planned(mode) }),
      ...(stream.name === 'tickets' ? { lookupSlice: (ticketId) => sliceOfTicket(ticketId) } : {}),
      request: (slice, cursor) => ({
        endpoint: stream.name,
        method: 'GET',
        path: pathOf(stream.name, slice),
        ...(cursor === null ? {} : { query: [['page', cursor] as const] }),
      }),
      read: (answer, slice) => {
        const one = ticketOfSlice(slice);
        const content = contentOf(answer.json, slice);
        return one === null ? content : readTicket('Paper', content.records[0], one, stream.idOf);
      },
    };
  }

  private planned(mode: 'full' | 'incremental'): Promise<Plan> {
    this.listed.clear();
    const { keys, ...plan } = this.plan;
    const slices = keys.map((key) => ({ key, params: {} }));
    return Promise.resolve({
      slices,
      complete: mode === 'full',
      total: null,
      changeDetection: 'as written down',
      ...plan,
    });
  }
}

/** The stream under which single tickets are asked for. */
const ONE = 'ticket';

function pathOf(stream: string, slice: Slice): string {
  const one = ticketOfSlice(slice);
  return one === null ? `/${stream}/${encodeURIComponent(slice.key)}` : `/${ONE}/${encodeURIComponent(one)}`;
}

function contentOf(json: Json, slice: Slice): PageContent {
  if (!isObject(json)) return { records: [], next: null };
  const replacements = json['splitInto'];
  return {
    records: [...arrayAt(json, 'records')],
    next: asText(json['next']),
    ...(typeof json['total'] === 'number' ? { total: json['total'] } : {}),
    ...(typeof json['incompleteReason'] === 'string' ? { incompleteReason: json['incompleteReason'] } : {}),
    ...(Array.isArray(replacements)
      ? { splitInto: replacements.flatMap((key) => replacement(slice, asText(key))) }
      : {}),
  };
}

function replacement(slice: Slice, key: string | null): Slice[] {
  return key === null ? [] : [{ ...slice, key }];
}

/** A service of paper for the tests of the file, new for each. */
export function useScriptedService(): () => ScriptedService {
  let scripted: ScriptedService | undefined;
  beforeEach(async () => {
    scripted = new ScriptedService();
    await scripted.start();
  });
  afterEach(() => scripted?.stop());
  return () => {
    if (!scripted) throw new Error('the service of paper runs only inside of tests');
    return scripted;
  };
}
