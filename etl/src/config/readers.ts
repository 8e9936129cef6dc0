/** From the text of one value to what it means, or what is wrong with it. Pure. */
import { dictionary } from '../../../vendors/dictionary';
import { readTime } from '../../../vendors/time';
import { suggest } from './did-you-mean';
import { showValue } from './display-value';
import { zoneNamed, zoneNames } from './zone';

/** `says` gets the value as the file shows it. */
export type ReadResult<T> = { ok: true; value: T } | { ok: false; says: (display: string) => string; remedy: string };
export type ValueReader<T> = (text: string) => ReadResult<T>;

export function read<T>(value: T): ReadResult<T> {
  return { ok: true, value };
}

export function refuse(
  says: (display: string) => string,
  remedy: string,
): { ok: false; says: (display: string) => string; remedy: string } {
  return { ok: false, says, remedy };
}

export const anyText: ValueReader<string> = (text) => read(text.trim());

/** One of several words, in their own spelling. */
export function oneOf<T extends string>(choices: readonly T[], what: string): ValueReader<T> {
  return (text) => {
    const found = choices.find((word) => word === text.trim().toLowerCase());
    if (found !== undefined) return read(found);
    return refuse((display) => `"${display}" is not ${what}`, suggest(text, choices));
  };
}

/** As YAML writes them; `yes` and `no` are no booleans of YAML 1.2. */
export const yesOrNo: ValueReader<boolean> = (text) => {
  const found = ['true', 'false'].find((word) => word === text.trim().toLowerCase());
  if (found !== undefined) return read(found === 'true');
  return refuse((display) => `"${display}" is neither true nor false`, 'Write true or false.');
};

export function wholeNumber(least: number, most: number): ValueReader<number> {
  return (text) => {
    const number = Number(text.trim());
    if (/^\d+$/.test(text.trim()) && number >= least && number <= most) return read(number);
    return refuse(
      (display) => `"${display}" is not a whole number from ${least} to ${most}`,
      `Write a whole number, for example ${least * 4}.`,
    );
  };
}

const UNIT_MS = dictionary({ s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const);
type Unit = keyof typeof UNIT_MS;

function isUnit(text: string | undefined): text is Unit {
  return text !== undefined && text in UNIT_MS;
}

/** `60s`, `5m`, `12h`, `30d` in milliseconds. */
export function duration(example: string, leastMs: number, mostMs: number): ValueReader<number> {
  return (text) => {
    const [, digits, unit] = /^(\d{1,6})\s*([a-z])$/.exec(text.trim()) ?? [];
    if (!isUnit(unit)) {
      return refuse(
        (display) => `"${display}" is not a duration`,
        `Write a number and s, m, h or d, for example ${example}.`,
      );
    }
    const ms = Number(digits) * UNIT_MS[unit];
    if (ms >= leastMs && ms <= mostMs) return read(ms);
    return refuse(
      (display) => `"${display}" is out of range`,
      `Give ${durationText(leastMs)} to ${durationText(mostMs)}, for example ${example}.`,
    );
  };
}

function durationText(ms: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find((name) => ms >= UNIT_MS[name] && ms % UNIT_MS[name] === 0) ?? 's';
  return `${ms / UNIT_MS[unit]}${unit}`;
}

/** `10%` as 0.1. */
export const share: ValueReader<number> = (text) => {
  const [, digits] = /^(\d{1,3}(?:\.\d{1,3})?)\s*%$/.exec(text.trim()) ?? [];
  const percent = Number(digits ?? Number.NaN);
  if (percent >= 0 && percent <= 100) return read(percent / 100);
  return refuse(
    (display) => `"${display}" is not a percentage from 0% to 100%`,
    'Write it with the sign, for example 10%.',
  );
};

/** A calendar day, `YYYY-MM-DD`. */
export const day: ValueReader<string> = (text) => {
  const reading = readTime(text.trim());
  if (reading.kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(text.trim())) return read(reading.date);
  const impossible = reading.kind === 'bad' && reading.reason === 'impossible_date';
  return refuse(
    (display) => `"${display}" is ${impossible ? 'a day that does not exist' : 'not a date'}`,
    'Write YYYY-MM-DD, for example 2020-01-31.',
  );
};

export const zone: ValueReader<string> = (text) => {
  const known = zoneNamed(text.trim());
  if (known !== undefined) return read(known);
  return refuse(
    (display) => `"${display}" is not a time zone`,
    suggest(text, zoneNames(), 'Give an IANA name, for example Europe/Paris or UTC.'),
  );
};

/** A key travels in a header or a query: characters that neither carries were pasted by mistake. */
export const secret: ValueReader<string> = (text) => {
  const key = text.trim();
  const bad = [...key].findIndex((character) => character < '!' || character > '~');
  if (bad === -1) return read(key);
  return refuse(
    () => `character ${bad + 1} of the key is a blank or a character that no key holds`,
    'Copy the key again, without quotes and line breaks.',
  );
};

export const folder: ValueReader<string> = (text) => {
  return text.includes('\0')
    ? refuse(() => 'this is not a folder', 'Give the path of a folder, for example ./lake.')
    : read(text.trim());
};

/** A path below the service's base URL, `{id}` for an id; slashes around it are dropped. */
export const urlPath: ValueReader<string> = (text) => {
  const path = text.trim().replace(/^\/+|\/+$/g, '');
  const isPlain = path
    .split('/')
    .every((part) => part === '{id}' || (/^[\w.~%-]+$/.test(part) && !/^\.{1,2}$/.test(part)));
  return isPlain
    ? read(path)
    : refuse((display) => `"${display}" is not a path below the base URL`, 'Write it as my/tickets or my/ticket/{id}.');
};

export function messageFor(says: (display: string) => string, text: string): string {
  return says(showValue(text));
}
