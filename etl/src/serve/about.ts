/** What this service is set up to do, whether anything is published yet or not. */
import type { FastifyInstance } from 'fastify';
import { packageVersion } from '../base/version';
import type { Config } from '../config/config';
import type { ServiceAnswer } from './answers';

export function aboutRoute(app: FastifyInstance, { timezone, sources }: Config): void {
  const answer: ServiceAnswer = {
    version: packageVersion(),
    timezone,
    sources: sources.map(({ name, vendor, streams }) => ({ source: name, vendor: vendor.name, streams: [...streams] })),
  };
  app.get('/api/service', (): ServiceAnswer => answer);
}
