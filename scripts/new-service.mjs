// Begins a service: `npm run new:service NAME`. It writes the files that every service has, as skeletons that compile and
// fail by name, and adds the service to the lists in which it has to stand.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { wordsOf } from './new-service/names.mjs';
import { planOf, write } from './new-service/plan.mjs';

const HELP = `Usage: npm run new:service NAME -- [options]

Writes the skeletons of a new service and adds it to the lists of services.
NAME is a word of lower-case letters and digits, as in "sixth".

Options:
  --title TITLE  how people call the service (default: NAME with a capital)
  --page URL     the service's page about its API (default: https://NAME.example/api)
  --dry-run      says what would be written, and writes nothing
  --no-docs      leaves the tables of docs/ as they are: npm run docs:reference writes them
  --root DIR     the repository to write into (default: this one)
  --help         shows this
`;

const options = {
  title: { type: 'string' },
  page: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  'no-docs': { type: 'boolean', default: false },
  root: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
  help: { type: 'boolean', default: false },
};

process.exitCode = await main(process.argv.slice(2));

/** @returns {Promise<number>} the exit code: 2 where nothing was written because of what was given */
async function main(args) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (values.help) return print(HELP);
    if (positionals.length !== 1) throw new Error(`Give one NAME, not ${positionals.length}. See --help.`);
    const words = wordsOf({ name: positionals[0], title: values.title, page: values.page }, values.root);
    const planned = await planOf(values.root, words);
    if (values['dry-run']) return print(`${listOf(planned)}\nNothing was written.\n`);
    write(values.root, planned);
    print(`${listOf(planned)}\n`);
    if (!values['no-docs'] && !wroteDocs(values.root)) {
      print('The skeletons are written, the tables of docs/ are not: run npm run docs:reference\n');
      return 1;
    }
    return print(nextOf(planned, words));
  } catch (error) {
    process.stderr.write(`error: ${error.message}\n`);
    return 2;
  }
}

function print(text) {
  process.stdout.write(text);
  return 0;
}

function listOf(planned) {
  const lines = planned.map(({ file, former }) => `${former === null ? 'new    ' : 'changed'}  ${file}`);
  return lines.join('\n');
}

function wroteDocs(root) {
  const { status } = spawnSync('npm', ['run', '--silent', 'docs:reference'], { cwd: root, stdio: 'inherit' });
  return status === 0;
}

function nextOf(planned, { __name__: name, __Name__: className, __title__: title }) {
  const unwritten = planned.filter(({ text, former }) => former === null && text.includes('is not written yet'));
  return `
${title} is begun: it compiles, and says by name what is missing. Next, in this order:

 1. Write what is missing, from the service's own page:
${unwritten.map(({ file }) => `      ${file}`).join('\n')}
    npx jest test/conformance/rooms.test.ts test/conformance/vendor.test.ts -w 1 -t ${name}
 2. Replace what is only a beginning: vendors/${name}/change-feed.ts, nodes/${className}/resources/,
    credentials/${className}Api.credentials.ts, icons/${name}.svg, packages/${name}/README.md
 3. npm run check
    npx jest test/conformance test/promises test/nodes test/sandbox -w 1
    npm run test:slow -- test/conformance test/promises
    test/conformance/incident-log.cases.ts asks for what the service can carry.
 4. Write tests of its own: test/vendors/${name}.*.test.ts, test/sandbox/${name}.test.ts, test/n8n/${name}.test.mjs
 5. npm run schemas && npm run build && npm run packages && npm run test:n8n && npm run docs:operations
 6. npm run docs:reference, a column in docs/reference/mapping.md, a section in docs/how-to/credentials.md, a line in CHANGELOG.md
`;
}
