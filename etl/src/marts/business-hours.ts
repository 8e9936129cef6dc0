/** Which hours of each source are open: what the configuration says, else what was computed with before. */
import { z } from 'zod';
import type { BusinessHours } from '../config/business-hours';
import { businessHours } from '../config/business-hours';
import type { Config } from '../config/config';
import type { Listener } from '../base/events';
import type { WorkingDatabase } from '../store/database';
import type { MetaValues } from '../store/ddl';
import { metaValues, setMeta } from '../store/ddl';
import type { Session } from '../store/session';

/** By the name of the source; null: it has none. */
export type HoursBySource = ReadonlyMap<string, BusinessHours | null>;

const stored = z.record(z.string(), businessHours.nullable());

/** A source that left the configuration keeps the hours with which its rows were computed. */
export function hoursBySource(config: Config, values: MetaValues): HoursBySource {
  return new Map([...builtHours(values), ...configuredHours(config)]);
}

function configuredHours({ sources }: Config): Array<[string, BusinessHours | null]> {
  return sources.map(({ name, businessHours: hours = null }) => [name, hours]);
}

function builtHours({ business_hours: text }: MetaValues): Array<[string, BusinessHours | null]> {
  return text === undefined ? [] : Object.entries(stored.parse(JSON.parse(text)));
}

export function rememberHours(session: Session, hours: HoursBySource): Promise<void> {
  return setMeta(session, { business_hours: JSON.stringify(Object.fromEntries(hours)) });
}

/** Says which sources' tickets the next build computes anew, since their hours are others than those of the last one. */
export async function noteChangedHours(working: WorkingDatabase, config: Config, listener: Listener): Promise<void> {
  const changed = changedHours(config, await metaValues(working));
  if (changed.length === 0) return;
  const message = `business_hours changed for ${changed.join(', ')}, so the business minutes of all their tickets are computed anew`;
  listener({ type: 'note', source: null, stream: null, level: 'info', message });
}

/** @param values as the last build left them */
function changedHours(config: Config, values: MetaValues): string[] {
  // A version that knew no hours has built without them.
  const knewNone = values['built_from'] !== undefined && values['business_hours'] === undefined;
  const before = new Map(builtHours(values).map(([source, hours]) => [source, JSON.stringify(hours)]));
  return configuredHours(config).flatMap(([source, hours]) => {
    const last = knewNone ? 'null' : before.get(source);
    return last === undefined || last === JSON.stringify(hours) ? [] : [source];
  });
}
