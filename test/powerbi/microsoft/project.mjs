// Projects as `ticketlake powerbi` writes them, and the M in their files.
import { execFileSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What differs between projects: where rows come from, and whether they come by month. */
export const VARIANTS = {
  folder: ['--lake-folder', 'C:\\lake\\parquet', '--no-incremental'],
  'folder, by month': ['--lake-folder', 'C:\\lake\\parquet', '--incremental'],
  azure: ['--source', 'azure', '--url', 'https://acme.dfs.core.windows.net/lake/parquet', '--incremental'],
  odata: ['--source', 'odata', '--url', 'https://lake.example.com/odata', '--no-incremental'],
};

/** @param {string} folder a new one @param {readonly string[]} options of `ticketlake powerbi` */
export function writeProject(folder, options) {
  execFileSync(process.execPath, [join(root, 'etl/bin/ticketlake.js'), 'powerbi', folder, ...options], { cwd: root });
}

/**
 * Every expression of Power Query in a project, by where it stands: shared queries, parameters, and the rows of tables.
 * @param {string} folder @returns {Promise<Map<string, string>>}
 */
export async function expressionsIn(folder) {
  const definition = join(folder, 'Ticketlake.SemanticModel/definition');
  const tables = (await readdir(join(definition, 'tables'))).map((name) => `tables/${name}`);
  const found = new Map();
  for (const file of ['expressions.tmdl', ...tables]) {
    const lines = (await readFile(join(definition, file), 'utf8')).split('\n');
    for (const [at, line] of lines.entries()) {
      const head = /^(\t*)(expression .+|source|sourceExpression) =(?: (.*))?$/.exec(line);
      if (head === null) continue;
      const [, tabs, name, inline] = head;
      const end = lines.findIndex((other, row) => row > at && !other.startsWith(`${tabs}\t\t`));
      const block = lines.slice(at + 1, end).map((other) => other.slice(tabs.length + 2));
      found.set(`${file}: ${name}`, inline ?? block.join('\n'));
    }
  }
  return found;
}
