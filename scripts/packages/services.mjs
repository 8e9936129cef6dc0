// The services that have a package of their own, with what of the pack of all services belongs to each.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * @param {string} root the repository, its node pack built
 * @returns {Array<{folder: string, dir: string, nodes: Registered[], credentials: Registered[]}>} `folder` as `TeamsWork`,
 *   `dir` its package's folder; a Registered is `{ file, type }`: a path of package.json's n8n section and its class made
 */
export function servicesOf(root) {
  const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const nodes = n8n.nodes.map((file) => registered(root, file));
  const credentials = n8n.credentials.map((file) => registered(root, file));
  return packageDirs(root).map((dir) => serviceOf(dir, nodes, credentials));
}

function packageDirs(root) {
  const dirs = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  return dirs.filter((dir) => existsSync(join(dir, 'package.json')));
}

function serviceOf(dir, nodes, credentials) {
  const own = nodes.filter(({ file }) => folderOf(file).toLowerCase() === basename(dir));
  if (own.length === 0) throw new Error(`${dir} is named after no folder of nodes/ that package.json registers`);
  const used = new Set(own.flatMap(({ type }) => (type.description.credentials ?? []).map(({ name }) => name)));
  return {
    dir,
    folder: folderOf(own[0].file),
    nodes: own,
    credentials: credentials.filter(({ type }) => used.has(type.name)),
  };
}

/** `dist/nodes/TeamsWork/TeamsWork.node.js` → `TeamsWork` */
const folderOf = (file) => basename(dirname(file));

function registered(root, file) {
  if (!existsSync(join(root, file))) throw new Error(`${file} is not there: run \`npm run build:nodes\` first`);
  const className = basename(file).split('.')[0];
  return { file, type: new (require(join(root, file))[className])() };
}
