/** The same questions on a real incident log, served as Deskpro: every ticket of it is closed. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { readIncidentLog } from '../incident-log/incident-log';
import { configOf, exportOnce, newLake, sourceOf } from '../support/lake';
import { HOURS, QUESTIONS, ZONE, answerOf, expectEqual } from './questions.cases';
import { deskproAnswers } from './second-way';

const LOG = path.join(__dirname, '../../../shared/data/incident_event_log.csv.gz');
/** Deskpro gives no due dates; how fresh the lake is, is no matter of the log. */
const LEFT_OUT = [18, 20];

(existsSync(LOG) ? describe : describe.skip)('on the incident log', () => {
  let sandbox: Sandbox;
  let lake: string;
  let now: number;
  beforeAll(async () => {
    sandbox = await startSandbox({ base: await readIncidentLog(LOG), limits: false, services: ['deskpro'] });
    now = sandbox.clock.now();
    lake = newLake();
    const source = sourceOf(sandbox, 'deskpro', { businessHours: HOURS });
    expect((await exportOnce(configOf(lake, [source], { timezone: ZONE }))).exit_code).toBe(0);
  }, 240_000);
  afterAll(() => sandbox.close());

  it.each(
    QUESTIONS.filter(({ number }) => !LEFT_OUT.includes(number)).map(
      ({ number, title }) => [`${number}. ${title}`, number] as const,
    ),
  )('%s', async (_title, number) => {
    expectEqual(await answerOf(lake, number, now), deskproAnswers(sandbox.world('deskpro'), now).get(number) ?? []);
  });
});
