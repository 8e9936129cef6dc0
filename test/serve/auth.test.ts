/** Who comes in, from where, and what a browser may do with what it gets. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configOf, newLake } from '../support/lake';
import { TOKEN, serve } from '../support/service';

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const ROUTES = [
  '/',
  '/metrics',
  '/api/status',
  '/api/sources',
  '/api/tables',
  '/api/tables/tickets',
  '/api/runs',
  '/api/runs/x',
  '/parquet/tickets.parquet',
  '/odata/',
  '/odata/$metadata',
  '/odata/tickets',
  '/nothing',
];

it('every route but /health wants the token', async () => {
  const service = await serve(configOf(newLake(), []));
  expect(await service.ask('/health', { authorization: null })).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  for (const route of ROUTES) {
    const { status, headers } = await service.ask(route, { authorization: null });
    expect({ route, status, challenge: headers['www-authenticate'] }).toEqual({
      route,
      status: 401,
      challenge: 'Basic realm="Ticketlake", charset="UTF-8"',
    });
  }
  for (const route of ['/api/runs', '/api/query'])
    expect((await service.ask(route, { authorization: null, method: 'POST', body: {} })).status).toBe(401);
});

it.each([
  ['Bearer, whatever its case', `bearer ${TOKEN}`, 200],
  ['basic with any user name', basic('anyone', TOKEN), 200],
  ['basic with no user name', basic('', TOKEN), 200],
  ['a wrong token', 'Bearer wrong', 401],
  ['a token that begins as the right one', `Bearer ${TOKEN}x`, 401],
  ['the token as user name', basic(TOKEN, ''), 401],
  ['basic without a colon', `Basic ${Buffer.from(TOKEN).toString('base64')}`, 401],
  ['another scheme', `Digest ${TOKEN}`, 401],
  ['nothing but a scheme', 'Bearer', 401],
])('%s', async (_, authorization, status) => {
  const service = await serve(configOf(newLake(), []));
  const answer = await service.ask('/api/runs', { authorization });
  expect(answer.status).toBe(status);
  expect(answer.text).not.toContain(TOKEN);
});

it('a token in the URL opens nothing', async () => {
  const service = await serve(configOf(newLake(), []));
  expect((await service.ask(`/api/runs?token=${TOKEN}`, { authorization: null })).status).toBe(401);
  expect(service.logged.join('\n')).not.toContain(TOKEN);
});

it('without a token it does not listen where others reach it', async () => {
  const config = configOf(newLake(), []);
  await expect(serve(config, { serve: { token: null, host: '0.0.0.0' } })).rejects.toThrow(
    'refusing to listen on 0.0.0.0 without a token',
  );
  await expect(serve(config, { serve: { token: null, host: '::' } })).rejects.toThrow('without a token');
});

it('without a token it answers only to the names of this machine', async () => {
  const service = await serve(configOf(newLake(), []), { serve: { token: null } });
  expect((await service.ask('/api/runs', { authorization: null })).status).toBe(200);
  const port = new URL(service.url).port;
  expect((await service.ask('/api/runs', { headers: { host: `localhost:${port}` } })).status).toBe(200);
  const foreign = await service.ask('/api/runs', { headers: { host: `evil.example:${port}` } });
  expect([foreign.status, foreign.json<{ error: { code: string } }>().error.code]).toEqual([403, 'foreign_host']);
});

it('pages of other sites cannot make a browser ask for runs or queries', async () => {
  const service = await serve(configOf(newLake(), []));
  const post = (headers: Record<string, string>, raw = '{}') =>
    service.ask('/api/runs', { method: 'POST', headers, raw });
  expect((await post({ 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' })).status).toBe(403);
  expect((await post({ 'sec-fetch-site': 'same-site', 'content-type': 'application/json' })).status).toBe(403);
  const json = { 'content-type': 'application/json' };
  for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost']) {
    expect((await post({ ...json, origin })).status).toBe(403);
    expect((await post({ ...json, origin, 'sec-fetch-site': 'none' })).status).toBe(403);
  }
  expect((await post({ 'content-type': 'text/plain' })).status).toBe(415);
  expect((await post({ 'content-type': 'application/x-www-form-urlencoded' }, 'full=true')).status).toBe(415);
  expect((await service.ask('/api/runs')).json<{ runs: unknown[] }>().runs).toEqual([]);
});

it('every answer carries the headers that keep browsers from harm', async () => {
  const service = await serve(configOf(newLake(), []));
  for (const route of ['/health', '/api/runs', '/nothing', '/odata/']) {
    const { headers } = await service.ask(route);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe-inline');
    expect(headers['server']).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});

it('what is not there, and what is no JSON, is refused in words', async () => {
  const service = await serve(configOf(newLake(), []));
  const missing = await service.ask('/api/nothing');
  expect([missing.status, missing.json()]).toEqual([
    404,
    { error: { code: 'not_found', message: 'there is no GET /api/nothing', remedy: null } },
  ]);
  const broken = await service.ask('/api/query', {
    method: 'POST',
    raw: '{"sql":',
    headers: { 'content-type': 'application/json' },
  });
  expect([broken.status, broken.text.includes('at ')]).toEqual([400, false]);
  const huge = await service.ask('/api/query', { method: 'POST', body: { sql: 'x'.repeat(2_000_000) } });
  expect(huge.status).toBe(413);
});

describe('the status page', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-page-'));
    mkdirSync(path.join(folder, 'assets'));
    writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>Lake</title>');
    writeFileSync(path.join(folder, 'assets', 'app.js'), 'hello();');
    writeFileSync(path.join(folder, 'notes.ts'), 'not for readers');
    writeFileSync(path.join(path.dirname(folder), `${path.basename(folder)}.json`), '"outside"');
    symlinkSync('/etc/passwd', path.join(folder, 'passwd.html'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(`${folder}.json`, { force: true });
  });

  it('is served with its files, and asked for again only when it changed', async () => {
    const service = await serve(configOf(newLake(), []), { pageFolder: folder });
    const page = await service.ask('/');
    expect([page.status, page.headers['content-type'], page.text]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<!doctype html><title>Lake</title>',
    ]);
    expect((await service.ask('/assets/app.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
    const again = await service.ask('/', { headers: { 'if-none-match': String(page.headers['etag']) } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it.each([
    '/assets',
    '/assets/',
    '/notes.ts',
    '/passwd.html',
    '/../x.json',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%5c..%5cindex.html',
    '/assets/%00app.js',
    '/parquet/../state/service.json',
    '/parquet/%2e%2e/state/service.json',
    '/parquet/..%2f..%2f..%2fetc%2fpasswd',
  ])('%s is nothing', async (route) => {
    const service = await serve(configOf(newLake(), []), { pageFolder: folder });
    const answer = await service.ask(route);
    expect([400, 404, 503]).toContain(answer.status);
    expect(answer.text).not.toMatch(/root:|outside|not for readers/);
  });
});

it('a lake that was never published is a reason, not a failure', async () => {
  const service = await serve(configOf(newLake(), []));
  for (const route of ['/api/status', '/api/sources', '/api/tables', '/parquet/tickets.parquet', '/odata/tickets']) {
    const answer = await service.ask(route);
    expect([route, answer.status, answer.json<{ error: { code: string } }>().error.code]).toEqual([
      route,
      503,
      'not_published',
    ]);
  }
  const metrics = await service.ask('/metrics');
  expect(metrics.text).toContain('ticketlake_run_running 0');
});
