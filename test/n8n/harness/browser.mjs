// Chromium without a screen, which calls nowhere by itself.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

// Debian's package: playwright's own browsers come from a download that is not in the registry.
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const hasBrowser = existsSync(executablePath);

export async function launchBrowser() {
  return await chromium.launch({
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
}
