// The status page of `ticketlake serve` in a browser, and everything it did that it should not have done.
import { launchBrowser } from './browser.mjs';
import { TOKEN } from './service-of-lake.mjs';

/**
 * @param {string} url of the service
 * @param {{colorScheme?: 'light' | 'dark', width?: number, height?: number, timezoneId?: string}} [options]
 */
export async function openStatusPage(
  url,
  { colorScheme = 'light', width = 1280, height = 900, timezoneId = 'Asia/Tokyo' } = {},
) {
  const browser = await launchBrowser();
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    timezoneId,
    httpCredentials: { username: 'reader', password: TOKEN },
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const complaints = [];
  // The first answer is the question for the token: the browser tells of it as an error of the console.
  const isQuestion = (text) => /status of (401|503|400|409)/.test(text);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isQuestion(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('blob:' + url))
      complaints.push(`asked ${request.url()}`);
  });
  await page.goto(url);
  await page.locator('body:not([aria-busy])').waitFor();
  return { page, complaints, close: () => browser.close() };
}
