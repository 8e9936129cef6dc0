/** Values of the custom fields: one of every kind, often missing, as in life. */
import { pick, type Random } from '../world/random';
import type { WorldField, WorldValue } from '../world/world';

const DAY = 86_400_000;

/** A value for each field by id, null where there is none. */
export function customOf(
  fields: readonly WorldField[],
  createdAt: number,
  agents: readonly number[],
  random: Random,
): Record<number, WorldValue> {
  const custom: Record<number, WorldValue> = {};
  for (const field of fields) {
    const isFilled = random() < 0.45;
    const share = random();
    custom[field.id] = isFilled ? valueOf(field, createdAt, agents, share) : null;
  }
  return custom;
}

function valueOf(field: WorldField, createdAt: number, agents: readonly number[], share: number): WorldValue {
  const number = Math.floor(share * 1e6);
  switch (field.type) {
    case 'text':
      return `PC-${String(number).padStart(6, '0')}`;
    case 'textarea':
      return `1. Open the app\n2. Choose "Export…"\n3. It stops at ${number % 100} %`;
    case 'number':
      return number / 100;
    case 'date':
      return new Date(createdAt + Math.floor(share * 60) * DAY).toISOString().slice(0, 10);
    case 'toggle':
      return share < 0.5;
    case 'list':
      return pick(field.options, share).id;
    case 'multi_list': {
      const chosen = field.options.filter((_option, at) => ((number >> at) & 1) === 1).map(({ id }) => id);
      return chosen.length > 0 ? chosen : null;
    }
    case 'person':
      return pick(agents, share);
  }
}
