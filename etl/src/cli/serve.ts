/** `ticketlake serve`: scheduled exports, HTTP API, files, OData, status page; until it is told to end. */
import { dictionary } from '../../../vendors/dictionary';
import type { Command } from 'commander';
import { toResult } from '../../../vendors/result';
import { printable } from '../base/printable';
import type { Config } from '../config/config';
import type { Service } from '../serve/service';
import { codeOf, systemCallOf } from '../base/system-error';
import { CommandFailure, EXIT } from './failure';
import { bringUpToDate, configOf } from './configured';
import { examples, invocation, logFormat, numberOption } from './options';
import type { CommonOptions, Invocation } from './options';
import type { Output, Terminal } from './terminal';
import { progressOptions } from './watched';

interface ServeFlags extends CommonOptions {
  host?: string;
  port?: number;
}

export function serveCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command
    .option('--host <host>', 'where it listens (default: serve.host, else 127.0.0.1)')
    .option('--port <port>', 'port, or 0 for any free one (default: serve.port, else 8321)', numberOption(0, 65_535))
    .action(async (flags: ServeFlags) => {
      end(await serve(invocation(output, command), flags));
    });
  examples(command, [
    ['ticketlake serve', 'status page, API and feed at http://127.0.0.1:8321, until Ctrl-C'],
    ['ticketlake serve --host 0.0.0.0 --port 8321', 'for other machines, which needs serve.token'],
  ]);
}

async function serve(started: Invocation, flags: ServeFlags): Promise<number> {
  const config = configOf(started);
  await bringUpToDate(started, config);
  const { terminal, output, common } = started;
  const host = flags.host ?? config.serve.host;
  const { checkListenAddress } = await import('../serve/service.js');
  const why = checkListenAddress(host, config.serve.token);
  if (why !== null) throw new CommandFailure(EXIT.usage, why.message, why.remedy);
  const service = await start(started, config, host, flags.port ?? config.serve.port);
  const facts = { url: service.url, lake: config.lake, schedule: config.schedule };
  if (common.json === true) output.json(facts);
  else output.say(`The service listens at ${service.url} until Ctrl-C. Feed for BI: ${service.url}/odata/`);
  await ended(terminal, output, service);
  return EXIT.done;
}

async function start(
  { terminal, output, common }: Invocation,
  config: Config,
  host: string,
  port: number,
): Promise<Service> {
  const [{ startService }, { createLog }, { createProgress }] = await Promise.all([
    import('../serve/service.js'),
    import('../serve/http/log.js'),
    import('../progress/progress.js'),
  ]);
  const write = (text: string): void => {
    terminal.stderr.write(printable(text));
  };
  const [quiet, verbose] = [common.quiet === true, common.verbose === true];
  const { redact } = output;
  const log = createLog({ format: logFormat(terminal, common), write, redact, quiet, verbose });
  const { timezone } = config;
  const progress = { ...progressOptions(terminal, common, redact), timezone, hasBars: false, hasSummary: false };
  const { listener } = createProgress(progress);
  const begun = await toResult(startService({ config, host, port, log, listener, redact }));
  if (begun.status === 'fulfilled') return begun.value;
  const problem = OF_ADDRESS.has(systemCallOf(begun.reason)) ? LISTENING[codeOf(begun.reason)] : undefined;
  if (problem === undefined) throw begun.reason;
  throw new CommandFailure(EXIT.failed, problem.says(host, port), problem.remedy);
}

/** Not of a file, to which a user may have no right either. */
const OF_ADDRESS = new Set(['listen', 'bind', 'getaddrinfo']);

const LISTENING: Readonly<Record<string, { says(host: string, port: number): string; remedy: string }>> = dictionary({
  EADDRINUSE: {
    says: (_host, port) => `port ${port} is taken`,
    remedy: 'Choose another with --port, or any free one with --port 0.',
  },
  EADDRNOTAVAIL: {
    says: (host) => `this machine has no address ${host}`,
    remedy: 'Choose another with --host, for example 127.0.0.1 or 0.0.0.0.',
  },
  ENOTFOUND: {
    says: (host) => `there is no host ${host}`,
    remedy: 'Choose another with --host, for example 127.0.0.1.',
  },
  EACCES: {
    says: (_host, port) => `port ${port} needs the rights of an administrator`,
    remedy: 'Choose one above 1023 with --port.',
  },
});

/** The first signal lets the run end after the page in hand; the second ends everything at once. */
function ended(terminal: Terminal, output: Output, service: Service): Promise<void> {
  return new Promise((resolve, reject) => {
    let isEnding = false;
    const stop = terminal.onInterrupt(() => {
      if (isEnding) {
        service.kill();
        terminal.exitAtOnce(EXIT.interrupted);
        return;
      }
      isEnding = true;
      if (!output.quiet)
        output.err(
          'Ending. A run that is under way ends after the page in hand. A second signal ends everything at once.',
        );
      void service.close().finally(stop).then(resolve, reject);
    });
  });
}
