/** `ticketlake check`: a line each for everything that an export needs. */
import type { Command } from 'commander';
import type { CheckFinding, FindingLevel } from '../check/finding';
import { checkKeys } from '../check/keys';
import { checkLake } from '../check/lake';
import { checkMasks } from '../check/masks';
import { checkNotices } from '../check/notices';
import { checkSecrets } from '../check/secrets';
import { checkSource } from '../check/source';
import { checkState } from '../check/state';
import { checkTargets } from '../check/targets';
import { checkTelemetry } from '../check/telemetry';
import { checkZones } from '../check/zones';
import type { Config, SourceConfig } from '../config/config';
import { masksPeople } from '../config/mask';
import type { Listener } from '../base/events';
import { EXIT } from './failure';
import { configOf } from './configured';
import { printFinding } from './finding-line';
import { checkedName, examples, invocation, repeatable } from './options';
import type { CommonOptions, Invocation } from './options';
import type { Output } from './terminal';

interface CheckFlags extends CommonOptions {
  source?: string[];
}

export function checkCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command.option('--source <name>', 'only this source (repeatable)', repeatable).action(async (flags: CheckFlags) => {
    end(await check(invocation(output, command), flags));
  });
  examples(command, [
    ['ticketlake check', 'before the first export, and when something is odd'],
    ['ticketlake check --source acme --json', 'one source, for a script'],
  ]);
}

async function check(started: Invocation, flags: CheckFlags): Promise<number> {
  const config = configOf(started);
  const names = config.sources.map((source) => source.name);
  const requested = flags.source?.map((name) => checkedName('source', name, names)) ?? names;
  const sources = config.sources.filter((source) => requested.includes(source.name));
  const findings: CheckFinding[] = [];
  const report = (found: readonly CheckFinding[]): void => {
    for (const finding of found) {
      findings.push(finding);
      if (started.common.json !== true) printFinding(started, finding);
    }
  };
  report([
    {
      subject: 'config',
      level: 'ok',
      message: `${config.file}: ${config.sources.length} source${config.sources.length === 1 ? '' : 's'}`,
    },
  ]);
  report(checkSecrets(config));
  report(checkMasks(config));
  report(checkNotices(config));
  report(checkTelemetry(config));
  report(checkKeys(config, requested));
  report(checkLake(config));
  report(await checkState(config, started.terminal.now));
  report(await checkZones(zonesOf(config), started.terminal.now()));
  report(await checkTargets(config));
  await askSources(started, config, sources, report);
  const exitCode = findings.some(({ level }) => level === 'error') ? EXIT.failed : EXIT.done;
  if (started.common.json === true) started.output.json({ ok: exitCode === EXIT.done, exit_code: exitCode, findings });
  else started.output.say(summary(findings));
  return exitCode;
}

/** All at once; told in the order of the file. */
async function askSources(
  { terminal, common, output }: Invocation,
  { proxy, mask }: Pick<Config, 'proxy' | 'mask'>,
  sources: readonly SourceConfig[],
  report: (found: readonly CheckFinding[]) => void,
): Promise<void> {
  const ending = new AbortController();
  const stopListening = terminal.onInterrupt(() => {
    if (ending.signal.aborted) terminal.exitAtOnce(EXIT.interrupted);
    ending.abort();
  });
  const listener: Listener = (event) => {
    if (common.verbose === true && event.type === 'note') output.err(`${event.source ?? ''}: ${event.message}`);
  };
  const hidesPeople = masksPeople(mask);
  const asked = sources.map((source) =>
    checkSource(source, { signal: ending.signal, proxy, hidesPeople, now: terminal.now, listener }),
  );
  await Promise.allSettled(asked);
  stopListening();
  for (const findings of asked) report(await findings);
}

function zonesOf(config: Config): string[] {
  return [...new Set([config.timezone, ...config.sources.flatMap(({ timezone }) => timezone ?? [])])];
}

function summary(findings: readonly CheckFinding[]): string {
  const of = (level: FindingLevel): number => findings.filter((finding) => finding.level === level).length;
  if (of('error') > 0) return `${of('error')} to fix before an export can work.`;
  return of('warning') > 0 ? 'An export can work. See the warnings.' : 'Everything works. Next: ticketlake export';
}
