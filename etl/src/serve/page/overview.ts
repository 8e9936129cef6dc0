/** The figures of the period at a glance. */
import { rowsOf } from './api';
import { keyFigures } from './figures';
import type { KeyFigures, Scope } from './figures';
import { element, section } from './elements';
import { count, dateInWords, hours } from './words';

export async function showOverview(scope: Scope): Promise<void> {
  const [figures] = await rowsOf<KeyFigures>(keyFigures(scope));
  if (!figures) return;
  const since = `since ${dateInWords(figures.first_day)}`;
  section('key-figures').replaceChildren(
    tile('open', 'Open tickets', count(figures.open), 'now'),
    tile('created', 'Created', count(figures.created), since),
    tile('solved', 'Solved', count(figures.solved), since),
    tile('first-response', 'Median first response', hours(figures.median_first_response), since),
    tile('resolution', 'Median resolution', hours(figures.median_resolution), since),
  );
}

function tile(name: string, title: string, figure: string, note: string): HTMLElement {
  return element(
    'div',
    { class: 'tile' },
    element('dt', {}, title),
    element('dd', {}, element('span', { class: 'figure', 'data-figure': name }, figure), element('small', {}, note)),
  );
}
