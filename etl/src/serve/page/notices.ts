/** What the reader has to know or do, above everything else; and what has just happened, for who listens to the page. */
import { dictionary } from '../../../../vendors/dictionary';
import type { LakeStatus, RunAnswer } from '../answers';
import { notWhole, refused, unread } from '../../status/problems';
import type { StreamFault } from '../../status/problems';
import { element, fill, section } from './elements';
import { ago } from './format';
import type { PageClock } from './format';

export interface PageNotice {
  kind: 'bad' | 'doubtful' | 'neutral' | 'good';
  title: string;
  /** What is wrong, and how to mend it. */
  lines: string[];
}

export function showNotices(notices: readonly PageNotice[]): void {
  const place = section('notices');
  const text = JSON.stringify(notices);
  // Said again only when something changed.
  if (place.dataset['shown'] === text) return;
  place.dataset['shown'] = text;
  fill(
    place,
    notices.map(({ kind, title, lines }) =>
      element(
        'div',
        { class: `notice ${kind}` },
        element('strong', {}, title),
        lines.map((line) => element('p', {}, line)),
      ),
    ),
  );
}

/** Read out by screen readers. */
export function say(text: string): void {
  section('said').textContent = text;
}

const MOST_LINES = 4;

/** How the last run ended, where that was not well. Pure. */
export function troubleOf(runs: readonly RunAnswer[], status: LakeStatus | null): PageNotice | null {
  const here = runs.find(({ state }) => state === 'finished');
  const stored = status?.runs[0];
  // One of the command line may have come after the last one of the service.
  const isHere =
    here !== undefined &&
    (stored === undefined || here.started_at >= stored.started_at || here.run_id === stored.run_id);
  const outcome = isHere ? here.outcome : (stored?.outcome ?? null);
  const text = outcome === null ? undefined : WORDS[outcome];
  if (text === undefined) return null;
  const lines = isHere ? linesOf(here) : typeof stored?.error === 'string' ? [stored.error] : [];
  return { kind: text.kind, title: text.title, lines: [...shortened(lines), text.then] };
}

/**
 * What is missing from the figures, or that nothing is; null while a run is under way and nothing is missing. Pure.
 * @param faults of the last run of each source
 * @param names of the sources of the configuration
 * @param trouble what is said of the last run already
 * @param clock tells the age of the oldest source
 */
export function standingOf(
  status: LakeStatus,
  faults: readonly StreamFault[],
  names: readonly string[],
  trouble: PageNotice | null,
  clock: PageClock,
): PageNotice | null {
  const running = status.sources.filter(({ last_outcome: outcome }) => outcome === 'running');
  // That a source is being read at present is no fault.
  const sources = status.sources.map((one) => (running.includes(one) ? { ...one, last_outcome: 'complete' } : one));
  const reported = faults.filter(({ error }) => trouble?.lines.some((line) => line.includes(error)) === true);
  const isTold = (line: string): boolean =>
    reported.some(({ source, stream }) => line.startsWith(`${source}: ${stream} is `));
  const contents = { ...status, sources };
  const missing = [...unread(contents, names), ...notWhole(contents, faults), ...refused(contents)];
  const lines = missing.filter((line) => !isTold(line));
  if (lines.length > 0) return { kind: 'doubtful', title: 'The figures are not complete', lines: shortened(lines) };
  if (missing.length > 0 || trouble !== null || running.length > 0) return null;
  const [oldest] = sources
    .filter(({ is_configured: isConfigured }) => isConfigured)
    .flatMap(({ last_complete_at: at }) => (at === null ? [] : [at]))
    .sort();
  if (oldest === undefined) return null;
  const text = `Every source was read whole, the oldest ${ago(oldest, clock.now())} (${clock.inWords(oldest)}).`;
  return { kind: 'good', title: 'Nothing is missing', lines: [text] };
}

function shortened(lines: readonly string[]): string[] {
  const more = lines.length - MOST_LINES;
  return more > 0
    ? [...lines.slice(0, MOST_LINES), `And ${more} more, under Sources, History and Rejects.`]
    : [...lines];
}

const WORDS: Readonly<Record<string, { kind: PageNotice['kind']; title: string; then: string }>> = dictionary({
  failed: {
    kind: 'bad',
    title: 'The last run failed',
    then: 'What was published before is still shown. Mend the cause, then start a run.',
  },
  crashed: {
    kind: 'bad',
    title: 'The last run ended without a word',
    then: 'Start a run: it goes on from there. If it happens again, the log of the service says more.',
  },
  incomplete: {
    kind: 'doubtful',
    title: 'The last run is only partly complete',
    then: 'What came is published. The next run asks for the rest.',
  },
  interrupted: {
    kind: 'neutral',
    title: 'The last run was ended before it was through',
    then: 'Start a run: it goes on from there.',
  },
});

function linesOf({ error, result }: RunAnswer): string[] {
  const whole = error === null ? [] : [[error.message, error.remedy ?? ''].join('. ').replace(/\. $/, '')];
  const streams = (result?.sources ?? []).flatMap(({ source, streams: rows }) =>
    rows
      .filter((row) => row.error !== null && row.outcome !== 'unsupported' && row.outcome !== 'complete')
      .map((row) => `${source}, ${row.stream}: ${row.error ?? ''}`),
  );
  return [...whole, ...streams];
}
