/** The test of a key while it is asked for. */
import type { CheckFinding } from '../../check/finding';
import { printFinding } from '../finding-line';
import { CommandFailure, EXIT } from '../failure';
import type { Invocation } from '../options';
import type { SourceDraft } from './source-draft';
import { testDraft } from './source-draft';

/** Asks the service and shows what it says. Ctrl-C ends the asking, and with it the command. */
export async function tested(started: Invocation, draft: SourceDraft): Promise<CheckFinding[]> {
  const { terminal, output, common } = started;
  const ending = new AbortController();
  const stopListening = terminal.onInterrupt(() => {
    ending.abort();
  });
  if (common.json !== true) output.say(`Asking ${draft.vendor.title} …`);
  try {
    const findings = await testDraft(draft, { signal: ending.signal, env: terminal.env, now: terminal.now });
    if (common.json !== true) for (const finding of findings) printFinding(started, finding);
    if (ending.signal.aborted) throw new CommandFailure(EXIT.interrupted, 'ended: nothing was written');
    return findings;
  } finally {
    stopListening();
  }
}
