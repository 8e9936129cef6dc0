/** Where the SQL of a query comes from. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { toResult } from '../../../vendors/result';
import { codeOf } from '../base/system-error';
import { CommandFailure, EXIT } from './failure';
import type { Terminal } from './terminal';

export interface SqlFlags {
  file?: string;
}

/**
 * @param argument on the command line; `-` is standard input
 * @throws CommandFailure (exit 2) where there is none, or two, or the file cannot be read
 */
export async function sqlOf(terminal: Terminal, argument: string | undefined, { file }: SqlFlags): Promise<string> {
  if (argument !== undefined && file !== undefined)
    throw new CommandFailure(EXIT.usage, 'SQL was given twice, on the command line and with --file', 'Leave out one.');
  if (argument !== undefined && argument !== '-') return argument;
  if (file !== undefined && file !== '-') return fromFile(path.resolve(terminal.cwd, file));
  if (terminal.stdin !== null) return withoutMark(await text(terminal.stdin));
  throw new CommandFailure(
    EXIT.usage,
    'no SQL was given',
    'Give one statement in quotes, name a file with --file, or send it to standard input.',
  );
}

async function fromFile(file: string): Promise<string> {
  const read = await toResult(readFile(file, 'utf8'));
  if (read.status === 'fulfilled') return withoutMark(read.value);
  const why = codeOf(read.reason) === 'ENOENT' ? 'there is no such file' : 'the file cannot be read';
  throw new CommandFailure(EXIT.usage, `${file}: ${why}`, 'Name the file with the SQL, relative to this folder.');
}

/** Editors of Windows begin a file with a byte order mark, which is no SQL. */
function withoutMark(sql: string): string {
  return sql.replace(/^\uFEFF/, '');
}
