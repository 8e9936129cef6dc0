/** Runs over HTTP: one at a time, followed, cancelled, told of when they fail, remembered when the service is back. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import type { NoticeConfig } from '../../etl/src/config/config';
import type { RunAnswer, RunsAnswer } from '../../etl/src/serve/answers';
import type { RunEnd } from '../../etl/src/serve/runs/record';
import type { StartExport } from '../../etl/src/serve/runs/start';
import { acquireLock } from '../../etl/src/store/lock';
import { configOf, newLake, rowsOf } from '../support/lake';
import { useScriptedService } from '../support/scripted-service';
import { serve } from '../support/service';
import type { RunningService } from '../support/service';
import { comment, ticket } from '../support/tiny-vendor';
import { receiver, useWebhook } from '../support/webhook';
import { quickly, slowly } from '../support/test-profile';

const scripted = useScriptedService();
const newConfig = () => configOf(newLake(), [scripted().source()]);
const KEY = 'a-key-of-the-test';

async function finished(service: RunningService, id: string): Promise<RunAnswer> {
  for (;;) {
    const run = (await service.ask(`/api/runs/${id}`)).json<RunAnswer>();
    if (run.state === 'finished') return run;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const start = (service: RunningService, body: object = {}, headers: Record<string, string> = {}) =>
  service.ask('/api/runs', { method: 'POST', body, headers });

/** A run that ends when the test says so. */
function held(end: RunEnd): { start: StartExport; release(): void; asked: unknown[] } {
  let release: () => void = () => undefined;
  const asked: unknown[] = [];
  const ended = new Promise<RunEnd>((resolve) => {
    release = () => {
      resolve(end);
    };
  });
  const startHeld: StartExport = (_config, options, listener) => {
    asked.push(options);
    listener({ type: 'run_started', run_id: 'run-1', sources: ['acme'] });
    return { ended, end: release, kill: release };
  };
  return { start: startHeld, release, asked };
}

const WHOLE = { source: 'acme', vendor: 'tiny', outcome: 'complete' as const, streams: [] };
const DONE: RunEnd = { outcome: 'complete', exit_code: 0, result: null, error: null };

quickly('a run is started, followed to its end, and listed', async () => {
  scripted().serve([ticket({ ticket_id: '1' })], { '1': [comment({ comment_id: 'c' })] });
  const config = newConfig();
  const service = await serve(config);
  const begun = await start(service);
  const { id, run_id } = begun.json<RunAnswer>();
  expect([begun.status, begun.headers['location']]).toEqual([202, `/api/runs/${id}`]);
  expect(run_id).toMatch(/^\d{8}T\d{9}Z-[0-9a-f]{4}$/);
  const run = await finished(service, id);
  expect(run).toMatchObject({
    run_id,
    trigger: 'api',
    outcome: 'complete',
    exit_code: 0,
    is_ending: false,
    error: null,
  });
  expect(run.result).toMatchObject({ run_id, exit_code: 0, sources: [{ source: 'acme', outcome: 'complete' }] });
  expect(run.progress.find(({ stream }) => stream === 'tickets')).toMatchObject({
    rows: 1,
    state: 'finished',
    outcome: 'complete',
  });
  expect((await service.ask(`/api/runs/${run_id ?? ''}`)).json<RunAnswer>().id).toBe(id);
  const list = (await service.ask('/api/runs')).json<RunsAnswer>();
  expect([list.running, list.schedule, list.runs.map((one) => one.id)]).toEqual([null, null, [id]]);
  expect((await service.ask('/api/status')).json()).toMatchObject({ tables: { tickets: 1, comments: 1 } });
  expect((await service.ask('/metrics')).text).toContain('ticketlake_runs_total{trigger="api",outcome="complete"} 1');
  expect(service.events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['run_started', 'published', 'run_finished']),
  );
  expect((await service.ask('/api/runs/nothing')).status).toBe(404);
});

quickly('the options are those of export, and are checked as there', async () => {
  const { start: startExport, asked, release } = held(DONE);
  const service = await serve(newConfig(), { startExport });
  const wrong: Array<[object, string]> = [
    [{ sources: ['acmee'] }, 'Did you mean \\"acme\\"?'],
    [{ streams: ['ticket'] }, 'Did you mean \\"tickets\\"?'],
    [{ since: '2026-02-30' }, 'is a day that does not exist'],
    [{ full: 'yes' }, 'full: '],
    [{ sources: [] }, 'sources: '],
    [{ everything: true }, 'everything'],
    [[1], 'the body'],
  ];
  for (const [body, message] of wrong) {
    const answer = await start(service, body);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(message)]);
  }
  await start(service, { sources: ['acme'], streams: ['tickets'], full: true, since: '2026-01-31' });
  expect(asked).toEqual([{ sources: ['acme'], streams: ['tickets'], full: true, since: '2026-01-31' }]);
  release();
});

quickly('a second run is refused while one is under way, here or elsewhere', async () => {
  const config = newConfig();
  const { start: startExport, release } = held(DONE);
  const service = await serve(config, { startExport });
  const { id } = (await start(service)).json<RunAnswer>();
  const second = await start(service);
  expect([second.status, second.json()]).toEqual([
    409,
    { error: { code: 'locked', message: `run ${id} is under way`, remedy: expect.stringContaining('DELETE') } },
  ]);
  release();
  await finished(service, id);
  const other = acquireLock(config.lake);
  const third = await start(service);
  expect([third.status, third.text]).toEqual([
    409,
    expect.stringContaining('the lake is locked by another run: process '),
  ]);
  if (other.ok) other.lock.release();
});

quickly('a run that finds the lake held when it begins is no run', async () => {
  const end: RunEnd = {
    outcome: 'locked',
    exit_code: 75,
    result: null,
    error: { message: 'the lake is locked by another run: process 1', remedy: null },
  };
  const startExport: StartExport = () => ({ ended: Promise.resolve(end), end: () => undefined, kill: () => undefined });
  const service = await serve(newConfig(), { startExport });
  const refused = await start(service, {}, { 'idempotency-key': 'once' });
  expect([refused.status, refused.json<{ error: { message: string } }>().error.message]).toEqual([
    409,
    end.error?.message,
  ]);
  expect((await service.ask('/api/runs')).json<RunsAnswer>().runs).toEqual([]);
});

slowly('an idempotency key begins one run, also when the service was started again', async () => {
  scripted().serve([ticket({ ticket_id: '1' })]);
  const config = newConfig();
  const service = await serve(config);
  const headers = { 'idempotency-key': 'order-7' };
  const [one, two] = await Promise.all([
    start(service, { full: true }, headers),
    start(service, { full: true }, headers),
  ]);
  expect([one.status, two.status]).toEqual([202, 202]);
  const { id } = one.json<RunAnswer>();
  expect(two.json<RunAnswer>().id).toBe(id);
  expect([one.headers['idempotent-replayed'], two.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
  await finished(service, id);
  expect((await start(service, { full: false }, headers)).status).toBe(422);
  expect((await start(service, {}, { 'idempotency-key': 'x'.repeat(300) })).status).toBe(400);
  await service.close();
  const back = await serve(config);
  const again = await start(back, { full: true }, headers);
  expect([again.json<RunAnswer>().id, again.json<RunAnswer>().outcome]).toEqual([id, 'complete']);
  expect((await back.ask('/api/runs')).json<RunsAnswer>().runs).toHaveLength(1);
  expect(readFileSync(path.join(config.lake, 'state/service.json'), 'utf8')).not.toContain('order-7');
});

slowly('a run that is cancelled ends after the page in hand; the next one goes on from there', async () => {
  const tickets = Array.from({ length: 6 }, (_, at) => ticket({ ticket_id: String(at) }));
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  scripted().serve(tickets, {}, 2);
  const quick = scripted().answer;
  scripted().answer = async (asked) => {
    if (asked.page === '2') await gate;
    return quick(asked);
  };
  const config = newConfig();
  const service = await serve(config);
  const { id } = (await start(service)).json<RunAnswer>();
  while (scripted().count('tickets') < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const cancelled = await service.ask(`/api/runs/${id}`, { method: 'DELETE' });
  expect([cancelled.status, cancelled.json<RunAnswer>().is_ending]).toEqual([202, true]);
  letGo();
  expect(await finished(service, id)).toMatchObject({ outcome: 'interrupted', exit_code: 130 });
  expect((await service.ask(`/api/runs/${id}`, { method: 'DELETE' })).status).toBe(200);
  const asked = scripted().count('tickets');
  const next = (await start(service)).json<RunAnswer>();
  expect(await finished(service, next.id)).toMatchObject({ outcome: 'complete' });
  expect(scripted().count('tickets') - asked).toBeLessThan(3);
  expect(await rowsOf(config.lake, 'SELECT count(*) AS n FROM tickets')).toEqual([{ n: '6' }]);
});

quickly('the end of the service ends the run that is under way, and waits for it', async () => {
  const end: RunEnd = { outcome: 'interrupted', exit_code: 130, result: null, error: null };
  const { start: startExport } = held(end);
  const config = newConfig();
  const service = await serve(config, { startExport });
  const { id } = (await start(service)).json<RunAnswer>();
  await service.close();
  const back = await serve(config);
  expect((await back.ask(`/api/runs/${id}`)).json<RunAnswer>()).toMatchObject({
    state: 'finished',
    outcome: 'interrupted',
  });
});

quickly('the end of the service does not wait for a connection that was opened beforehand and never used', async () => {
  const service = await serve(newConfig());
  const unused = connect(Number(new URL(service.url).port), '127.0.0.1');
  await once(unused, 'connect');
  const ended = once(unused, 'close');
  const began = Date.now();
  await service.close();
  await ended;
  expect(Date.now() - began).toBeLessThan(3000);
});

quickly.describe('a run that fails', () => {
  const webhook = useWebhook();
  const toldConfig = (changes: Partial<NoticeConfig> = {}) => ({
    ...newConfig(),
    notify: [receiver(webhook().url(), changes)],
  });

  quickly('is told to the webhook, without keys', async () => {
    scripted().secrets = () => ({ query: { key: KEY } });
    scripted().answer = () => ({ status: 403, message: `the key ${KEY} is not known` });
    const service = await serve(toldConfig());
    const { id } = (await start(service)).json<RunAnswer>();
    const run = await finished(service, id);
    expect(run).toMatchObject({ outcome: 'failed', exit_code: 1 });
    await webhook().told(1);
    const [notice] = webhook().notices();
    expect(notice).toMatchObject({
      event: 'run_failed',
      id,
      run_id: run.run_id,
      trigger: 'api',
      outcome: 'failed',
      exit_code: 1,
      text: expect.stringContaining('ended failed. acme: tickets: '),
    });
    expect(notice?.errors[0]).toMatchObject({ source: 'acme', stream: 'tickets' });
    const everything = [JSON.stringify(webhook().got), JSON.stringify(run), ...service.logged].join('\n');
    expect(everything).not.toContain(KEY);
    expect([JSON.stringify(notice), JSON.stringify(run), ...service.logged].join('\n')).not.toContain('very-secret');
  });

  quickly('is told again when the webhook fails, once an outage, and so is its end', async () => {
    webhook().statuses = [503];
    let isBroken = true;
    const startExport: StartExport = () => ({
      ended: Promise.resolve(
        isBroken
          ? { outcome: 'crashed', exit_code: null, result: null, error: { message: 'SIGSEGV', remedy: null } }
          : { ...DONE, result: { run_id: 'r', outcome: 'complete', exit_code: 0, sources: [WHOLE] } },
      ),
      end: () => undefined,
      kill: () => undefined,
    });
    const service = await serve(toldConfig(), { startExport });
    await start(service);
    await webhook().told(2);
    expect(
      webhook()
        .notices()
        .map(({ outcome, errors }) => [outcome, errors]),
    ).toEqual(Array.from({ length: 2 }, () => ['crashed', [{ source: null, stream: null, message: 'SIGSEGV' }]]));
    await start(service);
    isBroken = false;
    await start(service);
    await webhook().told(3);
    await start(service);
    await service.close();
    expect(webhook().events().slice(2)).toEqual(['run_recovered']);
  });
});
