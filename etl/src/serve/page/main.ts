/** The status page: asks the service how things stand, again and again, and shows it. */
import { toResult } from '../../../../vendors/result';
import type { LakeStatus, RunsAnswer, ServiceAnswer, SourcesAnswer, TablesAnswer } from '../answers';
import { capitalized } from '../../base/capitalized';
import { TICKETS_AWAITED } from '../../base/tickets-awaited';
import { STREAM_FAULTS } from '../../status/problems';
import type { StreamFault } from '../../status/problems';
import { ServiceError, get, rowsOf } from './api';
import { dayIn, timeOfDayIn } from './days';
import { element, fill, part, section } from './elements';
import { PERIODS } from './figures';
import type { Scope } from './figures';
import { History } from './history';
import { keep, kept } from './browser-storage';
import { showRejects, showSources, showTables } from './lake-tables';
import { say, showNotices, standingOf, troubleOf } from './notices';
import type { PageNotice } from './notices';
import { showOverview } from './overview';
import { QueryBox } from './query-box';
import { RunPanel } from './run-panel';
import { themeSwitch } from './themes';
import { Trends } from './trends';
import { ago, timeIn, zoneInWords } from './format';
import type { PageClock } from './format';

const RESTING_MS = 15_000;
const RUNNING_MS = 1500;

class StatusPage {
  private readonly clock: PageClock;
  private readonly trends = new Trends();
  private readonly query = new QueryBox();
  private readonly history: History;
  private readonly panel: RunPanel;
  private readonly period = part('period', HTMLSelectElement);
  private readonly source = part('source', HTMLSelectElement);
  private status: LakeStatus | null = null;
  /** Of the publication that is shown. */
  private faults: StreamFault[] = [];
  /** What of the publication is on the page. */
  private shownAt: string | null = null;
  private timer: number | undefined;
  private looking: Promise<void> | null = null;

  constructor(private readonly service: ServiceAnswer) {
    this.clock = { inWords: (instant) => timeIn(instant, service.timezone), now: () => Date.now() };
    this.history = new History(this.clock);
    const names = service.sources.map(({ source }) => source);
    this.panel = new RunPanel(names, this.clock, () => void this.look());
    section('zone').textContent = `Times in ${zoneInWords(service.timezone, Date.now())}`;
    section('version').textContent = `Ticketlake ${service.version}`;
    fill(
      this.period,
      PERIODS.map(({ weeks, name }) => element('option', { value: weeks }, name)),
    );
    this.period.value = PERIODS.map(({ weeks }) => String(weeks)).find((weeks) => weeks === kept('period')) ?? '13';
    this.period.addEventListener('change', () => {
      keep('period', this.period.value);
      void this.showFigures();
    });
    this.source.addEventListener('change', () => void this.showFigures());
    themeSwitch(part('theme', HTMLSelectElement), () => {
      this.trends.redraw();
    });
    document.addEventListener('visibilitychange', () => void (document.hidden ? undefined : this.look()));
  }

  /** Looks now, and then again and again; a page that nobody sees rests. */
  look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    clearTimeout(this.timer);
    const outcome = await toResult(this.standing());
    const isRunning = outcome.status === 'fulfilled' && outcome.value;
    if (outcome.status === 'rejected') showNotices([unanswered(outcome.reason, this.status !== null)]);
    document.body.removeAttribute('aria-busy');
    if (!document.hidden) this.timer = window.setTimeout(() => void this.look(), isRunning ? RUNNING_MS : RESTING_MS);
  }

  /** @returns whether a run is under way */
  private async standing(): Promise<boolean> {
    const runs = await get<RunsAnswer>('api/runs');
    const status = await unlessUnpublished(get<LakeStatus>('api/status'));
    this.status = status;
    this.panel.show(runs, status?.running ?? null);
    showNotices(await this.noticesOf(runs, status));
    for (const id of ['lake', 'parts']) section(id).hidden = status === null;
    for (const id of ['figures', 'to-figures']) section(id).hidden = status?.awaits_tickets ?? true;
    section('published').textContent = publishedWords(status, this.clock);
    if (status !== null && status.published_at !== this.shownAt) await this.showLake(status);
    return runs.running !== null;
  }

  /** What is wrong now. */
  private async noticesOf(runs: RunsAnswer, status: LakeStatus | null): Promise<PageNotice[]> {
    const isResting = runs.running === null;
    const trouble = isResting ? troubleOf(runs.runs, status) : null;
    const before = trouble === null ? [] : [trouble];
    if (status === null) return [...before, unpublished(isResting)];
    if (status.published_at !== this.shownAt)
      this.faults = await rowsOf<StreamFault>({ sql: STREAM_FAULTS, params: {} });
    const names = this.service.sources.map(({ source }) => source);
    const standing = standingOf(status, this.faults, names, trouble, this.clock);
    const awaited = status.awaits_tickets ? [awaitedTickets(isResting)] : [];
    return [...before, ...awaited, ...(standing === null ? [] : [standing])];
  }

  private async showLake(status: LakeStatus): Promise<void> {
    const isFirst = this.shownAt === null;
    const { sources } = await get<SourcesAnswer>('api/sources');
    showSources(sources, this.clock);
    showRejects(status, (sql) => {
      this.query.look(sql);
    });
    showTables(await get<TablesAnswer>('api/tables'));
    this.chooseFrom(sources.map(({ source }) => source));
    await this.history.show(status);
    await this.showFigures();
    this.shownAt = status.published_at;
    if (!isFirst) say('New figures were published and are shown.');
  }

  private chooseFrom(sources: readonly string[]): void {
    const before = this.source.value;
    const options = sources.map((source) => element('option', { value: source }, source));
    fill(this.source, [element('option', { value: '' }, 'All sources'), ...options]);
    if (sources.includes(before)) this.source.value = before;
  }

  private async showFigures(): Promise<void> {
    const { status } = this;
    const publishedAt = status?.published_at ?? null;
    if (status === null || status.awaits_tickets || publishedAt === null) return;
    const scope: Scope = {
      weeks: Number(this.period.value),
      last: dayIn(publishedAt, this.service.timezone),
      time: timeOfDayIn(publishedAt, this.service.timezone),
      source: this.source.value === '' ? null : this.source.value,
    };
    section('figures').setAttribute('aria-busy', 'true');
    const outcome = await toResult(this.drawn(scope, status));
    section('figures').removeAttribute('aria-busy');
    if (outcome.status === 'rejected') showNotices([unanswered(outcome.reason, true)]);
  }

  private async drawn(scope: Scope, status: LakeStatus): Promise<void> {
    await showOverview(scope);
    await this.trends.show(scope, (status.tables['comments'] ?? 0) > 0);
  }
}

function unpublished(isResting: boolean): PageNotice {
  return {
    kind: 'neutral',
    title: 'Nothing is published yet',
    lines: [
      isResting
        ? 'Start a run below: figures appear here when it has brought the first tickets.'
        : 'A run is under way: figures appear here when it has brought the first tickets.',
    ],
  };
}

function awaitedTickets(isResting: boolean): PageNotice {
  return {
    kind: 'bad',
    title: 'Tickets are missing',
    lines: [
      `${capitalized(TICKETS_AWAITED.message)}.`,
      isResting ? 'Start a run below. What went wrong in the last one stands under Last runs.' : 'A run is under way.',
    ],
  };
}

function publishedWords(status: LakeStatus | null, clock: PageClock): string {
  const at = status?.published_at ?? null;
  return at === null ? 'Nothing is published yet' : `Published ${clock.inWords(at)}, ${ago(at, clock.now())}`;
}

function unanswered(error: unknown, hasFigures: boolean): PageNotice {
  const message = error instanceof Error ? error.message : String(error);
  const remedy = error instanceof ServiceError ? error.remedy : null;
  const rest = hasFigures ? ['The figures below are those of the last answer; the page goes on asking.'] : [];
  return {
    kind: 'bad',
    title: `There is no answer: ${message}`,
    lines: [...(remedy === null ? [] : [remedy]), ...rest],
  };
}

/** null while nothing is published. */
async function unlessUnpublished<T>(asked: Promise<T>): Promise<T | null> {
  const outcome = await toResult(asked);
  if (outcome.status === 'fulfilled') return outcome.value;
  if (outcome.reason instanceof ServiceError && outcome.reason.code === 'not_published') return null;
  throw outcome.reason;
}

async function begin(): Promise<void> {
  const service = await toResult(get<ServiceAnswer>('api/service'));
  if (service.status === 'fulfilled') {
    await new StatusPage(service.value).look();
    return;
  }
  showNotices([unanswered(service.reason, false)]);
  setTimeout(() => void begin(), RESTING_MS);
}

void begin();
