/** HTML to text in one pass: the tokens of htmlparser2 go to a writer of lines. No size or depth changes the reading. */
import type { TokenizerCallbacks } from 'htmlparser2';
import { Tokenizer } from 'htmlparser2';
import { HEAD, isKnown, roleOf, VOID } from './elements';
import { addressOf, isSaidBy } from './address';
import { OpenElements } from './open-elements';
import type { Element, Whitespace } from './open-elements';
import { TextWriter } from './text-writer';

/** Attributes that say something about the text. */
const READ: ReadonlySet<string> = new Set(['alt', 'checked', 'href', 'start', 'style', 'type', 'value']);
const WHITE_SPACE = /(?:^|;)\s*white-space\s*:\s*(pre-wrap|pre-line|break-spaces|pre|nowrap|normal)/i;
/** `<ana@acme.example>`, `<https://…>`: an address that nobody escaped is no element. */
const ADDRESS = /@|^(?:https?|ftp|mailto):$/i;

export interface HtmlOptions {
  /** Tags of elements that HTML does not have are text: `reply to <user>`. */
  keepsUnknown: boolean;
}

export function htmlToText(markup: string, options: HtmlOptions = { keepsUnknown: false }): string {
  const reader = new HtmlReader(markup, options);
  const tokenizer = new Tokenizer({ decodeEntities: true }, reader);
  tokenizer.write(markup);
  tokenizer.end();
  return reader.toString();
}

class HtmlReader implements TokenizerCallbacks {
  private readonly writer = new TextWriter();
  private readonly open = new OpenElements((element) => this.left(element));
  private waiting = '';
  /** The tag that is being read. */
  private tag = { name: '', start: 0 };
  private attributes = new Map<string, string>();
  private attribute = '';
  private value = '';

  constructor(
    private readonly markup: string,
    private readonly options: HtmlOptions,
  ) {}

  toString(): string {
    return this.writer.toString();
  }

  ontext(start: number, end: number): void {
    this.waiting += this.markup.slice(start, end);
  }

  ontextentity(codepoint: number): void {
    this.waiting += String.fromCodePoint(codepoint);
  }

  oncdata(start: number, end: number, offset: number): void {
    this.waiting += this.markup.slice(start, end - offset);
  }

  onopentagname(start: number, end: number): void {
    this.tag = { name: this.markup.slice(start, end).toLowerCase(), start: start - 1 };
    if (this.attributes.size > 0) this.attributes = new Map();
  }

  onattribname(start: number, end: number): void {
    const name = this.markup.slice(start, Math.min(end, start + 10)).toLowerCase();
    this.attribute = READ.has(name) ? name : '';
    this.value = '';
  }

  onattribdata(start: number, end: number): void {
    if (this.attribute !== '') this.value += this.markup.slice(start, end);
  }

  onattribentity(codepoint: number): void {
    if (this.attribute !== '') this.value += String.fromCodePoint(codepoint);
  }

  onattribend(): void {
    if (this.attribute !== '' && !this.attributes.has(this.attribute)) this.attributes.set(this.attribute, this.value);
  }

  onopentagend(end: number): void {
    const { name, start } = this.tag;
    if (this.isText(name)) this.waiting += this.markup.slice(start, end + 1);
    else this.opened(name);
  }

  onselfclosingtag(end: number): void {
    this.onopentagend(end);
  }

  onclosetag(start: number, end: number): void {
    const name = this.markup.slice(start, end).toLowerCase();
    if (this.isText(name)) {
      const close = this.markup.indexOf('>', end);
      this.waiting += this.markup.slice(start - 2, close === -1 ? end : close + 1);
      return;
    }
    this.flush();
    if (name === 'br') this.writer.lineBreak();
    else if (!this.open.close(name) && name === 'p') this.writer.paragraph();
  }

  /** Nobody sees it. `<?php …?>` and `<![CDATA[…]]>` are read as comments, too. */
  oncomment(start: number, end: number): void {
    const isCode = this.markup.startsWith('?', start) || this.markup.startsWith('[CDATA[', start);
    if (this.options.keepsUnknown && isCode)
      this.waiting += this.markup.slice(this.markup.lastIndexOf('<', start), end + 1);
  }

  ondeclaration(): void {
    // Nobody sees it.
  }

  onprocessinginstruction(): void {
    // Nobody sees it.
  }

  onend(): void {
    this.flush();
    this.open.closeAll();
  }

  private isText(name: string): boolean {
    return (this.options.keepsUnknown && !isKnown(name)) || ADDRESS.test(name);
  }

  private flush(): void {
    const text = this.waiting;
    if (text === '') return;
    this.waiting = '';
    if (this.open.hidden > 0) return;
    const { whitespace } = this.open;
    if (whitespace === 'normal') this.writer.text(text);
    else if (whitespace === 'pre') this.writer.lengthNow(this.open.begun(text));
    else this.lines(text);
  }

  private lines(text: string): void {
    text.split(/\r\n|\r|\n/).forEach((line, at) => {
      if (at > 0) this.writer.lineBreak();
      this.writer.text(line);
    });
  }

  private opened(name: string): void {
    this.flush();
    if (!HEAD.has(name) && !name.includes(':')) this.open.endHead();
    if (VOID.has(name)) {
      if (this.open.hidden === 0) this.seen(name);
      return;
    }
    if (roleOf(name) === 'cell' && !this.open.hasRow) this.opened('tr');
    const element = this.elementOf(name);
    this.open.makeRoomFor(element);
    this.open.push(element);
    if (this.open.hidden === 0) this.entered(element);
  }

  private elementOf(name: string): Element {
    const role = roleOf(name);
    const style = this.attributes.get('style');
    const value = style === undefined ? undefined : WHITE_SPACE.exec(style)?.[1]?.toLowerCase();
    return {
      name,
      role,
      whitespace: value === undefined ? (role === 'pre' || name === 'textarea' ? 'pre' : null) : whitespaceOf(value),
      next: name === 'ol' ? (wholeNumber(this.attributes.get('start')) ?? 1) : null,
      link: null,
    };
  }

  /** Elements without content. */
  private seen(name: string): void {
    const { attributes, writer } = this;
    const type = attributes.get('type')?.toLowerCase() ?? '';
    const alt = attributes.get('alt')?.trim() ?? '';
    if (name === 'br') writer.lineBreak();
    else if (name === 'hr') writer.paragraph();
    else if ((name === 'img' || name === 'image') && alt !== '') writer.text(`[${alt}]`);
    else if (name === 'input' && (type === 'checkbox' || type === 'radio'))
      writer.text(attributes.has('checked') ? '[x] ' : '[ ] ');
  }

  private entered(element: Element): void {
    const { writer } = this;
    switch (element.role) {
      case 'line':
        return writer.line();
      case 'paragraph':
        return writer.paragraph();
      case 'quote':
        return writer.openQuote();
      case 'list':
        return writer.openList();
      case 'item':
        return writer.openItem(this.markerOf(this.open.list));
      case 'table':
      case 'pre':
        return writer.enter();
      case 'row':
        return writer.openRow();
      case 'cell':
        return writer.openCell();
      case 'link':
        element.link = { address: addressOf(this.attributes.get('href') ?? ''), from: writer.length };
        return;
      default:
        if (element.name === 'button') writer.space();
    }
  }

  private markerOf(list: Element | undefined): string {
    if (list?.next === undefined || list.next === null) return '- ';
    const number = wholeNumber(this.attributes.get('value')) ?? list.next;
    list.next = number + 1;
    return `${number}. `;
  }

  /** An element has ended, wherever that is known from. */
  private left(element: Element): void {
    const { writer } = this;
    if (this.open.hidden > 0 || element.role === 'hidden') return;
    switch (element.role) {
      case 'line':
        return writer.line();
      case 'paragraph':
        return writer.paragraph();
      case 'quote':
        return writer.closeQuote();
      case 'list':
        return writer.closeList();
      case 'item':
        return writer.closeItem();
      case 'table':
      case 'pre':
        return writer.leave();
      case 'row':
        return writer.closeRow();
      case 'cell':
        return writer.closeCell();
      case 'link':
        return this.linked(element);
      default:
        if (element.name === 'button') writer.space();
    }
  }

  private linked(element: Element): void {
    const { link } = element;
    element.link = null;
    if (link === null || link.address === '') return;
    const text = this.writer.since(link.from);
    if (text === '') this.writer.text(link.address);
    else if (!isSaidBy(text, link.address)) this.writer.append(` (${link.address})`);
  }
}

function whitespaceOf(value: string): Whitespace {
  if (value === 'normal' || value === 'nowrap') return 'normal';
  return value === 'pre-line' ? 'lines' : 'pre';
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\s*[+-]?\d{1,9}\s*$/.test(text) ? Number(text) : null;
}
