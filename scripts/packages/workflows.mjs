// The workflows of a service's package: copies of those in workflows/ that have its nodes. There the nodes have the name
// of the pack of all services; in the copies each has that of its service's own package.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * @param {string} root the repository
 * @param {string} pack name of the pack of all services
 * @param {ReturnType<import('./services.mjs').servicesOf>} services
 * @returns {Map<string, Workflow[]>} by the folder of a service's package; a Workflow is `{ file, name, text, needs }`:
 *   `text` its JSON with the names of the single packages, `needs` the other ones among them
 * @throws Error where a workflow mixes the nodes of services with one that no single package has
 */
export function workflowsOf(root, pack, services) {
  const folder = join(root, 'workflows');
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const packages = packagesByNode(services);
  const all = files.map((file) => renamed(file, readFileSync(join(folder, file), 'utf8'), pack, packages));
  const own = (dir) => all.filter(({ used }) => used.includes(packageOf(dir)));
  return new Map(services.map(({ dir }) => [dir, own(dir).map((workflow) => besides(workflow, packageOf(dir)))]));
}

const packageOf = (dir) => JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')).name;

/** The name of the package that has a node, by the node's name. */
function packagesByNode(services) {
  return new Map(
    services.flatMap(({ dir, nodes }) => nodes.map(({ type }) => [type.description.name, packageOf(dir)])),
  );
}

function renamed(file, text, pack, packages) {
  const used = new Set();
  const unknown = new Set();
  const written = text.replace(new RegExp(`"type": "${pack}\\.(\\w+?)(Tool)?"`, 'g'), (type, node, tool = '') => {
    const name = packages.get(node);
    if (name === undefined) return (unknown.add(node), type);
    used.add(name);
    return `"type": "${name}.${node}${tool}"`;
  });
  if (used.size > 0 && unknown.size > 0)
    throw new Error(`workflows/${file} needs ${[...used, ...unknown].join(' and ')}, which no n8n has together`);
  return { file: basename(file), name: JSON.parse(text).name, text: written, used: [...used].sort() };
}

function besides({ file, name, text, used }, own) {
  return { file, name, text, needs: used.filter((each) => each !== own) };
}
