/** The elements that are open. All questions are answered by places that are remembered, so that no depth costs more. */
import type { Role } from './elements';

export type Whitespace = 'normal' | 'pre' | 'lines';

export interface Element {
  readonly name: string;
  readonly role: Role;
  /** null: as around it. */
  readonly whitespace: Whitespace | null;
  /** The number of the next item of a numbered list. */
  next: number | null;
  link: { address: string; from: number } | null;
}

/** Elements that end where another one of theirs begins. */
const ALIKE: ReadonlyMap<string, string> = new Map([
  ['dd', 'term'],
  ['dt', 'term'],
  ['option', 'option'],
  ['optgroup', 'option'],
]);
/** Names of elements hold no blank: no element is called like one of these. */
const BLOCK = 'any block';
const TABLE_PARTS: ReadonlySet<string> = new Set(['caption', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr']);

export class OpenElements {
  private readonly elements: Element[] = [];
  /** Places in `elements`, by name and by role; BLOCK is all that is not part of a line. */
  private readonly places = new Map<string, number[]>();
  private readonly whitespaces: Whitespace[] = [];
  /** How many open elements are not shown. */
  hidden = 0;
  /** A line end right after the beginning of a `<pre>` is no part of it. */
  private isBeginning = false;

  /** @param left called for each element that ends, after it was taken away */
  constructor(private readonly left: (element: Element) => void) {}

  get whitespace(): Whitespace {
    return this.whitespaces.at(-1) ?? 'normal';
  }

  /** The innermost list of the cell. */
  get list(): Element | undefined {
    const place = this.last('role list');
    return place > this.last('role cell') ? this.elements[place] : undefined;
  }

  /** Whether a cell that begins stands in a row. */
  get hasRow(): boolean {
    return this.last('role row') > this.last('role table');
  }

  /** The text without the line end that only begins a `<pre>`. */
  begun(text: string): string {
    const begins = this.isBeginning;
    this.isBeginning = false;
    return begins ? text.replace(/^(?:\r\n|\r|\n)/, '') : text;
  }

  push(element: Element): void {
    const place = this.elements.length;
    this.elements.push(element);
    for (const key of keysOf(element)) {
      const places = this.places.get(key);
      if (places) places.push(place);
      else this.places.set(key, [place]);
    }
    if (element.whitespace !== null) this.whitespaces.push(element.whitespace);
    if (element.role === 'hidden') this.hidden += 1;
    this.isBeginning = element.role === 'pre';
  }

  /** Ends what the element cannot stand in. */
  makeRoomFor({ name, role }: Element): void {
    // What nobody sees reaches nothing around it.
    if (this.hidden > 0) return;
    const table = this.last('role table');
    if (role === 'cell') this.endAfter('role cell', table);
    else if (role === 'row') this.endAfter('role row', table);
    else if (name === 'tbody' || name === 'thead' || name === 'tfoot') this.endAfter('role row', table);
    else if (role === 'item') this.endAfter('role item', Math.max(this.last('role list'), table));
    else if (role === 'link') this.endLink();
    if (role === 'inline' || role === 'link' || role === 'hidden') return;
    const innermost = this.elements[this.last(BLOCK)];
    const isParagraph = innermost?.name === 'p';
    const alike = ALIKE.get(name);
    const isAlike = alike !== undefined && innermost !== undefined && alike === ALIKE.get(innermost.name);
    if (isParagraph || isAlike) this.endTo(this.last(BLOCK));
  }

  /** A head ends where something begins that it cannot hold. */
  endHead(): void {
    if (this.elements.at(-1)?.name === 'head') this.endTo(this.elements.length - 1);
  }

  /** @returns whether there was such an element to end */
  close(name: string): boolean {
    this.isBeginning = false;
    const place = this.last(name);
    if (place === -1 || place < this.last('role hidden') || name === 'body' || name === 'html') return false;
    const element = this.elements[place];
    if (element?.role === 'inline' || element?.role === 'link') return this.closeInline(place, element);
    if (place < this.wallFor(name)) return false;
    this.endTo(place);
    return true;
  }

  closeAll(): void {
    this.endTo(0);
  }

  /** Blocks that are open inside stay open: `<b><div></b>` ends no div. */
  private closeInline(place: number, element: Element): boolean {
    if (place > this.last(BLOCK)) this.endTo(place);
    else if (element.role === 'link') this.left(element);
    return true;
  }

  /** No link stands in another one: its text ends here. */
  private endLink(): void {
    const place = this.last('role link');
    const element = this.elements[place];
    if (element) this.closeInline(place, element);
  }

  /** What an end tag does not reach through. */
  private wallFor(name: string): number {
    if (name === 'li') return Math.max(this.last('role list'), this.last('role table'));
    return TABLE_PARTS.has(name) && name !== 'table' ? this.last('role table') : this.last('role cell');
  }

  private endAfter(key: string, wall: number): void {
    const place = this.last(key);
    if (place > wall) this.endTo(place);
  }

  private endTo(place: number): void {
    while (this.elements.length > place) {
      const element = this.elements.pop();
      if (element === undefined) return;
      for (const key of keysOf(element)) this.places.get(key)?.pop();
      if (element.whitespace !== null) this.whitespaces.pop();
      if (element.role === 'hidden') this.hidden -= 1;
      this.left(element);
    }
  }

  private last(key: string): number {
    return this.places.get(key)?.at(-1) ?? -1;
  }
}

function keysOf({ name, role }: Element): string[] {
  const isBlock = role !== 'inline' && role !== 'link' && role !== 'hidden';
  return isBlock ? [name, `role ${role}`, BLOCK] : [name, `role ${role}`];
}
