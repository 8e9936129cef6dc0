/** A fault as it is asked for, by option or over HTTP: checked before it waits. */
import { membersOf } from '../body-checks';
import type { FaultOrder } from './faults';
import { FAULT_KINDS, type Fault, type FaultKind } from '../service';

/** What each kind understands: from and to of a whole number, or text. */
const OPTIONS: Record<FaultKind, Record<string, readonly [low: number, high: number] | 'text'>> = {
  rate_limited: { retryAfter: 'text', retryAfterDateMs: [-86_400_000, 86_400_000] },
  server_error: { status: [500, 599] },
  maintenance: { status: [400, 599] },
  reset: {},
  truncated: {},
  html: { status: [200, 599] },
  empty: { status: [200, 599] },
  no_body: {},
  slow: { delayMs: [0, 3_600_000], dripMs: [0, 3_600_000] },
  huge: { bytes: [16, 1_000_000_000] },
  gzip_lie: {},
  redirect: { status: [300, 308] },
  clock_skew: { skewMs: [-1e11, 1e11] },
  duplicate_rows: {},
  moving_rows: {},
  page_ceiling: { ceiling: [0, 1e9] },
  repeat_cursor: {},
  ignore_filters: {},
  wrong_total: {},
  short_pages: {},
  empty_page: {},
};

const MANY = Number.MAX_SAFE_INTEGER;

/**
 * @param services the services that run
 * @throws Error naming the member that is wrong and what it may be
 */
export function checkedFault(order: unknown, services: readonly string[]): FaultOrder {
  const members = membersOf(order, 'fault', ['service', 'kind', 'times', 'after', 'endpoint', 'options']);
  const service = members.oneOf('service', services);
  const kind = members.oneOf('kind', FAULT_KINDS);
  if (service === undefined) throw new Error(`fault: service: is missing; it may be ${services.join(', ')}`);
  if (kind === undefined) throw new Error(`fault: kind: is missing; it may be ${FAULT_KINDS.join(', ')}`);
  const times = members.whole('times', -1, MANY) ?? 1;
  if (times === 0) throw new Error('fault: times: is 0; say how many requests it strikes, or -1 for ever');
  const endpoint = members.text('endpoint');
  return {
    service,
    kind,
    times,
    after: members.whole('after', 0, MANY) ?? 0,
    options: checkedOptions(kind, members.get('options') ?? {}),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function checkedOptions(kind: FaultKind, values: unknown): Fault['options'] {
  const known = OPTIONS[kind];
  const what = `fault: options of ${kind}`;
  const members = membersOf(values, what, Object.keys(known));
  const options: Fault['options'] = {};
  for (const [name, range] of Object.entries(known)) {
    const value =
      range === 'text' ? optionText(members.get(name), what, name) : members.whole(name, range[0], range[1]);
    if (value !== undefined) options[name] = value;
  }
  return options;
}

function optionText(value: unknown, what: string, name: string): string | number | undefined {
  if (value === undefined || typeof value === 'string' || typeof value === 'number') return value;
  throw new Error(`${what}: ${name}: is not a text or a number`);
}
