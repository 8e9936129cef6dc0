/** Trouble with the lake's own files: what happened, and how to mend it. */
export type LakeErrorCode =
  | 'newer_schema'
  | 'unknown_schema'
  | 'locked'
  | 'unreadable'
  | 'no_raw'
  | 'not_published'
  | 'no_tickets'
  | 'wrong_source'
  | 'unproven'
  | 'clock_ahead'
  | 'held_by_reader'
  | 'no_salt'
  | 'wrong_state'
  | 'state_store'
  | 'disk';

export class LakeError extends Error {
  constructor(
    readonly code: LakeErrorCode,
    message: string,
    readonly remedy: string,
    /** What was thrown below, for `--verbose`. */
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'LakeError';
  }
}

/** The exit code of a run that finds the lake held (EX_TEMPFAIL of sysexits.h). */
export const LOCKED_EXIT_CODE = 75;
