// Takes the pictures of the example workflows from n8n's own canvas into docs/pictures/workflows: run
// `node test/n8n/pictures.mjs [part of a name …]` after a workflow changed. Needs the built pack and Chromium.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openEditor } from './harness/editor.mjs';
import { credentialTypeOf, prepared, readExamples } from './harness/examples.mjs';
import { openN8n } from './harness/n8n.mjs';
import { root } from './harness/pack.mjs';

const folder = join(root, 'docs/pictures/workflows');
// Space around what is shown, and for the names below the nodes; pixels of the canvas.
const MARGIN = { x: 60, y: 60 };
const NODE = { width: 180, height: 150 };
const WIDEST = 1900;

const parts = process.argv.slice(2);
const examples = Object.entries(await readExamples()).filter(
  ([file]) => parts.length === 0 || parts.some((part) => file.includes(part)),
);

const n8n = await openN8n({ packs: [root] });
try {
  await mkdir(folder, { recursive: true });
  const server = await n8n.serve();
  for (const [file, workflow] of examples) {
    const stored = await server.save(prepared(workflow, await credentialsFor(server, workflow)));
    const [wide, high] = [widthOf(workflow), heightOf(workflow)];
    const scale = Math.min(1, WIDEST / wide);
    const editor = await openEditor(server, { width: Math.round(wide * scale), height: Math.round(high * scale) });
    try {
      await editor.openWorkflow(stored);
      await editor.showCanvasOnly();
      const { length } = await editor.picture(join(folder, `${file}.png`));
      console.log(`${file}.png: ${Math.round(length / 1024)} kB`);
    } finally {
      await editor.close();
    }
  }
} finally {
  await n8n.close();
}

/** Empty credentials: with one chosen, a node shows no warning. */
async function credentialsFor(server, { nodes }) {
  const types = new Set(nodes.map(credentialTypeOf).filter(Boolean));
  const stored = {};
  for (const type of types) stored[type] = await server.credential(type, {});
  return stored;
}

function widthOf(workflow) {
  return extent(workflow, 0, (node) => node.parameters.width ?? NODE.width) + 2 * MARGIN.x;
}

function heightOf(workflow) {
  return extent(workflow, 1, (node) => node.parameters.height ?? NODE.height) + 2 * MARGIN.y;
}

function extent({ nodes }, axis, sizeOf) {
  const starts = nodes.map(({ position }) => position[axis]);
  const ends = nodes.map((node) => node.position[axis] + sizeOf(node));
  return Math.max(...ends) - Math.min(...starts);
}
