/** Lines of text, written piece by piece: blanks and line breaks wait until a text comes after them. */

/** Deeper quotes and lists are not shown deeper: what is written stays linear in what is read. */
const SHOWN_DEPTH = 20;
const BLANKS = /[ \t\n\f\r]+/g;

interface TextRow {
  cells: number;
  /** Cells that hold a text. */
  filled: number;
  /** Of the rows around, when it began. */
  tabs: number;
  /** Places in `parts` of line breaks inside its cells that a table does not need. */
  breaks: number[];
}

interface TextCell {
  row: TextRow;
  isEmpty: boolean;
  /** Lists, quotes and tables that are open in it. */
  inside: number;
}

export class TextWriter {
  /** Three by three: a break, a margin, a text. */
  private readonly parts: string[] = [];
  /** Blanks that wait. Ordinary ones were made one; no-break ones are kept. */
  private gap = '';
  private breaks = 0;
  /** Whether a waiting break has to stay one where a row of a table is put on one line. */
  private isFirm = false;
  private tabs = 0;
  private marker = '';
  private quotes = 0;
  private lists = 0;
  private readonly rows: TextRow[] = [];
  private readonly cells: TextCell[] = [];

  /** How much was written: a place to ask for the text since. */
  get length(): number {
    return this.parts.length;
  }

  /** The text alone, on one line. */
  since(place: number): string {
    let text = '';
    for (let at = place; at < this.parts.length; at += 3) {
      text += `${this.parts[at] === '' ? '' : ' '}${this.parts[at + 2] ?? ''}`;
    }
    return text.replace(BLANKS, ' ').trim();
  }

  toString(): string {
    return this.parts.join('');
  }

  /** Text in which any number of blanks and line ends is one blank. */
  text(text: string): void {
    this.inked(text.replace(BLANKS, ' '));
  }

  /** Text whose blanks and line ends are meant. */
  lengthNow(text: string): void {
    text.split(/\r\n|\r|\n/).forEach((line, at) => {
      if (at > 0) this.keptBreak();
      const ink = line.search(/\S/);
      if (ink === -1) this.gap += line;
      else {
        this.gap += line.slice(0, ink);
        const kept = line.trimEnd();
        this.ink(kept.slice(ink));
        this.gap = line.slice(kept.length);
      }
    });
  }

  space(): void {
    this.inked(' ');
  }

  /** Right behind what was written last, before breaks that wait. */
  append(text: string): void {
    this.parts.push('', '', text);
  }

  /** `<br>` */
  lineBreak(): void {
    this.atLeast(Math.min(this.breaks + 1, 2), false);
  }

  /** @param isFirm a row of a table has to break there, too */
  line(isFirm = false): void {
    this.atLeast(1, isFirm);
  }

  paragraph(isFirm = false): void {
    this.atLeast(2, isFirm);
  }

  openQuote(): void {
    this.enter();
    this.quotes += 1;
  }

  closeQuote(): void {
    this.leave();
    this.quotes -= 1;
  }

  openList(): void {
    // An item may begin with a list: its own marker must not be lost.
    if (this.marker !== '') {
      this.marker = this.marker.trimEnd();
      this.ink('');
    }
    if (this.lists === 0) this.paragraph(true);
    else this.line(true);
    this.lists += 1;
    this.inside(1);
  }

  closeList(): void {
    this.inside(-1);
    this.lists -= 1;
    if (this.lists === 0) this.paragraph(true);
    else this.line(true);
  }

  /** @param marker what stands before the item's first line, with a blank */
  openItem(marker: string): void {
    this.line(true);
    this.marker = marker;
  }

  closeItem(): void {
    this.marker = '';
    this.line(true);
  }

  /** A table, or a text that is kept as written. */
  enter(): void {
    this.paragraph(true);
    this.inside(1);
  }

  leave(): void {
    this.inside(-1);
    this.breaks = Math.min(this.breaks, 2);
    this.paragraph(true);
  }

  openRow(): void {
    this.line(true);
    this.rows.push({ cells: 0, filled: 0, tabs: this.tabs, breaks: [] });
  }

  closeRow(): void {
    const row = this.rows.pop();
    if (!row) return;
    // Of several cells a table is made; a single one is a frame around a text, whose lines stay.
    if (row.filled > 1) {
      for (const place of row.breaks) {
        this.parts[place] = ' ';
        this.parts[place + 1] = '';
      }
    }
    this.tabs = Math.min(this.tabs, row.tabs);
    this.line(true);
  }

  openCell(): void {
    const row = this.rows.at(-1);
    if (!row) return;
    if (row.cells > 0) this.tabs += 1;
    row.cells += 1;
    this.gap = '';
    this.cells.push({ row, isEmpty: true, inside: 0 });
  }

  closeCell(): void {
    const cell = this.cells.pop();
    this.gap = '';
    // Cells of one row stay on its line, whatever ends in them.
    if (cell && !cell.isEmpty) {
      this.breaks = 0;
      this.isFirm = false;
    }
  }

  private inked(text: string): void {
    let start = 0;
    let end = text.length;
    while (start < end && isBlank(text.charCodeAt(start))) start += 1;
    while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
    this.wait(text.slice(0, start));
    if (start === end) return;
    this.ink(text.slice(start, end));
    this.wait(text.slice(end));
  }

  private wait(blanks: string): void {
    const isFollowing = this.gap === '' ? this.isAtStart() : this.gap.endsWith(' ');
    this.gap += isFollowing && blanks.startsWith(' ') ? blanks.slice(1) : blanks;
  }

  private isAtStart(): boolean {
    return this.parts.length === 0 || this.breaks > 0 || this.tabs > 0;
  }

  private ink(text: string): void {
    const isFirst = this.parts.length === 0;
    if (isFirst) this.parts.push('', this.margin());
    else if (this.breaks > 0) this.newLine();
    else this.parts.push('\t'.repeat(this.tabs), '');
    this.breaks = 0;
    this.isFirm = false;
    this.tabs = 0;
    this.parts.push(this.gap + text);
    this.gap = '';
    this.fill();
  }

  private newLine(): void {
    const cell = this.cells.at(-1);
    if (cell && !this.isFirm && cell.inside === 0) cell.row.breaks.push(this.parts.length);
    this.parts.push('\n'.repeat(this.breaks), this.margin());
  }

  private margin(): string {
    const quotes = '> '.repeat(Math.min(this.quotes, SHOWN_DEPTH));
    const steps = Math.min(this.marker === '' ? this.lists : this.lists - 1, SHOWN_DEPTH);
    const margin = `${quotes}${'  '.repeat(Math.max(steps, 0))}${this.marker}`;
    this.marker = '';
    return margin;
  }

  /** The cells around hold a text now. */
  private fill(): void {
    for (let at = this.cells.length - 1; at >= 0; at -= 1) {
      const cell = this.cells[at];
      if (!cell?.isEmpty) return;
      cell.isEmpty = false;
      cell.row.filled += 1;
    }
  }

  private atLeast(breaks: number, isFirm: boolean): void {
    if (this.isBeginning()) return;
    this.breaks = Math.max(this.breaks, breaks);
    this.isFirm ||= isFirm;
    this.gap = '';
  }

  /** A cell begins on the line of its row, an item on that of its marker. */
  private isBeginning(): boolean {
    return this.marker !== '' || this.cells.at(-1)?.isEmpty === true;
  }

  private keptBreak(): void {
    if (this.isBeginning()) return;
    this.breaks += 1;
    this.isFirm = true;
    this.gap = '';
  }

  private inside(step: number): void {
    const cell = this.cells.at(-1);
    if (cell) cell.inside += step;
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0xa0;
}
