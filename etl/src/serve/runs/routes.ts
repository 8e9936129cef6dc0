/** Starts, lists, follows and cancels runs. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ScheduleConfig } from '../../config/config';
import type { RunAnswer, RunsAnswer } from '../answers';
import { HttpError } from '../http/http-error';
import { readRunRequest } from './request';
import type { Runs } from './runs';
import type { Scheduler } from './scheduler';

interface OneRun {
  Params: { id: string };
}

export function runRoutes(
  app: FastifyInstance,
  runs: Runs,
  schedule: { config: ScheduleConfig; scheduler: Scheduler } | null,
): void {
  app.post('/api/runs', (request, reply) => start(request, reply, runs));
  app.get('/api/runs', (): RunsAnswer => ({
    running: runs.running,
    schedule: schedule && { ...schedule.config, next_run_at: schedule.scheduler.next() },
    runs: runs.all(),
  }));
  app.get<OneRun>('/api/runs/:id', (request): RunAnswer => runs.named(request.params.id));
  app.delete<OneRun>('/api/runs/:id', (request, reply) => {
    const run = runs.cancel(request.params.id);
    return reply.code(run.state === 'finished' ? 200 : 202).send(run);
  });
}

async function start(request: FastifyRequest, reply: FastifyReply, runs: Runs): Promise<FastifyReply> {
  const key = request.headers['idempotency-key'];
  if (Array.isArray(key) || (key !== undefined && (key.trim() === '' || key.length > 255)))
    throw new HttpError(400, 'bad_request', 'Idempotency-Key is one text of 1 to 255 characters');
  const { run, isRepeat } = await runs.start(readRunRequest(request.body), 'api', key ?? null);
  return reply
    .code(202)
    .headers({ location: `/api/runs/${run.id}`, ...(isRepeat ? { 'idempotent-replayed': 'true' } : {}) })
    .send(run);
}
