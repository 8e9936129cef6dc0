/** `ticketlake notify --test`: sends each configured notice once, and says what became of it. */
import type { Command } from 'commander';
import type { CheckFinding } from '../check/finding';
import type { NoticeConfig } from '../config/config';
import { testNotices } from '../notify/test-notices';
import type { Tested } from '../notify/test-notices';
import { CommandFailure, EXIT } from './failure';
import { printFinding } from './finding-line';
import { configOf } from './configured';
import { examples, invocation } from './options';
import type { Invocation } from './options';
import type { Output } from './terminal';

export function notifyCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command.requiredOption('--test', 'sends a test to every entry of notify:').action(async () => {
    end(await testAll(invocation(output, command)));
  });
  examples(command, [
    ['ticketlake notify --test', 'ends with exit code 1 if one did not arrive'],
    ['ticketlake notify --test --json', 'the same for a script'],
  ]);
}

async function testAll(started: Invocation): Promise<number> {
  const config = configOf(started);
  const { terminal, output, common } = started;
  if (config.notify.length === 0)
    throw new CommandFailure(EXIT.usage, `${config.file} has no entry below notify:`, NOBODY);
  const ending = new AbortController();
  const stopListening = terminal.onInterrupt(() => {
    if (ending.signal.aborted) terminal.exitAtOnce(EXIT.interrupted);
    ending.abort();
  });
  const tested = await testNotices(config, output.redact, terminal.now(), ending.signal);
  stopListening();
  if (common.json === true) output.json(answerOf(tested, exitCodeOf(tested)));
  else for (const each of tested) printFinding(started, findingOf(each));
  return ending.signal.aborted ? EXIT.interrupted : exitCodeOf(tested);
}

const NOBODY = 'Add notify: [{ url: ${TICKETLAKE_WEBHOOK} }], and set the variable in .env.';
const REMEDY = 'Check its URL, and that this machine reaches it.';

function exitCodeOf(tested: readonly Tested[]): number {
  return tested.every(({ delivery }) => delivery.ok) ? EXIT.done : EXIT.failed;
}

function findingOf({ receiver, delivery }: Tested): CheckFinding {
  const subject = `${receiver.place} (${kindOf(receiver)}; ${receiver.on.join(', ')})`;
  if (delivery.ok) return { subject, level: 'ok', message: `sent, and it answered ${delivery.status}` };
  return { subject, level: 'error', message: `not sent: ${delivery.why}`, remedy: REMEDY };
}

function kindOf({ format, ping }: NoticeConfig): string {
  return ping ? 'ping' : format;
}

function answerOf(tested: readonly Tested[], exitCode: number): object {
  const notices = tested.map(({ receiver: { place, on, format, ping }, delivery }) => ({
    notice: place,
    on,
    format: ping ? null : format,
    ping,
    sent: delivery.ok,
    status: delivery.ok ? delivery.status : null,
    error: delivery.ok ? null : delivery.why,
  }));
  return { ok: exitCode === EXIT.done, exit_code: exitCode, notices };
}
