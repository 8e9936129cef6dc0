/** Items fit the schema that their operation promises. */
import Ajv from 'ajv';
import type { IDataObject } from 'n8n-workflow';
import type { DescribedShape } from '../../../nodes/shared/shape';
import { schemaOf, shapeOf } from '../../../nodes/shared/shape';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });

/** @returns what does not fit: wrong kinds, and members that the schema does not know (unless `open`) */
export function misfits(operation: DescribedShape, items: readonly IDataObject[], open = false, version = 1): string[] {
  const fits = ajv.compile(schemaOf(operation, version));
  const known = new Set(Object.keys(shapeOf(operation, version)));
  return items.flatMap((item, at) => {
    const wrong = fits(withoutNulls(item))
      ? []
      : (fits.errors ?? []).map((error) => `${at}${error.instancePath} ${error.message ?? ''}`);
    const unknown = open ? [] : Object.keys(item).filter((member) => !known.has(member));
    return [...wrong, ...unknown.map((member) => `${at}/${member} is not in the schema`)];
  });
}

/** null is no wrong kind: it stands wherever the service does not say. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const said = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(said.map(([name, member]) => [name, withoutNulls(member)]));
}
