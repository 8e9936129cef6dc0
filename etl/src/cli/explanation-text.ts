/** An explanation for people. */
import { escapeControls } from '../base/printable';
import { zonedMinute } from '../base/zoned-time';
import type { Json } from '../../../vendors/json';
import type { ColumnOrigin } from '../explain/columns';
import type { Explanation } from '../explain/explanation';
import type { HistoryStep } from '../explain/history';
import { cellText } from '../explain/published';
import type { ChildReading, PageLocation } from '../explain/ticket-versions';
import { counted } from '../progress/format';
import { paintFor } from './paint';
import type { Paint } from './paint';
import { plainTable } from './table';

const LONGEST = 80;

export interface ExplanationLook {
  /** Of a line; cells are cut to fit. */
  width: number;
  hasColor: boolean;
  /** Reporting zone. */
  timezone: string;
}

export function explanationText(explanation: Explanation, { width, hasColor, timezone }: ExplanationLook): string {
  const { columns, fields, rejects, history } = explanation;
  const paint = paintFor(hasColor);
  const table = (origins: readonly ColumnOrigin[]) =>
    plainTable(
      [
        { title: 'Column' },
        { title: 'Published', paint: (text) => (text === '∅' ? paint.dim(text) : text) },
        { title: 'Raw', paint: paint.dim },
        { title: 'How' },
      ],
      origins.map(columnLine),
      width,
      paint.bold,
    );
  return [
    head(explanation, timezone, paint),
    table(columns),
    ...(fields === null ? [] : [`${paint.bold(fields.table)}\n${table(fields.columns)}`]),
    hangingOn(explanation, timezone),
    rejects.length === 0
      ? 'No rejects.'
      : [
          paint.warn('Rejects'),
          ...rejects.map(
            (row) =>
              `  ${['stream', 'severity', 'reason', 'field', 'raw'].map((name) => brief(cellText(row[name]))).join('  ')}`,
          ),
        ].join('\n'),
    [
      paint.bold('Readings in raw/, oldest first'),
      ...(history.length === 0 ? ['  none any more'] : history.map((step) => stepLines(step, timezone))),
    ].join('\n'),
  ].join('\n\n');
}

function head(
  { ticket_key: key, subject, read, why_open: whyOpen, why_deleted: whyDeleted }: Explanation,
  timezone: string,
  { bold }: Paint,
): string {
  return [
    bold(escapeControls(`${key}  ${subject ?? ''}`.trimEnd())),
    read === null
      ? 'This was read before what raw/ still holds, so only what is published can be explained.'
      : `Last read ${placeWords(read, timezone)}`,
    `It is ${whyOpen}.`,
    `Deleted: ${whyDeleted}.`,
  ].join('\n');
}

function columnLine({ column, published, unified, raw, how }: ColumnOrigin): string[] {
  const publishedText = published === null ? '∅' : brief(cellText(published));
  const from = raw.map(({ path, value }) => `${path} = ${brief(jsonText(value))}`).join('; ');
  const isOther =
    unified !== undefined && unified !== null && !Array.isArray(unified) && from !== '' && differs(unified, published);
  return [column, publishedText, isOther ? `${from} → ${brief(jsonText(unified))}` : from, how];
}

/** Whether joining, mapping or counting made something else of it. */
function differs(unified: Json, published: ColumnOrigin['published']): boolean {
  return jsonText(unified) !== cellText(published);
}

function hangingOn(
  { comments, status_changes: changes, attachments, children }: Explanation,
  timezone: string,
): string {
  const kinds = Object.entries(comments).map(([kind, number]) => `${number} ${kind}`);
  return [
    `Comments: ${kinds.length === 0 ? 'none' : kinds.join(', ')}. Attachments: ${attachments}.`,
    ...children.map((child) => childLine(child, timezone)),
    `Status changes: ${changes.length === 0 ? 'none' : ''}`.trimEnd(),
    ...changes.map(
      (change) =>
        `  ${cellText(change['sequence'])}. ${zonedMinute(cellText(change['changed_at']), timezone)}  ${cellText(change['from_status'])} → ${cellText(change['to_status'])}  ${cellText(change['changed_by_name'])}  (${cellText(change['origin'])})`,
    ),
  ].join('\n');
}

function childLine(child: Omit<ChildReading, 'rejects'>, timezone: string): string {
  const parts = [
    counted(child.comments, 'comment'),
    counted(child.status_changes, 'status change'),
    counted(child.attachments, 'attachment'),
  ].filter((part) => !part.startsWith('0 '));
  return `  ${child.stream}: ${parts.length === 0 ? 'nothing' : parts.join(', ')}, read ${placeWords(child.place, timezone)}`;
}

function stepLines({ place, changes }: HistoryStep, timezone: string): string {
  const first = `  ${zonedMinute(place.received_at, timezone)}  run ${place.run_id}`;
  if (changes === null) return `${first}  first reading that raw/ holds`;
  if (changes.length === 0) return `${first}  unchanged`;
  return [
    first,
    ...changes.map(({ column, from, to }) => `    ${column}: ${brief(jsonText(from))} → ${brief(jsonText(to))}`),
  ].join('\n');
}

function placeWords({ received_at: at, run_id: run, file, slice, cursor }: PageLocation, timezone: string): string {
  const page = cursor === null ? 'first page' : `page ${brief(cursor)}`;
  return `${zonedMinute(at, timezone)} by run ${run}: raw/${file}, slice ${brief(slice)}, ${page}`;
}

function jsonText(value: Json): string {
  return typeof value === 'string' ? value : value === null ? '∅' : JSON.stringify(value);
}

/** One line, not too long; control characters would act on the terminal. */
function brief(text: string): string {
  const line = escapeControls(text.replace(/\s+/g, ' '));
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
