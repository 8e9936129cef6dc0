/** What shows a run's progress, whichever way it is shown. */
import type { Listener } from '../base/events';

export interface Progress {
  listener: Listener;
  /** Ends all drawing; the terminal is as it was. @param thrown what ended the run, where the command says it itself */
  stop(thrown?: unknown): void;
}
