/** `ticketlake publish`: brings the targets of `publish:` up to date with the lake. */
import type { Command } from 'commander';
import type { TargetResult } from '../base/run-result';
import type { Config, TargetConfig } from '../config/config';
import { publishNow } from '../targets/publish-now';
import { CommandFailure, EXIT } from './failure';
import { configOf } from './configured';
import { checkedName, examples, invocation, repeatable } from './options';
import type { CommonOptions, Invocation } from './options';
import { targetLines } from './target-lines';
import type { Output } from './terminal';
import { watched } from './watched';

interface Flags extends CommonOptions {
  target?: string[];
}

export function publishCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command.option('--target <name>', 'only this target (repeatable)', repeatable).action(async (flags: Flags) => {
    end(await publish(invocation(output, command), flags));
  });
  examples(command, [
    ['ticketlake publish', 'after a target could not be reached, or publish: was changed'],
    ['ticketlake publish --target fabric --json', 'one target, for a script'],
  ]);
}

async function publish(started: Invocation, flags: Flags): Promise<number> {
  const config = configOf(started, true);
  const { output, common, terminal } = started;
  const names = targetNames(config, flags.target);
  const targets = await watched(started, config.timezone, (_, listener) =>
    publishNow(config, { names, listener, now: terminal.now }),
  );
  const exitCode = exitCodeFor(targets);
  if (common.json === true) output.json({ exit_code: exitCode, targets });
  else output.say(targetLines(targets).join('\n'));
  return exitCode;
}

function exitCodeFor(targets: readonly TargetResult[]): number {
  const failed = targets.filter(({ outcome }) => outcome === 'failed').length;
  if (failed === 0) return EXIT.done;
  return failed === targets.length ? EXIT.failed : EXIT.partly;
}

/** @throws CommandFailure (exit 2) where there is none of that name, or none at all */
export function targetNames({ publish: targets, file }: Config, asked: readonly string[] | undefined): string[] {
  const names = targets.map(({ name }) => name);
  if (names.length === 0)
    throw new CommandFailure(
      EXIT.usage,
      `${file} names no target`,
      'Add one, for example publish: [{ to: ./share, format: delta }]. See docs/how-to/publish.md.',
    );
  return asked?.map((name) => checkedName('target', name, names)) ?? names;
}

/** @throws CommandFailure (exit 2) where there is none of that name */
export function targetNamed(config: Config, asked: string): TargetConfig {
  const [name] = targetNames(config, [asked]);
  const found = config.publish.find((target) => target.name === name);
  if (found === undefined) throw new Error(`there is no target ${asked}`);
  return found;
}
