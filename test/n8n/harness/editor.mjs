// What a person sees: n8n's editor in a browser, as pictures.
import { existsSync } from 'node:fs';
import { chromium, selectors } from 'playwright-core';

// Debian's package: playwright's own browsers come from a download that is not in the registry.
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

selectors.setTestIdAttribute('data-test-id');

export const hasBrowser = existsSync(executablePath);

/**
 * @param {{url: string, cookie: string}} server from `serve()`
 * @param {{colorScheme?: 'light' | 'dark', width?: number, height?: number}} [options]
 */
export async function openEditor(server, { colorScheme = 'light', width = 1440, height = 900 } = {}) {
  const browser = await chromium.launch({
    executablePath,
    // As root, in a container, Chromium runs only without its sandbox; the rest keeps it from calling home.
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const cookies = server.cookie.split('; ').map((pair) => /^([^=]*)=(.*)$/.exec(pair));
  await context.addCookies(cookies.map(([, name, value]) => ({ name, value, url: server.url })));
  const page = await context.newPage();

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

    /** Opens the parameters of a node of the workflow that is shown. */
    async openNode(name) {
      await page.locator(`[data-test-id="canvas-node"][data-node-name=${JSON.stringify(name)}]`).dblclick();
      await page.getByTestId('node-parameters').waitFor();
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

    /** What is shown, as a PNG, also stored as `file` if one is named. @returns {Promise<Buffer>} */
    async picture(file) {
      await page.evaluate(() => document.fonts.ready);
      await page.waitForLoadState('networkidle');
      return await page.screenshot({ path: file, animations: 'disabled' });
    },

    close: () => browser.close(),
  };
}
