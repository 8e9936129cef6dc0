/** The figures of the period at a glance, each beside that of the period before. */
import { rowsOf } from './api';
import { keyFigures } from './figures';
import type { KeyFigures, Scope, Speed } from './figures';
import { element, section } from './elements';
import { change, count, dateInWords, hours } from './words';

export async function showOverview(scope: Scope): Promise<void> {
  const [figures] = await rowsOf<KeyFigures>(keyFigures(scope));
  if (!figures) return;
  const since = `since ${dateInWords(figures.first_day)}`;
  const { first_response: firstResponse, resolution } = figures;
  section('key-figures').replaceChildren(
    tile('Open tickets', [figure('open', count(figures.open)), note('now')]),
    tile('Created', [
      figure('created', count(figures.created)),
      note(since),
      note(beforeWords(figures.created, figures.created_before, count)),
    ]),
    tile('Solved', [
      figure('solved', count(figures.solved)),
      note(since),
      note(beforeWords(figures.solved, figures.solved_before, count)),
    ]),
    tile('Median first response', speed('first-response', firstResponse, since)),
    tile('Median resolution', speed('resolution', resolution, since)),
  );
}

/** Calendar and business time, each named. */
function speed(name: string, { median, business, before, tickets, business_tickets }: Speed, since: string): Node[] {
  const of = business_tickets < tickets ? `, of ${count(business_tickets)} of ${count(tickets)} tickets` : '';
  return [
    figure(name, hours(median)),
    note(`around the clock, ${since}`),
    note(beforeWords(median, before, hours)),
    ...(business === null
      ? []
      : [figure(`${name}-business`, hours(business), 'second'), note(`in business hours${of}`)]),
  ];
}

/** `190 in the period before (+6 %)` */
function beforeWords(now: number | null, before: number | null, say: (value: number) => string): string {
  if (before === null) return 'the period before is not known';
  const more = now === null ? '' : change(now, before);
  return `${say(before)} in the period before${more === '' ? '' : ` (${more})`}`;
}

function tile(title: string, content: readonly Node[]): HTMLElement {
  return element('div', { class: 'tile' }, element('dt', {}, title), element('dd', {}, content));
}

function figure(name: string, words: string, place = 'first'): HTMLElement {
  return element('span', { class: `figure ${place}`, 'data-figure': name }, words);
}

function note(words: string): HTMLElement {
  return element('small', {}, words);
}
