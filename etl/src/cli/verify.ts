/** `ticketlake verify`: proves what was published. */
import { zonedMinute } from '../base/zoned-time';
import type { Command } from 'commander';
import pc from 'picocolors';
import { count, counted } from '../progress/format';
import type { Finding } from '../verify/finding';
import type { Verification, VerifiedTable } from '../verify/verify';
import { verifyLake } from '../verify/verify';
import { TICKETS_AWAITED } from '../base/tickets-awaited';
import { EXIT } from './failure';
import { readingConfigOf } from './configured';
import { examples, invocation } from './options';
import type { CommonOptions, Invocation } from './options';
import { targetNamed } from './publish';
import type { TargetVerification } from '../targets/verify-target';
import type { Output } from './terminal';

export function verifyCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command
    .option('--target <name>', 'reads this target back and compares it with the lake')
    .action(async (flags: Flags) => {
      const started = invocation(output, command);
      end(await (flags.target === undefined ? verify(started) : verifyOne(started, flags.target)));
    });
  examples(command, [
    ['ticketlake verify', 'one line per table. The exit code is 1 if something is wrong'],
    ['ticketlake verify --target fabric', 'every object of a target, downloaded and compared with the lake'],
    ['ticketlake verify --json', 'for a script, as one object with every finding'],
  ]);
}

async function verifyOne(started: Invocation, name: string): Promise<number> {
  const { output, common, terminal } = started;
  const config = await readingConfigOf(started);
  const target = targetNamed(config, name);
  if (target.isLake) return verify(started);
  const { verifyTarget } = await import('../targets/verify-target.js');
  const found = await verifyTarget(config, target, terminal.now);
  const exitCode = found.ok ? EXIT.done : EXIT.failed;
  if (common.json === true) output.json({ exit_code: exitCode, ...found });
  else printTarget(started, found);
  return exitCode;
}

function printTarget(
  { output, terminal }: Invocation,
  { target, to, rows, run_id, findings }: TargetVerification,
): void {
  const bad = pc.createColors(terminal.hasColor).red('✗');
  for (const { table, object, message } of findings) output.out(`${bad} ${object ?? table ?? to}: ${message}`);
  if (findings.length > 0) output.out(`${counted(findings.length, 'finding')}.\n    Run \`ticketlake publish\`.`);
  else output.say(`${target} (${to}) is as the lake: run ${run_id}, ${counted(rows, 'row')}.`);
}

interface Flags extends CommonOptions {
  target?: string;
}

async function verify(started: Invocation): Promise<number> {
  const { output, common } = started;
  const config = await readingConfigOf(started);
  const found = await verifyLake(config.lake);
  const exitCode = found.ok ? EXIT.done : EXIT.failed;
  if (common.json === true) output.json({ exit_code: exitCode, ...found });
  else print(started, config.timezone, found);
  return exitCode;
}

function print(
  { output, terminal }: Invocation,
  timezone: string,
  { tables, findings, run_id, published_at, awaits_tickets }: Verification,
): void {
  const color = pc.createColors(terminal.hasColor);
  const [ok, bad] = [color.green('✓'), color.red('✗')];
  for (const each of findings.filter(({ table }) => table === null)) output.out(lines(bad, each.file ?? 'lake', each));
  for (const table of tables) {
    const own = findings.filter((each) => each.table === table.table);
    if (own.length === 0 && table.ok) output.say(`${ok} ${table.table}: ${sizeOf(table)}`);
    for (const each of own)
      output.out(lines(bad, [each.table, each.file].filter((part) => part !== null).join(': '), each));
  }
  if (awaits_tickets)
    output.out(output.hint(`${color.yellow('!')} ${TICKETS_AWAITED.message}\n    ${TICKETS_AWAITED.remedy}`));
  if (findings.length > 0) output.out(`${counted(findings.length, 'finding')}.`);
  else
    output.say(
      `All is as published by run ${run_id ?? ''}${published_at === null ? '' : ` at ${zonedMinute(published_at, timezone)}`}.`,
    );
}

function sizeOf({ rows, files, bytes }: VerifiedTable): string {
  return `${counted(rows, 'row')} in ${counted(files, 'file')}, ${count(bytes)} bytes`;
}

function lines(mark: string, where: string, { message, examples: exampleList, remedy }: Finding): string {
  const of = exampleList.length === 0 ? '' : `, for example ${exampleList.join('; ')}`;
  return `${mark} ${where}: ${message}${of}\n    ${remedy}`;
}
