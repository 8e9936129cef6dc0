/** The figures of the period at a glance, each beside that of the period before. */
import { rowsOf } from './api';
import { keyFigures } from './figures';
import type { KeyFigures, Scope, Speed } from './figures';
import { element, section } from './elements';
import { change, count, dateInWords, hours } from './format';

export async function showOverview(scope: Scope): Promise<void> {
  const [figures] = await rowsOf<KeyFigures>(keyFigures(scope));
  if (!figures) return;
  section('since').textContent = `Since ${dateInWords(figures.first_day)}`;
  const { first_response: firstResponse, resolution } = figures;
  section('key-figures').replaceChildren(
    tile('Open tickets', [figure('open', count(figures.open)), note('now')]),
    tile('Created', [
      figure('created', count(figures.created)),
      note(beforeWords(figures.created, figures.created_before, count)),
    ]),
    tile('Solved', [
      figure('solved', count(figures.solved)),
      note(beforeWords(figures.solved, figures.solved_before, count)),
    ]),
    tile('Median first response', speed('first-response', firstResponse)),
    tile('Median resolution', speed('resolution', resolution)),
  );
}

/** Calendar and business time side by side, each named. */
function speed(name: string, { median, business, before, tickets, business_tickets }: Speed): Node[] {
  const of = business_tickets < tickets ? `, of ${count(business_tickets)} of ${count(tickets)} tickets` : '';
  const within = [figure(`${name}-business`, hours(business)), note(`in business hours${of}`)];
  return [
    element(
      'div',
      { class: 'beside' },
      element(
        'div',
        {},
        figure(name, hours(median)),
        note('around the clock'),
        note(beforeWords(median, before, hours)),
      ),
      ...(business === null ? [] : [element('div', {}, within)]),
    ),
  ];
}

/** `before: 190 (+6 %)` */
function beforeWords(now: number | null, before: number | null, say: (value: number) => string): string {
  if (before === null) return 'before: not known';
  const more = now === null ? '' : change(now, before);
  return `before: ${say(before)}${more === '' ? '' : ` (${more})`}`;
}

function tile(title: string, content: readonly Node[]): HTMLElement {
  return element('div', { class: 'tile' }, element('dt', {}, title), element('dd', {}, content));
}

function figure(name: string, text: string): HTMLElement {
  return element('span', { class: 'figure', 'data-figure': name }, text);
}

function note(text: string): HTMLElement {
  return element('small', {}, text);
}
