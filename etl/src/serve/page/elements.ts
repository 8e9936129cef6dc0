/** Elements of the page. Text is set as text: nothing that a ticket says becomes markup. */
import { dictionary } from '../../../../vendors/dictionary';

type Facts = Readonly<Record<string, string | number | boolean | null>>;

type ElementContent = Node | string;

/**
 * @param facts attributes; true is one without a value, false and null are left out
 * @param content what it holds, in order; a list is as long as it likes
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  facts: Facts = {},
  ...content: ReadonlyArray<ElementContent | readonly ElementContent[]>
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(facts)) {
    if (value === false || value === null) continue;
    made.setAttribute(attribute, value === true ? '' : String(value));
  }
  for (const each of content.flat()) made.append(each);
  return made;
}

/** Puts content into an element, instead of what it held. */
export function fill(place: Element, content: readonly ElementContent[]): void {
  place.replaceChildren();
  for (const each of content) place.append(each);
}

/** A part of index.html. @throws Error when it is not there or of another kind: a defect */
export function part<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${kind.name} #${id}`);
}

export function section(id: string): HTMLElement {
  return part(id, HTMLElement);
}

/** A moment as text on the clocks of the reporting zone, with the instant for machines and on hover. */
export function time(instant: string | null, inWords: (instant: string) => string): Node | string {
  if (instant === null) return '–';
  return element(
    'time',
    { datetime: instant, title: `${instant.slice(0, 19).replace('T', ' ')} UTC` },
    inWords(instant),
  );
}

/** A word with its colour and a sign, so that the colour says nothing alone. */
export function badge(word: string): HTMLElement {
  const { kind, sign } = OUTCOMES[word] ?? { kind: 'neutral', sign: '' };
  return element('span', { class: `badge ${kind}` }, element('span', { 'aria-hidden': 'true' }, sign), word);
}

const good = { kind: 'good', sign: '✓ ' };
const doubtful = { kind: 'doubtful', sign: '! ' };
const bad = { kind: 'bad', sign: '✕ ' };
const OUTCOMES: Readonly<Record<string, { kind: string; sign: string }>> = dictionary({
  complete: good,
  incomplete: doubtful,
  interrupted: doubtful,
  failed: bad,
  crashed: bad,
  record: bad,
  field: doubtful,
});
