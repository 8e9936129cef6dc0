/**
 * Bodies of answers after which the server closes the connection are never paused. undici 7 ends the process when a server
 * closes while a body waits for its reader (nodejs/undici#5360, mended in 8, which needs Node 22). What is not read yet
 * stays in memory: bodies are collected, or written to a file at once.
 */
import type { Dispatcher } from 'undici';

type Handler = Dispatcher.DispatchHandler;
type Controller = Dispatcher.DispatchController;
type Headers = Parameters<NonNullable<Handler['onResponseStart']>>[2];

/** Smaller ones never wait, whatever the server says of its connection. */
const SMALL = 64 * 1024 * 1024;

/** To be given to `compose`. */
export function steadyBodies(dispatch: Dispatcher['dispatch']): Dispatcher['dispatch'] {
  return (options, handler) => dispatch(options, new SteadyHandler(handler));
}

class SteadyHandler implements Handler {
  private mayPause = false;

  constructor(private readonly inner: Handler) {}

  onRequestStart(controller: Controller, context: unknown): void {
    this.inner.onRequestStart?.(controller, context);
  }

  onRequestUpgrade(...upgrade: Parameters<NonNullable<Handler['onRequestUpgrade']>>): void {
    this.inner.onRequestUpgrade?.(...upgrade);
  }

  onResponseStart(controller: Controller, status: number, headers: Headers, message?: string): void {
    this.mayPause = isKeptOpen(headers) && Number(headers['content-length']) > SMALL;
    this.inner.onResponseStart?.(this.steady(controller), status, headers, message);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.inner.onResponseData?.(this.steady(controller), chunk);
  }

  onResponseEnd(controller: Controller, trailers: Headers): void {
    this.inner.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: Controller, error: Error): void {
    this.inner.onResponseError?.(controller, error);
  }

  private steady(controller: Controller): Controller {
    return this.mayPause ? controller : new SteadyController(controller);
  }
}

function isKeptOpen({ connection }: Headers): boolean {
  return !String(connection ?? '')
    .toLowerCase()
    .includes('close');
}

/** Does everything but pause. */
class SteadyController implements Controller {
  constructor(private readonly inner: Controller) {}

  get aborted(): boolean {
    return this.inner.aborted;
  }

  get paused(): boolean {
    return this.inner.paused;
  }

  get reason(): Error | null {
    return this.inner.reason;
  }

  abort(reason: Error): void {
    this.inner.abort(reason);
  }

  pause(): void {
    // See above.
  }

  resume(): void {
    this.inner.resume();
  }
}
