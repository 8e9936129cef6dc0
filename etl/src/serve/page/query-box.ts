/** Read-only SQL on the published tables: rows on the page, or as a file. */
import { toResult } from '../../../../vendors/result';
import type { QueryAnswer } from '../answers';
import { ServiceError, query, queryFile } from './api';
import { element, part, section } from './elements';
import { say } from './notices';
import { table } from './table';
import { count, counted } from './format';

/** More rows make a page slow. */
const MOST_SHOWN = 500;
/** The service's own bound. */
const MOST_IN_FILE = 1_000_000;

const EXAMPLES: ReadonlyArray<{ name: string; sql: string }> = [
  {
    name: 'Open tickets by source and status',
    sql: 'SELECT source, status_group, count(*) AS tickets\nFROM tickets WHERE is_open AND NOT is_deleted\nGROUP BY ALL ORDER BY source, tickets DESC',
  },
  {
    name: 'Oldest open tickets',
    sql: 'SELECT source, ticket_number, subject, assignee_name, created_local\nFROM tickets WHERE is_open AND NOT is_deleted\nORDER BY created_at LIMIT 25',
  },
  {
    name: 'Busiest agents of the last 30 days',
    sql: 'SELECT source, assignee_name, count(*) AS solved, round(median(resolution_minutes) / 60, 1) AS median_hours,\n  round(median(resolution_business_minutes) / 60, 1) AS median_business_hours\nFROM tickets WHERE NOT is_deleted AND resolved_at > now() - INTERVAL 30 DAY\nGROUP BY ALL ORDER BY solved DESC LIMIT 25',
  },
  {
    name: 'Breached or overdue',
    sql: "SELECT source, ticket_number, subject, due_local, sla_status, url\nFROM tickets WHERE is_open AND NOT is_deleted AND (sla_status = 'breached' OR due_at < now())\nORDER BY due_at",
  },
];

export class QueryBox {
  private readonly sql = part('sql', HTMLTextAreaElement);
  private readonly run = part('query-run', HTMLButtonElement);
  private readonly download = part('query-download', HTMLButtonElement);
  private readonly result = section('query-result');

  constructor() {
    const examples = part('query-example', HTMLSelectElement);
    examples.append(...EXAMPLES.map(({ name }, at) => element('option', { value: at }, name)));
    examples.addEventListener('change', () => {
      this.sql.value = EXAMPLES[Number(examples.value)]?.sql ?? this.sql.value;
    });
    this.sql.value = EXAMPLES[0]?.sql ?? '';
    this.sql.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      void this.show();
    });
    this.run.addEventListener('click', () => void this.show());
    this.download.addEventListener('click', () => void this.save());
  }

  /** Fills the box, runs it and brings it into view. */
  look(sql: string): void {
    this.sql.value = sql;
    this.sql.focus();
    void this.show();
  }

  private async show(): Promise<void> {
    await this.busy(async () => {
      const began = performance.now();
      const answer = await query(this.sql.value, MOST_SHOWN);
      const seconds = ((performance.now() - began) / 1000).toFixed(2);
      const rows = counted(answer.row_count, 'row');
      const text = answer.truncated
        ? `The first ${count(answer.row_count)} rows, in ${seconds} s; Download CSV has them all.`
        : `${rows} in ${seconds} s.`;
      this.result.replaceChildren(element('p', { class: 'note' }, text));
      if (answer.row_count > 0) this.result.append(resultTable(answer));
      say(`The query gave ${rows}.`);
    });
  }

  private async save(): Promise<void> {
    await this.busy(async () => {
      const { content, isTruncated } = await queryFile(this.sql.value, 'csv', MOST_IN_FILE);
      const address = URL.createObjectURL(content);
      element('a', { href: address, download: 'query.csv' }).click();
      URL.revokeObjectURL(address);
      const text = isTruncated
        ? `query.csv holds the first ${count(MOST_IN_FILE)} rows: more come from POST /api/query in parts.`
        : 'query.csv was downloaded.';
      this.result.replaceChildren(element('p', { class: 'note' }, text));
      say(text);
    });
  }

  private async busy(work: () => Promise<void>): Promise<void> {
    // They stay focusable: a button that is disabled loses the focus.
    if (this.run.getAttribute('aria-disabled') === 'true') return;
    const buttons = [this.run, this.download];
    for (const button of buttons) button.setAttribute('aria-disabled', 'true');
    const outcome = await toResult(work());
    for (const button of buttons) button.removeAttribute('aria-disabled');
    if (outcome.status === 'rejected') this.refused(outcome.reason);
  }

  private refused(error: unknown): void {
    const remedy = error instanceof ServiceError ? error.remedy : null;
    const message = error instanceof Error ? error.message : String(error);
    this.result.replaceChildren(
      element(
        'div',
        { class: 'notice bad' },
        element('strong', {}, 'The query was refused'),
        element('pre', {}, message),
        ...(remedy === null ? [] : [element('p', {}, remedy)]),
      ),
    );
    say(`The query was refused: ${message}`);
  }
}

const NUMBERS = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/;

function resultTable({ columns, rows }: QueryAnswer): HTMLElement {
  return table(
    'Result of the query',
    columns.map(({ name, type }) => ({
      title: name,
      isNumber: NUMBERS.test(type),
      cell: (row: Record<string, unknown>) => cellContent(row[name]),
    })),
    rows,
  );
}

function cellContent(value: unknown): Node | string {
  if (value === null || value === undefined) return element('span', { class: 'null' }, 'NULL');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
