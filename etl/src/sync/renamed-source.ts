/**
 * A source that was given another name in the configuration would be read as a new one, beside what the lake holds of it
 * already: every figure would count its tickets twice. So a new source is asked for tickets before anything is loaded.
 */
import type { VendorError } from '../../../vendors/errors';
import { pagesOf } from '../../../vendors/paging';
import { clean } from '../../../vendors/text';
import { instantOfDate } from '../../../vendors/time';
import type { Call } from '../../../vendors/http';
import type { PagingContext, Slice, Stream } from '../../../vendors/vendor';
import { LakeError } from '../base/errors';
import type { RunEvent } from '../base/events';
import { heldSources, notConfigured } from '../catalog/held-sources';
import type { HeldSource } from '../catalog/held-sources';
import type { Config, SourceConfig } from '../config/config';
import { settingsOf } from '../config/config';
import { counted } from '../progress/format';
import { meaningOf } from '../raw/records';
import { numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';

export interface Suspicion {
  source: SourceConfig;
  /** Sources of the same service that left the configuration. */
  gone: readonly HeldSource[];
}

/** New sources that may be old ones under another name. */
export async function suspicions(
  session: Session,
  { sources }: Config,
  selected: readonly SourceConfig[],
): Promise<{ suspicions: Suspicion[]; gone: HeldSource[] }> {
  const held = await heldSources(session, 'w_tickets');
  const gone = notConfigured(held, sources);
  const isNew = ({ name }: SourceConfig): boolean => (held.find(({ source }) => source === name)?.tickets ?? 0) === 0;
  const found = selected.filter(isNew).map((source) => ({
    source,
    gone: gone.filter(({ vendor, tickets }) => vendor === source.vendor.name && tickets > 0),
  }));
  return { suspicions: found.filter((each) => each.gone.length > 0), gone };
}

/** Of a list that begins with tickets that are newer than the last export, so many pages are looked at. */
const PAGES = 5;
/** So many tickets that could stand in the lake are enough. */
const ENOUGH = 10;

interface Asked {
  ticket_id: string;
  created_at: string;
}

/**
 * @param now epoch ms
 * @throws LakeError `wrong_source` with the commands that help; VendorError when the service does not answer
 */
export async function refuseRenamed(
  session: Session,
  { source, gone }: Suspicion,
  call: Call,
  now: number,
): Promise<void> {
  let tickets: Asked[] = [];
  for await (const page of firstPages(session, source, gone, call, now)) {
    tickets = tickets.concat(page);
    const matches: Match[] = [];
    for (const { source: name } of gone) matches.push(await matchOf(session, name, tickets));
    const found = matches.filter(({ known, comparable }) => known > 0 && known * 2 > comparable);
    if (found.length > 0) throw renamed(source.name, found);
    if (matches.every(({ comparable }) => comparable >= ENOUGH)) return;
  }
}

/** Tickets of the first pages that a full scan would read. */
async function* firstPages(
  session: Session,
  source: SourceConfig,
  gone: readonly HeldSource[],
  call: Call,
  now: number,
): AsyncGenerator<Asked[]> {
  const stream = source.vendor.streams.find(({ name }) => name === 'tickets');
  if (stream?.plan === undefined) return;
  const receivedAt = instantOfDate(new Date(now));
  // If it is the same service, it has the same queues: some can be asked for tickets only queue by queue.
  const context: PagingContext = { settings: settingsOf(source), queueIds: await queueIds(session, gone) };
  const plan = await stream.plan({
    ...context,
    mode: 'full',
    watermark: { created_at: null, updated_at: null },
    since: source.since,
    openTicketIds: [],
    call,
    now: receivedAt,
  });
  let pages = 0;
  let slices: Slice[] = [...plan.slices];
  for (let slice = slices.shift(); slice !== undefined; slice = slices.shift()) {
    for await (const page of pagesOf(stream, slice, call, context)) {
      slices = [...(page.replacements ?? []), ...slices];
      yield page.records.flatMap((record) => ticketOf(source, stream, page.slice, receivedAt, record));
      pages += 1;
      if (pages >= PAGES) return;
    }
  }
}

function ticketOf(
  source: SourceConfig,
  stream: Stream,
  slice: Slice,
  receivedAt: string,
  record: Parameters<Stream['idOf']>[0],
): Asked[] {
  return meaningOf(source, { page: { slice, receivedAt }, stream }, record).tickets.flatMap((ticket) =>
    ticket.created_at === null ? [] : [{ ticket_id: clean(ticket.ticket_id), created_at: ticket.created_at }],
  );
}

function queueIds(session: Session, gone: readonly HeldSource[]): Promise<string[]> {
  return session.all(
    `SELECT DISTINCT queue_id FROM w_queues WHERE source IN (SELECT unnest(from_json($gone, '["VARCHAR"]'))) ORDER BY queue_id`,
    { gone: JSON.stringify(gone.map(({ source }) => source)) },
    (row) => textIn(row, 'queue_id'),
  );
}

interface Match {
  source: string;
  /** Tickets that the lake holds with this id and creation. */
  known: number;
  /** Tickets that are not newer than all that the lake holds of the source. */
  comparable: number;
}

async function matchOf(session: Session, source: string, tickets: readonly Asked[]): Promise<Match> {
  const [found] = await session.all(
    `WITH asked AS (SELECT DISTINCT item.ticket_id, item.created_at::TIMESTAMPTZ AS created_at FROM (
       SELECT unnest(from_json($tickets, '[{"ticket_id":"VARCHAR","created_at":"VARCHAR"}]')) AS item))
     SELECT count(*) FILTER (a.created_at <= (SELECT max(created_at) FROM w_tickets WHERE source = $source)) AS comparable,
       count(*) FILTER (EXISTS (SELECT 1 FROM w_tickets w WHERE w.source = $source AND w.ticket_id = a.ticket_id AND w.created_at = a.created_at)) AS known
     FROM asked a`,
    { tickets: JSON.stringify(tickets), source },
    (row) => ({ known: numberIn(row, 'known'), comparable: numberIn(row, 'comparable') }),
  );
  return { source, known: found?.known ?? 0, comparable: found?.comparable ?? 0 };
}

function renamed(name: string, found: readonly Match[]): LakeError {
  const [old] = [...found].sort((a, b) => b.known - a.known);
  const was = old?.source ?? '';
  const commands = [
    `If it was renamed, keep what is there with ticketlake sources rename ${was} ${name}`,
    ...found.map(({ source }) => `If ${source} is not wanted any more, use ticketlake sources remove ${source}`),
  ];
  return new LakeError(
    'wrong_source',
    `${name} is a new source, but the lake holds its tickets as those of ${was}, which is not in the configuration any more: ${counted(old?.known ?? 0, 'ticket')} of the first ${old?.comparable ?? 0} have the same id and creation. They would count twice, so nothing was loaded`,
    commands.join('\n  '),
  );
}

/** What a run says of a source that left the configuration. */
export function noteOfGone({ source, tickets, also_in: alsoIn }: HeldSource): RunEvent {
  const twice = alsoIn.map(
    (other) => `; ${counted(other.tickets, 'ticket')} of it are also those of ${other.source}, and count twice`,
  );
  return {
    type: 'note',
    source,
    stream: null,
    level: 'warning',
    message: `is not in the configuration any more. Its ${counted(tickets, 'ticket')} stay published as they are${twice.join('')}. Give it its new name with \`ticketlake sources rename ${source} NEW\`, or remove it with \`ticketlake sources remove ${source}\``,
  };
}

export function unansweredText({ source, gone }: Suspicion, error: VendorError): string {
  const names = gone.map((each) => each.source).join(', ');
  const remedy = error.remedy === undefined ? '' : `. ${error.remedy}`;
  return `${source.name} could not be compared with ${names}, which is not in the configuration any more, so nothing of it was loaded: ${error.message}${remedy}`;
}
