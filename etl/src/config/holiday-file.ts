/**
 * Days of a calendar file (iCalendar, RFC 5545): those that its all-day events cover. What is not understood in whole is
 * refused: a holiday that is missed makes every figure of that day wrong. Pure.
 */
import type { ReadResult } from './readers';
import { read, refuse } from './readers';

interface CalendarProperty {
  name: string;
  params: string;
  value: string;
  line: number;
}

/** Properties of one event. */
type HolidayEvent = readonly CalendarProperty[];

/** Days from 1970 to 2100 are of use: as long as the calendar of business hours is. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2100;
const DAY_MS = 86_400_000;
const LONGEST_DAYS = 366;
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

class NotUnderstood extends Error {
  constructor(
    readonly says: string,
    readonly line: number,
    readonly remedy: string,
  ) {
    super(says);
  }
}

/** @returns `YYYY-MM-DD`, each once, sorted; or the first thing that is not understood, and how many there are */
export function readHolidayFile(text: string): ReadResult<string[]> {
  const properties = propertiesOf(text);
  const [first] = properties;
  if (first?.name !== 'BEGIN' || first.value.toUpperCase() !== 'VCALENDAR')
    return refuse(
      (display) => `${display} is not a calendar file`,
      'Export the holidays in the format iCalendar (.ics).',
    );
  const unended = unendedIn(properties);
  if (unended !== undefined)
    return refuse(
      (display) => `${display}, line ${unended.line}: ${unended.says}`,
      'Export the file again, whole: it may have been cut off.',
    );
  const days = new Set<string>();
  const wrong: NotUnderstood[] = [];
  for (const event of eventsOf(properties)) {
    try {
      for (const day of daysOf(event)) days.add(day);
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      wrong.push(error);
    }
  }
  const [one, ...more] = wrong;
  if (one === undefined) return read([...days].sort());
  const others = more.length === 0 ? '' : `, and ${more.length} more events of it are not understood`;
  return refuse((display) => `${display}, line ${one.line}: ${one.says}${others}`, one.remedy);
}

/** Long lines are folded: what begins with a blank goes on. */
function propertiesOf(text: string): CalendarProperty[] {
  const found: Array<{ text: string; line: number }> = [];
  for (const [at, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const last = found.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) last.text += line.slice(1);
    else if (line.trim() !== '') found.push({ text: line, line: at + 1 });
  }
  return found.flatMap(({ text: rawLine, line }) => {
    const [, name = '', params = '', value = ''] = /^([^;:]+)((?:;(?:"[^"]*"|[^":])*)?):([\s\S]*)$/.exec(rawLine) ?? [];
    return name === ''
      ? []
      : [{ name: name.trim().toUpperCase(), params: params.toUpperCase(), value: value.trim(), line }];
  });
}

/** The first component that has no end, or an end of another: what a file that was cut off leaves behind. */
function unendedIn(properties: readonly CalendarProperty[]): { says: string; line: number } | undefined {
  const open: CalendarProperty[] = [];
  for (const property of properties) {
    if (property.name === 'BEGIN') open.push(property);
    if (property.name !== 'END') continue;
    const begun = open.pop();
    if (begun?.value.toUpperCase() !== property.value.toUpperCase())
      return { says: `END:${property.value} ends nothing that began`, line: property.line };
  }
  const last = open.at(-1);
  return last && { says: `BEGIN:${last.value} has no END:${last.value}`, line: last.line };
}

/** What stands inside an event in a component of its own, as an alarm, is none of its properties. */
function eventsOf(properties: readonly CalendarProperty[]): HolidayEvent[] {
  const events: CalendarProperty[][] = [];
  const open: string[] = [];
  for (const property of properties) {
    if (property.name === 'BEGIN') {
      open.push(property.value.toUpperCase());
      if (open.at(-1) === 'VEVENT') events.push([property]);
    } else if (property.name === 'END') open.pop();
    else if (open.at(-1) === 'VEVENT') events.at(-1)?.push(property);
  }
  return events;
}

/** @throws NotUnderstood */
function daysOf(event: HolidayEvent): string[] {
  const one = (name: string): CalendarProperty | undefined => event.find((property) => property.name === name);
  const line = event[0]?.line ?? 0;
  if (one('STATUS')?.value.toUpperCase() === 'CANCELLED') return [];
  const start = one('DTSTART');
  if (start === undefined)
    throw new NotUnderstood('an event has no beginning', line, 'Correct the file, or remove the event.');
  const recurrence = one('RECURRENCE-ID');
  if (recurrence !== undefined)
    throw new NotUnderstood('a single day of a repeated event is moved', recurrence.line, 'Write the days one by one.');
  const first = dayIn(start);
  const length = lengthOf(first, one('DTEND'), one('DURATION'));
  const rules = event.filter(({ name }) => name === 'RRULE');
  const [rule, second] = rules;
  if (second !== undefined)
    throw new NotUnderstood('an event repeats by two rules', second.line, 'Make two events of it.');
  const more = event.filter(({ name }) => name === 'RDATE').flatMap(datesIn);
  const left = new Set(event.filter(({ name }) => name === 'EXDATE').flatMap(datesIn));
  const starts = [...(rule === undefined ? [first] : yearly(first, rule)), ...more].filter((day) => !left.has(day));
  return starts.flatMap((day) => Array.from({ length }, (_, at) => propertyText(day + at * DAY_MS)));
}

const ALL_DAY = 'Keep only all-day events in the file. Write a shorter day into holidays: with its hours.';

/** Milliseconds of its midnight in UTC. @throws NotUnderstood */
function dayIn({ value, line, params }: CalendarProperty): number {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(value) ?? [];
  const at = Date.parse(`${year ?? ''}-${month ?? ''}-${day ?? ''}T00:00:00Z`);
  if (year !== undefined && !Number.isNaN(at) && propertyText(at) === `${year}-${month ?? ''}-${day ?? ''}`) return at;
  const isTime = /^\d{8}T/.test(value) || params.includes('TZID');
  throw new NotUnderstood(isTime ? 'an event is not all day' : 'an event has no day that exists', line, ALL_DAY);
}

function datesIn(property: CalendarProperty): number[] {
  return property.value.split(',').map((value) => dayIn({ ...property, value: value.trim() }));
}

/** In days. @throws NotUnderstood */
function lengthOf(first: number, end: CalendarProperty | undefined, duration: CalendarProperty | undefined): number {
  if (duration !== undefined) {
    const [, weeks, days] = /^\+?P(?:(\d{1,3})W|(\d{1,3})D)$/.exec(duration.value.toUpperCase()) ?? [];
    const length = Number(weeks ?? 0) * 7 + Number(days ?? 0);
    if (length < 1 || length > LONGEST_DAYS) throw new NotUnderstood('an event is not all day', duration.line, ALL_DAY);
    return length;
  }
  if (end === undefined) return 1;
  // Some programs write the day itself as its end.
  const length = Math.max(1, (dayIn(end) - first) / DAY_MS);
  if (dayIn(end) < first || length > LONGEST_DAYS)
    throw new NotUnderstood(
      'an event ends before it begins, or lasts longer than a year',
      end.line,
      'Correct the event.',
    );
  return length;
}

const YEARLY = 'Repeat it yearly, or write its days one by one.';

interface YearlyRule {
  interval: number;
  count: number;
  until: number;
  /** Days of a year, as milliseconds. */
  within(year: number): number[];
}

/** @throws NotUnderstood when it repeats otherwise than yearly */
function yearly(first: number, property: CalendarProperty): number[] {
  const rule = ruleOf(first, property);
  const days: number[] = [];
  for (let year = yearOf(first); year <= LAST_YEAR; year += rule.interval) {
    for (const day of rule.within(year)) {
      if (day < first) continue;
      if (day > rule.until || days.length >= rule.count) return ofUse(days);
      days.push(day);
    }
  }
  return ofUse(days);
}

function ofUse(days: readonly number[]): number[] {
  return days.filter((day) => yearOf(day) >= FIRST_YEAR - 1);
}

function ruleOf(first: number, { value, line }: CalendarProperty): YearlyRule {
  const refused = () => new NotUnderstood('an event repeats otherwise than yearly', line, YEARLY);
  const parts = new Map(
    value
      .toUpperCase()
      .split(';')
      .filter((part) => part !== '')
      .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const),
  );
  if (parts.get('FREQ') !== 'YEARLY') throw refused();
  const known = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST', 'BYMONTH', 'BYMONTHDAY', 'BYDAY'];
  if ([...parts.keys()].some((name) => !known.includes(name))) throw refused();
  const number = (name: string, usual: number, pattern = /^\d{1,4}$/): number => {
    const text = parts.get(name);
    if (text === undefined) return usual;
    if (!pattern.test(text) || Number(text) === 0) throw refused();
    return Number(text);
  };
  const start = new Date(first);
  const month = number('BYMONTH', start.getUTCMonth() + 1, /^(?:0?[1-9]|1[0-2])$/);
  const monthDay = number('BYMONTHDAY', start.getUTCDate(), /^(?:0?[1-9]|[12]\d|3[01])$/);
  const until = parts.get('UNTIL');
  const rule = {
    interval: number('INTERVAL', 1),
    count: number('COUNT', Number.POSITIVE_INFINITY),
    until:
      until === undefined
        ? Number.POSITIVE_INFINITY
        : dayIn({ name: 'UNTIL', params: '', value: until.slice(0, 8), line }),
  };
  const byDay = parts.get('BYDAY');
  if (byDay === undefined) return { ...rule, within: (year) => existing(year, month, monthDay) };
  const [, ordinal, weekday] = /^([+-]?[1-5])(SU|MO|TU|WE|TH|FR|SA)$/.exec(byDay) ?? [];
  if (weekday === undefined || !parts.has('BYMONTH') || parts.has('BYMONTHDAY')) throw refused();
  return { ...rule, within: (year) => weekdayInMonth(year, month, WEEKDAYS.indexOf(weekday), Number(ordinal)) };
}

/** The day, in years that have it: 29 February. */
function existing(year: number, month: number, monthDay: number): number[] {
  const at = Date.UTC(year, month - 1, monthDay);
  return new Date(at).getUTCMonth() === month - 1 ? [at] : [];
}

/** The fourth Thursday, or the last Monday (-1). */
function weekdayInMonth(year: number, month: number, weekday: number, ordinal: number): number[] {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const days = Array.from({ length: last }, (_, at) => Date.UTC(year, month - 1, at + 1)).filter(
    (at) => new Date(at).getUTCDay() === weekday,
  );
  const found = days.at(ordinal > 0 ? ordinal - 1 : ordinal);
  return found === undefined ? [] : [found];
}

function yearOf(at: number): number {
  return new Date(at).getUTCFullYear();
}

function propertyText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
