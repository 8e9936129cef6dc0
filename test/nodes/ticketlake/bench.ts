/** The Ticketlake node before the real service, on a small lake. */
import type { StartExport } from '../../../etl/src/serve/runs/start';
import type { RunEnd } from '../../../etl/src/serve/runs/record';
import { TicketlakeApi } from '../../../credentials/TicketlakeApi.credentials';
import { Ticketlake } from '../../../nodes/Ticketlake/Ticketlake.node';
import { TicketlakeTrigger } from '../../../nodes/Ticketlake/TicketlakeTrigger.node';
import { compiledFile } from '../../support/child-run';
import { configOf, newLake } from '../../support/lake';
import { newFolder, targetAt } from '../../support/published-files';
import { ScriptedService } from '../../support/scripted-service';
import { exportHere, openService, TOKEN } from '../../support/service';
import type { RunningService } from '../../support/service';
import { ticket } from '../../support/tiny-vendor';
import { benchFor } from '../support/bench';
import { triggerBenchFor } from '../support/trigger-bench';

export interface Lake {
  readonly service: RunningService;
  readonly scripted: ScriptedService;
  /** How the next runs are made; default: really. */
  start: StartExport;
}

/** A lake with 25 tickets to export, and its service; both are there inside of tests only. */
export function useService(): () => Lake {
  let lake: Lake | undefined;
  beforeAll(async () => {
    const scripted = new ScriptedService();
    await scripted.start();
    scripted.serve(
      Array.from({ length: 25 }, (_, at) =>
        ticket({ ticket_id: String(at), subject: `s${at}`, created_at: '2026-01-01T00:00:00.000001Z' }),
      ),
    );
    const script = compiledFile('etl/src/serve/query/process.ts');
    const made: { start: StartExport } = { start: exportHere };
    const service = await openService(configOf(newLake(), [scripted.source()], { publish: [targetAt(newFolder())] }), {
      startExport: (...given) => made.start(...given),
      query: { script },
    });
    lake = Object.assign(made, { service, scripted });
  });
  afterEach(() => {
    if (lake) lake.start = exportHere;
  });
  afterAll(async () => {
    await lake?.service.close();
    await lake?.scripted.stop();
  });
  return () => {
    if (!lake) throw new Error('the service runs only inside of tests');
    return lake;
  };
}

/** A run that ends when the test says so, or is cancelled. */
export function held(end: RunEnd): { start: StartExport; release(): void; asked: unknown[] } {
  let release: () => void = () => undefined;
  const asked: unknown[] = [];
  const ended = new Promise<RunEnd>((resolve) => {
    release = () => {
      resolve(end);
    };
  });
  const start: StartExport = (_config, options, listener) => {
    asked.push(options);
    listener({ type: 'run_started', run_id: 'run-1', sources: ['acme'] });
    return { ended, end: release, kill: release };
  };
  return { start, release, asked };
}

/** A run that ends at once. */
export function ending(end: Partial<RunEnd>): StartExport {
  const run = held({ outcome: 'complete', exit_code: 0, result: null, error: null, ...end });
  run.release();
  return run.start;
}

const dataOf = (url: () => string, apiKey: string) => () => ({ baseUrl: url(), apiKey });

export const benchAt = (url: () => string, apiKey = TOKEN) =>
  benchFor(new Ticketlake(), new TicketlakeApi(), dataOf(url, apiKey));

export const triggerAt = (url: () => string, apiKey = TOKEN) =>
  triggerBenchFor(new TicketlakeTrigger(), new TicketlakeApi(), dataOf(url, apiKey));

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });
