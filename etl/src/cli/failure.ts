/** Why a command ends with another exit code than 0. */
import { isVendorError } from '../../../vendors/errors';
import { causesOf } from '../base/causes';
import { fileTrouble } from '../base/disk-trouble';
import { LOCKED_EXIT_CODE, LakeError } from '../base/errors';
import type { LakeErrorCode } from '../base/errors';
import { firstLineOf } from '../base/system-error';
import type { Output } from './terminal';

export const EXIT = { done: 0, failed: 1, usage: 2, partly: 3, locked: LOCKED_EXIT_CODE, interrupted: 130 } as const;

export class CommandFailure extends Error {
  constructor(
    readonly exitCode: number,
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
    this.name = 'CommandFailure';
  }
}

/**
 * Says what went wrong, without a stack trace.
 * @param isVerbose also what stands behind it
 * @returns the exit code
 */
export function report(error: unknown, output: Output, isVerbose: boolean): number {
  const { exitCode, message, remedy } = explained(error);
  output.err(`error: ${message}`);
  if (remedy !== undefined) output.err(`  ${output.hint(remedy)}`);
  if (isVerbose) for (const cause of causesOf(error)) output.err(`  because: ${cause}`);
  return exitCode;
}

/** With which a command ends that throws this. */
export function exitCodeOf(error: unknown): number {
  return explained(error).exitCode;
}

function explained(error: unknown): { exitCode: number; message: string; remedy: string | undefined } {
  if (error instanceof CommandFailure)
    return { exitCode: error.exitCode, message: error.message, remedy: error.remedy };
  const ofLake = error instanceof LakeError ? error : fileTrouble(error);
  if (ofLake !== undefined)
    return { exitCode: exitCodeOfLake(ofLake.code), message: ofLake.message, remedy: ofLake.remedy };
  const remedy = isVendorError(error) ? error.remedy : undefined;
  return { exitCode: EXIT.failed, message: firstLineOf(error), remedy };
}

/** A lake of another version is the wrong lake for this program: that is wrong usage. */
const WRONG_USAGE: ReadonlySet<LakeErrorCode> = new Set([
  'newer_schema',
  'unknown_schema',
  'wrong_source',
  'wrong_state',
  'no_salt',
]);

function exitCodeOfLake(code: LakeErrorCode): number {
  if (code === 'locked') return EXIT.locked;
  return WRONG_USAGE.has(code) ? EXIT.usage : EXIT.failed;
}
