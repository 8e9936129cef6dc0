// What a person sees: n8n's editor in a browser, as pictures.
import { selectors } from 'playwright-core';
import { launchBrowser } from './browser.mjs';
import { until } from './waits.mjs';

export { hasBrowser } from './browser.mjs';

selectors.setTestIdAttribute('data-test-id');

/**
 * @param {{url: string, cookie: string}} server from `serve()`
 * @param {{colorScheme?: 'light' | 'dark', width?: number, height?: number}} [options]
 */
export async function openEditor(server, { colorScheme = 'light', width = 1440, height = 900 } = {}) {
  const browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const cookies = server.cookie.split('; ').map((pair) => /^([^=]*)=(.*)$/.exec(pair));
  await context.addCookies(cookies.map(([, name, value]) => ({ name, value, url: server.url })));
  const page = await context.newPage();

  // What parameters load (options, lists, fields): until it has come, they look as they never stay.
  const loading = new Set();
  const isLoad = (request) => request.url().includes('/rest/dynamic-node-parameters/');
  page.on('request', (request) => isLoad(request) && loading.add(request));
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => loading.delete(request));

  async function openWorkflow({ id }) {
    await page.goto(`${server.url}/workflow/${id}`);
    await page.getByTestId('canvas-node').first().waitFor();
  }

  const found = page.locator('[data-test-id="item-iterator-item"][data-keyboard-nav-type="node"]');

  return {
    /** playwright's page, for every other step. */
    page,

    /** Shows the canvas of a stored workflow. */
    openWorkflow,

    /** Leaves nothing of the editor but the canvas, with the whole workflow in view. */
    async showCanvasOnly() {
      // The last of the editor to appear.
      await page.getByTestId('node-creator-plus-button').waitFor();
      await page.evaluate(() => {
        const canvas = document.querySelector('.vue-flow');
        for (let shown = canvas; shown !== document.body; shown = shown.parentElement) {
          for (const other of shown.parentElement.children) if (other !== shown) other.style.display = 'none';
          Object.assign(shown.style, { position: 'fixed', inset: '0', width: '100vw', height: '100vh', margin: '0' });
        }
      });
      await page.addStyleTag({ content: '.vue-flow__panel { display: none !important; }' });
      // n8n's key for "fit the workflow into the view".
      await page.keyboard.press('1');
      await page.waitForTimeout(1000);
    },

    /** Opens the parameters of a node of the workflow that is shown. */
    async openNode(name) {
      await page.locator(`[data-test-id="canvas-node"][data-node-name=${JSON.stringify(name)}]`).dblclick();
      await page.getByTestId('node-parameters').waitFor();
    },
    /** Opens the list of a resource locator of the node that is shown; resolves when its choices are there. */
    async openList(parameter) {
      await page.getByTestId(`resource-locator-${parameter}`).getByTestId('rlc-input').click();
      await page.getByTestId('rlc-item').first().waitFor();
    },
    async closeNode() {
      await page.getByTestId('ndv-close-button').click();
      await page.getByTestId('ndv').waitFor({ state: 'detached' });
    },

    /** Searches the panel of nodes of the workflow that is shown. @returns {Promise<string[]>} the names of the nodes found */
    async searchPanel(search) {
      await page.getByTestId('node-creator-plus-button').click();
      await page.getByTestId('node-creator-search-bar').fill(search);
      await found.first().waitFor();
      return await found.getByTestId('node-creator-item-name').allInnerTexts();
    },
    /** Picks one of the nodes found: the panel then lists what it can do. */
    async openActions(name) {
      const picked = found.filter({ has: page.getByTestId('node-creator-item-name').getByText(name, { exact: true }) });
      await picked.click();
      await picked.waitFor({ state: 'hidden' });
    },

    /** Opens the window of a stored credential. */
    async openCredential({ id }) {
      await page.goto(`${server.url}/home/credentials/${id}`);
      await page.getByTestId('credential-edit-dialog').waitFor();
    },

    /** What is shown, or the part of it with this test id, as a PNG, also stored as `file` if one is named. @returns {Promise<Buffer>} */
    async picture(file, part) {
      await page.evaluate(() => document.fonts.ready);
      await page.waitForLoadState('networkidle');
      const loads = () => [...loading].map((request) => request.url()).join(', ');
      await until(
        60,
        () => `the editor went on loading ${loads()}`,
        async () => {
          await page.waitForTimeout(500);
          return loading.size === 0;
        },
      );
      return await (part ? page.getByTestId(part) : page).screenshot({ path: file, animations: 'disabled' });
    },

    close: () => browser.close(),
  };
}
