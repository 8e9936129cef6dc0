/** What an element of HTML does to the text in it. Source: the HTML standard, rendering of flow content. */

export type Role =
  | 'inline'
  /** Stands on lines of its own. */
  | 'line'
  /** Stands apart by an empty line. */
  | 'paragraph'
  | 'quote'
  | 'list'
  | 'item'
  | 'table'
  | 'row'
  | 'cell'
  | 'pre'
  | 'link'
  /** Nobody sees what is in it. */
  | 'hidden';

const NAMES: Readonly<Record<Exclude<Role, 'inline'>, string>> = {
  line:
    'address article aside body caption center dd details dialog div dt fieldset figcaption footer form header ' +
    'hgroup html legend main marquee nav optgroup option search section summary tbody tfoot thead',
  paragraph: 'dl figure h1 h2 h3 h4 h5 h6 p',
  quote: 'blockquote',
  list: 'dir menu ol ul',
  item: 'li',
  table: 'table',
  row: 'tr',
  cell: 'td th',
  pre: 'listing plaintext pre xmp',
  link: 'a',
  hidden: 'datalist head iframe noembed noframes script style template title',
};

/** Known to HTML, and no more than a part of their line. */
const INLINE =
  'abbr acronym applet area audio b base basefont bdi bdo bgsound big blink br button canvas cite code col colgroup ' +
  'data del dfn em embed font frame frameset hr i image img input ins kbd keygen label link map mark math meta meter ' +
  'nobr noscript object output param picture progress q rb rp rt rtc ruby s samp select slot small source span ' +
  'strike strong sub sup svg textarea time track tt u var video wbr';

const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ...named(INLINE, 'inline'),
  ...(Object.keys(NAMES) as Array<keyof typeof NAMES>).flatMap((role) => named(NAMES[role], role)),
]);

function named(names: string, role: Role): Array<[string, Role]> {
  return names.split(' ').map((name) => [name, role]);
}

/** Elements that have no content, and so no end. */
export const VOID: ReadonlySet<string> = new Set(
  'area base basefont bgsound br col embed frame hr img image input keygen link meta param source track wbr'.split(' '),
);

/** What a head may hold. Whatever else begins ends it. */
export const HEAD: ReadonlySet<string> = new Set(
  'base basefont bgsound head link meta noscript script style template title'.split(' '),
);

/** @param name in lower case */
export function roleOf(name: string): Role {
  return ROLES.get(name) ?? 'inline';
}

/** Elements of Office (`o:p`) count as known: they mark a text, they are no part of it. */
export function isKnown(name: string): boolean {
  return ROLES.has(name) || name.includes(':');
}
