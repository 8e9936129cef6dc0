// A service's node in real n8n against its stand-in: what every service's test needs.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readManifest, root } from './pack.mjs';
import { node } from './workflow.mjs';

const require = createRequire(import.meta.url);
const { name: pack } = await readManifest(root);

/** Every `resource:operation` that the built node shows. */
export function operationsOf(className) {
  const file = join(root, `dist/nodes/${className}/${className}.node.js`);
  const { properties } = new (require(file)[className])().description;
  return properties
    .filter(({ name }) => name === 'operation')
    .flatMap(({ options, displayOptions }) =>
      displayOptions.show.resource.flatMap((resource) => options.map(({ value }) => `${resource}:${value}`)),
    )
    .sort();
}

/** The node `name` with the parameters of `resource:operation`. */
export function operationNode(name, credentials, operation, parameters = {}, settings = {}) {
  const [resource, action] = operation.split(':');
  return node({
    type: `${pack}.${name}`,
    parameters: { resource, operation: action, ...parameters },
    credentials,
    ...settings,
  });
}

/** What a resource locator holds. */
export const locator = (mode, value) => ({ __rl: true, mode, value });
