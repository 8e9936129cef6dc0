/** Trouble with the disk below the lake, told as such whoever met it: Node or DuckDB. */
import { LakeError } from './errors';
import { codeOf, messageOf, pathOf } from './system-error';

interface DiskProblem {
  /** Codes of Node's system errors. */
  codes: readonly string[];
  /** What DuckDB, which gives no code, writes of the same. */
  pattern: RegExp;
  says: string;
  remedy: string;
  /** The same of any file. */
  ofFile: { says: string; remedy: string };
}

/** Every message of DuckDB begins with the kind of error. */
const OF_DUCKDB =
  /^(Binder|Catalog|Connection|Constraint|Conversion|Dependency|Fatal|INTERNAL|Internal|Interrupt|Invalid Input|Invalid|IO|Not implemented|Out of Memory|Out of Range|Parameter Not Resolved|Parser|Permission|Sequence|Serialization|Settings|Syntax|TransactionContext|FATAL|Type) Error: /;

const TROUBLES: readonly DiskProblem[] = [
  {
    codes: ['ENOSPC', 'EDQUOT'],
    pattern: /no space left|disk quota|not enough disk space|failed to offload/i,
    says: 'there is no space left on its disk',
    remedy: 'Free disk space, then run again to resume where it ended. What was published before is still there.',
    ofFile: { says: 'there is no space left on its disk', remedy: 'Free disk space, or choose another folder.' },
  },
  {
    codes: ['EROFS', 'EACCES', 'EPERM'],
    pattern: /read-only file system|permission denied|operation not permitted/i,
    says: 'it cannot be written to',
    remedy:
      'Give this user the right to write there, or choose another `lake:`. What was published before is still there.',
    ofFile: {
      says: 'this user has no right to it, or its disk is read-only',
      remedy: 'Give this user the right to it, or choose another folder.',
    },
  },
  {
    codes: ['EIO', 'ENXIO', 'ESTALE'],
    pattern: /input\/output error|stale file handle/i,
    says: 'its disk does not work',
    remedy: 'Check the disk, then run again. What was published before is still there.',
    ofFile: { says: 'its disk does not work', remedy: 'Check the disk, or choose another folder.' },
  },
];

/**
 * Messages of DuckDB that speak of a file. Other messages may quote the text of a ticket. A commit and a checkpoint
 * name the file within an error of their own.
 */
const OF_FILE =
  /IO Error|Out of Memory|^(?:FATAL|Fatal|TransactionContext) Error: Failed to [^"']*\bCould not [^"']* file "/i;

/** What an error of Node or DuckDB says of the disk, of whatever file. */
export function troubleOf(error: unknown): DiskProblem | undefined {
  const [code, message] = [codeOf(error), messageOf(error)];
  return TROUBLES.find(
    ({ codes, pattern }) => codes.includes(code) || (OF_FILE.test(message) && pattern.test(message)),
  );
}

/** @returns what to say of a file that Node could not use, with its path; undefined for any other error */
export function fileTrouble(error: unknown): LakeError | undefined {
  const found = TROUBLES.find(({ codes }) => codes.includes(codeOf(error)));
  const path = pathOf(error);
  if (found === undefined || path === '') return undefined;
  return new LakeError('disk', `${path} cannot be used: ${found.ofFile.says}`, found.ofFile.remedy, error);
}

/** @returns the trouble that an error tells of; undefined when it is something else */
export function diskTrouble(error: unknown, lake: string): LakeError | undefined {
  if (error instanceof LakeError) return undefined;
  const found = troubleOf(error);
  return found && new LakeError('disk', `the lake ${lake} cannot be used: ${found.says}`, found.remedy, error);
}

/** @returns the same, or for any other error of DuckDB what to do about it; undefined for anything else */
export function lakeTrouble(error: unknown, lake: string): LakeError | undefined {
  if (error instanceof LakeError) return undefined;
  const trouble = diskTrouble(error, lake);
  if (trouble !== undefined) return trouble;
  const message = messageOf(error);
  const [, kind] = OF_DUCKDB.exec(message) ?? [];
  if (kind === undefined) return undefined;
  return new LakeError(
    'unreadable',
    `the lake ${lake} cannot be used: ${message.split('\n')[0] ?? kind}`,
    kind === 'Out of Memory'
      ? 'Free memory on this machine, then run again to resume where it ended. What was published before is still there.'
      : 'Run the command again. If the problem remains, run `ticketlake verify`, and report what both say. What was published before is still there.',
    error,
  );
}
