/** The date filters of /tickets. */
import { badRequest } from './answers';

/** Whole seconds since 1970, both ends included. */
export interface Seconds {
  from: number;
  to: number;
}

const DAY = 86_400;

/**
 * A bare time means "since"; `>=V` `>V` `<V` `<=V`; `A/B` and `A--B`, where a plain date B is stretched to its end.
 * @throws Refused 400
 */
export function secondsIn(text: string): Seconds {
  const compared = /^(>=|<=|>|<)(.+)$/.exec(text);
  if (compared) return comparison(compared[1] ?? '', secondOf(compared[2] ?? ''));
  const range = /^(.+?)(?:\/|--)(.+)$/.exec(text);
  if (!range) return { from: secondOf(text), to: Infinity };
  const end = range[2] ?? '';
  return { from: secondOf(range[1] ?? ''), to: secondOf(end) + (isPlainDate(end) ? DAY - 1 : 0) };
}

function comparison(sign: string, second: number): Seconds {
  if (sign === '>=') return { from: second, to: Infinity };
  if (sign === '>') return { from: second + 1, to: Infinity };
  return { from: -Infinity, to: sign === '<' ? second - 1 : second };
}

function isPlainDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text.trim());
}

/** Without an offset: UTC. Digits alone: Unix seconds. */
function secondOf(text: string): number {
  const trimmed = text.trim();
  if (/^\d{9,11}$/.test(trimmed)) return Number(trimmed);
  const spread = trimmed
    .replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})/, '$1-$2-$3T$4:$5:$6')
    .replace(' ', 'T')
    .replace(/([+-]\d{2})(\d{2})$/, (all, hours: string, minutes: string) =>
      /T/.test(trimmed) ? `${hours}:${minutes}` : all,
    );
  const zoned = isPlainDate(spread) || /(?:Z|[+-]\d{2}:\d{2})$/.test(spread) ? spread : `${spread}Z`;
  const at = Date.parse(zoned);
  if (Number.isNaN(at)) throw badRequest(`Invalid date: ${text}`);
  return Math.floor(at / 1000);
}

export function isWithin(at: number | null, { from, to }: Seconds): boolean {
  if (at === null) return false;
  const second = Math.floor(at / 1000);
  return second >= from && second <= to;
}
