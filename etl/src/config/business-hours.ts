/** When a help desk is open: `business_hours:`, read with every mistake in it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Text } from './document';
import { readHolidayFile } from './holiday-file';
import type { IssueParams } from './leaf';
import { about, isTreeMap, leaf } from './leaf';
import { suggest } from './did-you-mean';
import type { ReadResult } from './readers';
import { day, messageFor, read, refuse, zone } from './readers';
import { codeOf } from '../base/system-error';

/** Minutes after the midnight with which the day begins; what lies beyond 1440 belongs to the day all the same. */
const span = z.object({ from: z.number(), to: z.number() });

/** As it is computed with, and kept for the sources that leave the configuration. */
export const businessHours = z.object({
  timezone: z.string(),
  /** Seven days, Monday first. */
  week: z.array(z.array(span)),
  /** Hours of single days, `YYYY-MM-DD`, in place of those of their weekday; none: closed. */
  days: z.record(z.string(), z.array(span)),
});
export type BusinessHours = z.infer<typeof businessHours>;
type HoursSpan = z.infer<typeof span>;
type Week = BusinessHours['week'];

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const DAY_MINUTES = 1440;
const DAY_MS = 86_400_000;
const WEEK_EXAMPLE = 'mon-fri: "09:00-17:00"';

/** @param folder of the configuration: files of holidays lie relative to it */
export function businessHoursSchema(folder: string) {
  return z.strictObject({
    timezone: leaf(zone)
      .optional()
      .meta(
        about({
          form: 'IANA time zone',
          default: 'timezone of the top level',
          description: 'Zone of the hours. Not the `timezone` of a source, which is that of its texts.',
        }),
      ),
    week: weekOf().meta(
      about({
        form: 'map of mon, tue, wed, thu, fri, sat, sun or ranges of them',
        description:
          'Opening hours, for example `"09:00-12:30, 13:30-18:00"`. A day that is not named is closed. Hours may end at 24:00. Hours that end before they start run into the next day, and belong to the day on which they begin.',
      }),
    ),
    holidays: holidaysOf(folder)
      .optional()
      .meta(
        about({
          form: 'list of days and files',
          description:
            'A day (`"2026-12-25"`) is closed. With hours (`"2026-12-31 09:00-12:00"`) it is open in these hours instead. The all-day events of an .ics file are closed days, except where the list itself names the day.',
        }),
      ),
  });
}

type ReadBlock = z.infer<ReturnType<typeof businessHoursSchema>>;

/**
 * @param block as the schema read it
 * @param timezone the reporting zone
 * @returns what to compute with, and holidays whose hours overlap those of a day beside them, by their place in the list
 */
export function settledHours(
  { week, holidays, timezone: own }: ReadBlock,
  timezone: string,
): { hours: BusinessHours; overlaps: Array<{ at: number; message: string }> } {
  const listed = holidays?.listed ?? [];
  const days: BusinessHours['days'] = Object.fromEntries((holidays?.closed ?? []).map((date) => [date, []]));
  for (const { date, spans } of listed) days[date] = spans;
  const on = (date: string): readonly HoursSpan[] => days[date] ?? week[weekdayOf(date)] ?? [];
  const overlaps = listed.flatMap(({ date, spans, at }) => {
    const [before, after] = [shifted(date, -1), shifted(date, 1)];
    const runsInto = overlapping(on(before), spans) ? before : overlapping(spans, on(after)) ? after : undefined;
    return runsInto === undefined ? [] : [{ at, message: `hours of ${date} and of ${runsInto} overlap` }];
  });
  return { hours: { timezone: own ?? timezone, week, days }, overlaps };
}

function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

function shifted(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whether what runs over midnight runs into what is open on the next day. */
function overlapping(one: readonly HoursSpan[], next: readonly HoursSpan[]): boolean {
  return one.some(({ to }) => next.some(({ from }) => to - DAY_MINUTES > from));
}

type ReportHoursProblem = (message: string, path: ReadonlyArray<string | number>, params: IssueParams) => void;

function complaints(ctx: z.RefinementCtx<unknown>): { complain: ReportHoursProblem; isSpotless: () => boolean } {
  let count = 0;
  const complain: ReportHoursProblem = (message, at, params) => {
    count += 1;
    ctx.addIssue({ code: 'custom', message, path: [...at], params: { ...params } });
  };
  return { complain, isSpotless: () => count === 0 };
}

function weekOf() {
  return z.unknown().transform((tree, ctx): Week => {
    const { complain, isSpotless } = complaints(ctx);
    if (tree instanceof Text && tree.isBroken) {
      complain('', [], { silent: true });
      return z.NEVER;
    }
    if (!isTreeMap(tree) || Object.keys(tree).length === 0) {
      const message = tree === undefined ? 'is missing' : 'must be a map of days';
      complain(message, [], { remedy: `Name the days that are open, for example week: { ${WEEK_EXAMPLE} }.` });
      return z.NEVER;
    }
    const named = new Map<number, { key: string; spans: HoursSpan[] }>();
    for (const [key, value] of Object.entries(tree)) {
      const days = daysOf(key);
      if (days === undefined) {
        complain('is not a day of the week', [key], { remedy: dayRemedy(key), atKey: true });
        continue;
      }
      const spans = spansOf(value, (message, params) => complain(message, [key], params)) ?? [];
      for (const weekday of days) {
        const earlier = named.get(weekday);
        if (earlier === undefined) named.set(weekday, { key, spans });
        else {
          const message = `names ${WEEKDAYS[weekday] ?? ''} a second time, after "${earlier.key}"`;
          complain(message, [key], { remedy: 'Name each day once.', atKey: true });
        }
      }
    }
    for (const [weekday, { key, spans }] of named) {
      const next = named.get((weekday + 1) % WEEKDAYS.length);
      if (next === undefined || !overlapping(spans, next.spans)) continue;
      const [one, other] = [WEEKDAYS[weekday], WEEKDAYS[(weekday + 1) % WEEKDAYS.length]];
      complain(`hours of ${one ?? ''} and of ${other ?? ''} overlap`, [key], { remedy: OVERLAP_REMEDY });
    }
    return isSpotless() ? WEEKDAYS.map((_, weekday) => named.get(weekday)?.spans ?? []) : z.NEVER;
  });
}

const OVERLAP_REMEDY = 'Let each end before the next begins, or write them as one.';

function dayRemedy(key: string): string {
  return suggest(key, WEEKDAYS, `Name a day or a range: ${WEEKDAYS.join(', ')}, or for example mon-fri.`);
}

/** A range may go over the end of the week. */
function daysOf(key: string): number[] | undefined {
  const [first, last, ...more] = key
    .toLowerCase()
    .split('-')
    .map((name) => WEEKDAYS.findIndex((day) => day === name.trim()));
  if (first === undefined || first < 0 || more.length > 0) return undefined;
  if (last === undefined) return [first];
  if (last < 0) return undefined;
  const count = ((last - first + WEEKDAYS.length) % WEEKDAYS.length) + 1;
  return Array.from({ length: count }, (_, at) => (first + at) % WEEKDAYS.length);
}

/** @returns undefined when there is something to complain of */
function spansOf(tree: unknown, complain: (message: string, params: IssueParams) => void): HoursSpan[] | undefined {
  if (!(tree instanceof Text)) {
    complain('must be hours as one text', { remedy: HOURS_REMEDY });
    return undefined;
  }
  if (tree.isBroken) {
    complain('', { silent: true });
    return undefined;
  }
  const reading = hoursIn(tree.value);
  if (reading.ok) return reading.value;
  complain(messageFor(reading.says, tree.display), { remedy: reading.remedy });
  return undefined;
}

const HOURS_REMEDY = 'Write hours as "09:00-12:30, 13:30-18:00". A whole day is "00:00-24:00". Leave out a closed one.';

function hoursIn(text: string): ReadResult<HoursSpan[]> {
  const spans: HoursSpan[] = [];
  for (const part of text.split(',')) {
    const [, fromText = '', toText = ''] = /^\s*(\d{2}:\d{2})\s*-\s*(\d{2}:\d{2})\s*$/.exec(part) ?? [];
    if (fromText === '') return refuse((display) => `"${display}" is not hours`, HOURS_REMEDY);
    const [from, to] = [minuteOf(fromText), minuteOf(toText)];
    if (from === undefined || from === DAY_MINUTES || to === undefined) {
      const wrong = to === undefined && from !== undefined ? toText : fromText;
      return refuse(
        () => `"${wrong}" is no time of day at which hours ${wrong === fromText ? 'begin' : 'end'}`,
        HOURS_REMEDY,
      );
    }
    if (from === to) return refuse(() => `"${fromText}-${toText}" ends when it begins`, HOURS_REMEDY);
    spans.push({ from, to: to < from ? to + DAY_MINUTES : to });
  }
  spans.sort((a, b) => a.from - b.from);
  const overlap = spans.some(({ to }, at) => to > (spans[at + 1]?.from ?? Number.POSITIVE_INFINITY));
  return overlap ? refuse((display) => `"${display}" has hours that overlap`, OVERLAP_REMEDY) : read(spans);
}

function minuteOf(text: string): number | undefined {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  const at = hour * 60 + minute;
  return minute < 60 && at <= DAY_MINUTES ? at : undefined;
}

interface Holidays {
  listed: Array<{ date: string; spans: HoursSpan[]; at: number }>;
  /** Of files. */
  closed: string[];
}

function holidaysOf(folder: string) {
  return z.unknown().transform((tree, ctx): Holidays => {
    const { complain, isSpotless } = complaints(ctx);
    if (!Array.isArray(tree)) {
      complain('must be a list of days and files', [], { remedy: 'Write it as ["2026-12-25", ./company.ics].' });
      return z.NEVER;
    }
    const found: Holidays = { listed: [], closed: [] };
    for (const [at, item] of tree.entries()) {
      const say = (message: string, params: IssueParams) => complain(message, [at], params);
      if (!(item instanceof Text)) say('must be a day or a file', { remedy: HOLIDAY_REMEDY });
      else if (item.isBroken) say('', { silent: true });
      else readHoliday(item, at, { folder, found, say });
    }
    return isSpotless() ? found : z.NEVER;
  });
}

const HOLIDAY_REMEDY = 'Write "2026-12-25", "2026-12-31 09:00-12:00" or the path of a file that ends in .ics.';

interface HolidayContext {
  folder: string;
  found: Holidays;
  say(message: string, params: IssueParams): void;
}

function readHoliday(item: Text, at: number, { folder, found, say }: HolidayContext): void {
  const text = item.value.trim();
  if (/\.ics$/i.test(text)) {
    const file = readHolidays(path.resolve(folder, text));
    if (file.ok) {
      for (const holiday of file.value) found.closed.push(holiday);
    } else say(messageFor(file.says, item.display), { remedy: file.remedy });
    return;
  }
  const [, dayText, hoursText] = /^(\d{4}-\d{2}-\d{2})(?:\s+(\S.*))?$/.exec(text) ?? [];
  if (dayText === undefined) {
    say(
      messageFor((display) => `"${display}" is neither a day nor a file`, item.display),
      { remedy: HOLIDAY_REMEDY },
    );
    return;
  }
  const date = day(dayText);
  const hours = hoursText === undefined ? read<HoursSpan[]>([]) : hoursIn(hoursText);
  for (const part of [date, hours]) if (!part.ok) say(messageFor(part.says, item.display), { remedy: part.remedy });
  if (!date.ok || !hours.ok) return;
  if (found.listed.some((other) => other.date === date.value))
    say(`names ${date.value} twice`, { remedy: 'Name each day once, and join its hours by a comma.' });
  else found.listed.push({ date: date.value, spans: hours.value, at });
}

/** Days that the events of a file cover. */
function readHolidays(file: string): ReadResult<string[]> {
  try {
    return readHolidayFile(readFileSync(file, 'utf8'));
  } catch (error) {
    return codeOf(error) === 'ENOENT'
      ? refuse((display) => `there is no file ${display}`, 'Paths are relative to the configuration.')
      : refuse((display) => `the file ${display} cannot be read`, 'Check that it is a file and that you may read it.');
  }
}
