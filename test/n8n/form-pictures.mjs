// Takes pictures of what people fill in: Create, Update and Get Many of a ticket, the triggers and the credential of each
// node, in n8n's own editor, light and dark, a sheet for each node. Run
// `node test/n8n/form-pictures.mjs FOLDER [part of a node's name …]` after a form changed, and look at them. Needs the built
// pack and Chromium.
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { launchBrowser } from './harness/browser.mjs';
import { storeCredentials } from './harness/credentials.mjs';
import { openEditor } from './harness/editor.mjs';
import { openN8n } from './harness/n8n.mjs';
import { readManifest, root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { line, node } from './harness/workflow.mjs';

const [folder, ...parts] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder for the pictures');

const require = createRequire(import.meta.url);
const { name: pack, n8n: registered } = await readManifest(root);
// So high that no form has to be scrolled.
const SIZE = { width: 1280, height: 1500 };

const descriptions = registered.nodes.map(
  (file) => new (require(join(root, file))[basename(file).split('.')[0]])().description,
);
const regular = descriptions.filter(({ group }) => !group.includes('trigger'));
const wanted = regular.filter(({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)));

const sandbox = await startSandbox({ tickets: 60, limits: false });
const n8n = await openN8n({ packs: [root] });
try {
  await mkdir(folder, { recursive: true });
  const server = await n8n.serve();
  const lake = {
    ticketlakeApi: await server.credential('ticketlakeApi', { baseUrl: 'http://127.0.0.1:1', apiKey: '' }),
  };
  const credentials = { ...(await storeCredentials(server, sandbox)), ...lake };
  for (const description of wanted) {
    const [{ name: type }] = description.credentials;
    const forms = formsOf(description, { [type]: credentials[type] });
    const workflow = await server.save(line(forms));
    for (const colorScheme of ['light', 'dark']) {
      const pictures = await taken(server, workflow, forms, credentials[type], colorScheme);
      const file = join(folder, `${description.name}.${colorScheme}.png`);
      await sheet(pictures, file);
      console.log(file);
    }
  }
} finally {
  await n8n.close();
  await sandbox.close();
}

/** The triggers of a service, and the main operations of its node, as somebody adds them: nothing is filled in. */
function formsOf({ name, version, properties, credentials: [{ name: type }] }, credentials) {
  const triggers = descriptions.filter(
    (each) => each.group.includes('trigger') && each.credentials.some((credential) => credential.name === type),
  );
  const operations = mainOperations(properties).map(([resource, operation]) =>
    node({
      type: `${pack}.${name}`,
      name: `${resource} ${operation}`,
      typeVersion: [version].flat().at(-1),
      parameters: { resource, operation },
      credentials,
    }),
  );
  return [
    ...triggers.map((each) => node({ type: `${pack}.${each.name}`, name: each.name, credentials })),
    ...operations,
  ];
}

/** Of a ticket those that the nodes of all services have; of the exporter's node the first of each resource. */
function mainOperations(properties) {
  const selectors = properties.filter(({ name }) => name === 'operation');
  const ofTickets = selectors.find(({ displayOptions }) => displayOptions.show.resource.includes('ticket'));
  if (ofTickets) {
    const there = ofTickets.options.map(({ value }) => value);
    const main = ['create', 'update', 'getAll'].filter((value) => there.includes(value));
    return main.map((value) => ['ticket', value]);
  }
  return selectors.map(({ displayOptions, default: first }) => [displayOptions.show.resource[0], first]);
}

async function taken(server, workflow, forms, credential, colorScheme) {
  const editor = await openEditor(server, { colorScheme, ...SIZE });
  const pictures = [];
  try {
    await editor.openWorkflow(workflow);
    for (const { name } of forms) {
      await editor.openNode(name);
      pictures.push(await editor.picture(undefined, 'node-parameters'));
      await editor.closeNode();
    }
    await editor.openCredential(credential);
    pictures.push(await editor.picture(undefined, 'credential-edit-dialog'));
  } finally {
    await editor.close();
  }
  return pictures;
}

/** The pictures beside each other, in one file. */
async function sheet(pictures, file) {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 100, height: 100 } });
    const images = pictures.map((bytes) => `<img src="data:image/png;base64,${bytes.toString('base64')}">`);
    await page.setContent(
      `<body style="margin:0"><div id="sheet" style="display:inline-flex;gap:8px;align-items:flex-start;background:#888">${images.join('')}</div>`,
    );
    await page.locator('#sheet').screenshot({ path: file });
  } finally {
    await browser.close();
  }
}
