/** Sources, rejects and tables of the publication that is shown. */
import type { LakeStatus, SourceAnswer, TablesAnswer } from '../answers';
import { badge, element, section, time } from './elements';
import { table } from './table';
import { ago, bytes, count } from './format';
import type { PageClock } from './format';

export function showSources(sources: readonly SourceAnswer[], clock: PageClock): void {
  const since = (instant: string): string => ago(instant, clock.now());
  section('sources-table').replaceChildren(
    table(
      'Sources and how fresh their tickets are',
      [
        { title: 'Source', cell: sourceCell },
        { title: 'Last run', cell: ({ last_outcome }) => (last_outcome === null ? '–' : badge(last_outcome)) },
        { title: 'Tickets complete as of', cell: ({ last_complete_at }) => time(last_complete_at, clock.inWords) },
        {
          title: 'Age',
          cell: ({ last_complete_at }) => (last_complete_at === null ? 'never complete' : since(last_complete_at)),
        },
        { title: 'Tickets', isNumber: true, cell: ({ tickets }) => count(tickets) },
        { title: 'Open', isNumber: true, cell: ({ open }) => count(open) },
        {
          title: 'How changes are found',
          isLong: true,
          cell: ({ change_detection }) => unfolding(change_detection ?? '–'),
        },
      ],
      sources,
    ),
  );
}

function sourceCell({ source, vendor, is_configured: isConfigured }: SourceAnswer): Node | string {
  const name = source === vendor ? source : `${source} (${vendor})`;
  if (isConfigured) return name;
  return element('span', {}, `${name} `, element('em', {}, 'not in the configuration any more'));
}

/** The first sentence, and the rest for who wants it. */
function unfolding(text: string): Node | string {
  const [first = '', ...rest] = text.split(/(?<=[.:;]) /);
  if (rest.length === 0) return text;
  return element('details', {}, element('summary', {}, first), rest.join(' '));
}

/** @param look puts SQL into the query box */
export function showRejects({ rejects }: LakeStatus, look: (sql: string) => void): void {
  const place = section('rejects-table');
  if (rejects.length === 0) {
    place.replaceChildren(
      element('p', { class: 'empty' }, 'Nothing was rejected: every record and field could be read.'),
    );
    return;
  }
  place.replaceChildren(
    table(
      'What could not be read, or only with a doubt',
      [
        { title: 'Source', cell: ({ source }) => source },
        { title: 'Stream', cell: ({ stream }) => stream },
        { title: 'Severity', cell: ({ severity }) => badge(severity) },
        { title: 'Reason', cell: ({ reason }) => reason },
        { title: 'Count', isNumber: true, cell: ({ rejects: number }) => count(number) },
        {
          title: 'Records',
          cell: ({ source, stream, severity, reason }) => {
            const button = element('button', { type: 'button', class: 'small' }, 'Look');
            button.setAttribute('aria-label', `Look at ${severity}s of ${source}, ${stream}: ${reason}`);
            button.addEventListener('click', () => {
              look(
                `SELECT record_id, field, raw, first_run_id FROM rejects\nWHERE source = ${text(source)} AND stream = ${text(stream)} AND severity = ${text(severity)} AND reason = ${text(reason)}\nORDER BY record_id`,
              );
            });
            return button;
          },
        },
      ],
      rejects,
    ),
  );
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

export function showTables({ tables }: TablesAnswer): void {
  section('tables-table').replaceChildren(
    table(
      'Published tables',
      [
        { title: 'Table', cell: ({ name }) => element('code', {}, name) },
        { title: 'Rows', isNumber: true, cell: ({ rows }) => count(rows) },
        {
          title: 'Parquet',
          isNumber: true,
          cell: ({ files }) => bytes(files.reduce((sum, file) => sum + file.bytes, 0)),
        },
        { title: 'Download', cell: ({ name }) => downloads(name) },
        { title: 'What it holds', isLong: true, cell: ({ description, columns }) => contents(description, columns) },
      ],
      tables,
    ),
  );
}

function downloads(name: string): HTMLElement {
  const links = ['parquet', 'csv', 'json'].flatMap((format) => [
    ' ',
    element(
      'a',
      { href: `api/tables/${name}?format=${format}`, download: true, 'aria-label': `${name} as ${format}` },
      format,
    ),
  ]);
  return element('span', { class: 'links' }, links);
}

function contents(description: string, columns: TablesAnswer['tables'][number]['columns']): HTMLElement {
  const names = columns.map(({ name, type, description: says }) =>
    element('li', {}, element('code', {}, name), ` ${type}. ${says}`),
  );
  const summary = element('summary', {}, `${columns.length} columns`);
  return element('div', {}, description, element('details', {}, summary, element('ul', { class: 'columns' }, names)));
}
