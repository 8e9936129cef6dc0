/** An explanation of a lake with masks: pages in raw/ hold what came, and an explanation must not show more than tables. */
import type { Json } from '../../../vendors/json';
import type { MaskConfig } from '../config/mask';
import { maskOf, masksPeople } from '../config/mask';
import { REDACTED, withoutAddresses } from '../privacy/addresses-in';
import { tickets } from '../schema/ticket-tables';
import type { ColumnOrigin } from './columns';
import type { Explanation } from './explanation';
import type { FieldOrigin } from './fields';
import type { Difference } from './history';

/** @param mask undefined: nothing is masked */
export function maskedExplanation(explanation: Explanation, mask: MaskConfig | undefined): Explanation {
  if (mask === undefined) return explanation;
  return {
    ...explanation,
    columns: explanation.columns.map((origin) => maskedOrigin(origin, mask)),
    fields: explanation.fields && {
      ...explanation.fields,
      columns: explanation.fields.columns.map((origin) => maskedField(origin, mask)),
    },
    rejects: explanation.rejects.map((reject) => ({ ...reject, raw: null })),
    history: explanation.history.map((step) => ({
      ...step,
      changes: step.changes?.map((change) => maskedDifference(change, mask)) ?? null,
    })),
  };
}

/** Any field may be masked, or hold a person: only what is published is shown. */
function maskedField({ unified: _unified, raw, ...origin }: FieldOrigin, mask: MaskConfig): FieldOrigin {
  return { ...origin, raw: maskedMembers(raw, mask) };
}

/** A member may be called by an address. */
function maskedMembers(raw: ColumnOrigin['raw'], mask: MaskConfig): ColumnOrigin['raw'] {
  return raw.map(({ path }) => ({ path: masksPeople(mask) ? withoutAddresses(path) : path, value: REDACTED }));
}

/** Which members of the record made the value is told, not what they say: one member may make several columns. */
function maskedOrigin({ column, published, unified, raw, how }: ColumnOrigin, mask: MaskConfig): ColumnOrigin {
  const mode = modeOf(column, mask);
  return {
    column,
    published,
    ...(unified === undefined || mode !== undefined ? {} : { unified }),
    raw: maskedMembers(raw, mask),
    how: mode === undefined ? how : `masked (${mode}), as mask: in the configuration says`,
  };
}

/** A member that is no published column, as the id of a person, is shown to nobody. */
function maskedDifference({ column, from, to }: Difference, mask: MaskConfig): Difference {
  const isShown = tickets.columns.some(({ name }) => name === column) && modeOf(column, mask) === undefined;
  const hidden = (value: Json): Json => (value === null ? null : REDACTED);
  return isShown ? { column, from, to } : { column, from: hidden(from), to: hidden(to) };
}

function modeOf(name: string, mask: MaskConfig): ReturnType<typeof maskOf> {
  const column = tickets.columns.find((each) => each.name === name);
  return column && maskOf(mask, tickets, column);
}
