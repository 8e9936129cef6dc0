/** How n8n reads parameters (n8n-core, node-execution-context.js and extract-value.js). */
import type { INode, INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers, NodeOperationError } from 'n8n-workflow';

/** An expression that finds nothing: n8n hands undefined over, and no fallback, as the parameter is there. */
export const NOTHING = '={{ $json.nothing }}';

/** An expression that finds null, which n8n does not replace by the default either. */
export const NULL = '={{ null }}';

/** The value with its expressions resolved. */
export function resolved(value: unknown): unknown {
  if (value === NOTHING) return undefined;
  if (value === NULL) return null;
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member)]));
}

/** A parameter by its name, with dots for members. */
export function valueAt(parameters: INodeParameters, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>(
      (value, member) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined,
      parameters,
    );
}

/** The value of a resource locator, by the rules of its mode. */
export function extracted(
  value: unknown,
  name: string,
  parameters: INodeParameters,
  node: INode,
  description: INodeTypeDescription,
): unknown {
  const property = shownProperty(name, parameters, node, description);
  if (property.type !== 'resourceLocator' || typeof value !== 'object' || value === null) return value;
  const { mode, value: picked } = value as { mode?: string; value?: unknown };
  const rule = property.modes?.find((candidate) => candidate.name === mode)?.extractValue;
  if (rule?.type !== 'regex' || typeof rule.regex !== 'string') return picked;
  const match = new RegExp(rule.regex).exec(String(picked));
  if (match?.[1] !== undefined) return match[1];
  throw new NodeOperationError(
    node,
    `ERROR: ${property.displayName} parameter's value is invalid. This is likely because the URL entered is incorrect`,
  );
}

function shownProperty(
  name: string,
  parameters: INodeParameters,
  node: INode,
  description: INodeTypeDescription,
): INodeProperties {
  const found = description.properties.find(
    (property) => property.name === name && NodeHelpers.displayParameter(parameters, property, node, description),
  );
  if (found) return found;
  throw new NodeOperationError(node, `Could not find property "${name}"`);
}
