/** What an oracle expects of the published tables, as the texts that DuckDB writes. */
export type Row = Record<string, string | null>;
export type Expected = Record<string, Row[]>;

/** `2026-03-01 09:12:44.12`: no trailing zeros, as DuckDB writes a TIMESTAMP. */
export function localTime(instant: string | null, zone: string): string | null {
  if (instant === null) return null;
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(new Date(instant));
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  const fraction = /\.(\d*?)0*(?:Z|$)/.exec(instant)?.[1] ?? '';
  const seconds = `${part('hour')}:${part('minute')}:${part('second')}${fraction === '' ? '' : `.${fraction}`}`;
  return `${part('year')}-${part('month')}-${part('day')} ${seconds}`;
}

export function localDay(instant: string | null, zone: string): string | null {
  return localTime(instant, zone)?.slice(0, 10) ?? null;
}

export function wholeMinutes(from: string, to: string): string {
  return String(Math.floor((Date.parse(to) - Date.parse(from)) / 60_000));
}
