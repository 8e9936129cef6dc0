/**
 * How a service ends for those who ask it: answers that are under way come through, and whoever asks anew learns that
 * it is worth asking again. Until then the service goes on listening: a connection that is refused says neither.
 */
import type { FastifyInstance } from 'fastify';
import { HttpError } from './http-error';

/** A service that is started again is there after some seconds. */
const RETRY_AFTER_S = 5;

export class Draining {
  private underWay = 0;
  private isEnding = false;
  private whenAnswered: () => void = () => undefined;

  /** To be called before the routes are added. */
  watch(app: FastifyInstance): void {
    app.addHook('onRequest', (_request, reply, done) => {
      if (this.isEnding) throw ending();
      this.underWay += 1;
      reply.raw.once('close', () => {
        this.underWay -= 1;
        if (this.underWay === 0) this.whenAnswered();
      });
      done();
    });
  }

  /** From now on requests are refused. @returns whether all that came before were answered within this time */
  async end(withinMs: number): Promise<boolean> {
    this.isEnding = true;
    if (this.underWay === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => {
        resolve(false);
      }, withinMs);
    });
    const answered = new Promise<boolean>((resolve) => {
      this.whenAnswered = () => {
        resolve(true);
      };
    });
    const isAnswered = await Promise.race([answered, late]);
    clearTimeout(timer);
    return isAnswered;
  }
}

function ending(): HttpError {
  return new HttpError(503, 'ending', 'the service is being ended', 'Ask again when it was started again.', {
    'retry-after': String(RETRY_AFTER_S),
    connection: 'close',
  });
}
