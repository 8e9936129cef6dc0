/** Trouble with the lake's own files: what happened, and how to mend it. */
export type LakeErrorCode =
  | 'newer_schema'
  | 'unknown_schema'
  | 'locked'
  | 'unreadable'
  | 'no_raw'
  | 'not_published'
  | 'wrong_source'
  | 'unproven'
  | 'held_by_reader'
  | 'disk';

export class LakeError extends Error {
  constructor(
    readonly code: LakeErrorCode,
    message: string,
    readonly remedy: string,
  ) {
    super(message);
    this.name = 'LakeError';
  }
}

/** The exit code of a run that finds the lake held (EX_TEMPFAIL of sysexits.h). */
export const LOCKED_EXIT_CODE = 75;
