/** `ticketlake mcp`: the tools of an assistant over standard input and output, until the assistant leaves. */
import type { Command } from 'commander';
import type { Config } from '../config/config';
import { CommandFailure, EXIT } from './failure';
import { readingConfigOf } from './configured';
import { examples, invocation } from './options';
import type { Invocation } from './options';
import type { Output } from './terminal';

export function mcpCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command.action(async () => {
    end(await serveAssistant(invocation(output, command)));
  });
  examples(command, [
    [
      'ticketlake mcp --config /srv/ticketlake/ticketlake.yaml',
      'as an assistant starts it (see docs/how-to/assistants.md)',
    ],
  ]);
}

async function serveAssistant(started: Invocation): Promise<number> {
  const config = await readingConfigOf(started);
  const { stdin } = started.terminal;
  if (stdin === null) {
    throw new CommandFailure(
      EXIT.usage,
      'an assistant starts this command and speaks to it over standard input',
      'Name it in the settings of the assistant, as docs/how-to/assistants.md says. To ask questions yourself, use ticketlake query.',
    );
  }
  await untilLeft(started, config, stdin);
  return EXIT.done;
}

async function untilLeft(
  { terminal, output }: Invocation,
  config: Config,
  stdin: NonNullable<Invocation['terminal']['stdin']>,
): Promise<void> {
  const { openAssistant } = await import('../serve/assistant.js');
  const assistant = await openAssistant(config, stdin, terminal.stdout, (message) => {
    output.err(message);
  });
  let stop: () => void = () => undefined;
  const interrupted = new Promise<void>((resolve) => {
    stop = terminal.onInterrupt(resolve);
  });
  await Promise.race([interrupted, assistant.left]);
  stop();
  await assistant.close();
}
