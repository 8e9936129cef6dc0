/** `ticketlake sandbox`: the five services on loopback, for a try, for tests and for building workflows. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { readyCredentials, readyYaml } from '../../../sandbox/ready-config';
import type { FaultOrder } from '../../../sandbox/faults/faults';
import { FAULT_KINDS } from '../../../sandbox/service';
import { readTime } from '../../../vendors/time';
import { startSandbox } from '../../../sandbox/server';
import type { Sandbox } from '../../../sandbox/server';
import { suggest } from '../config/did-you-mean';
import { codeOf, messageOf } from '../base/system-error';
import { CommandFailure, EXIT } from './failure';
import { examples, invocation, numberOption, refuseConfig } from './options';
import type { CommonOptions, Invocation } from './options';
import type { Output, Terminal } from './terminal';

interface SandboxFlags extends CommonOptions {
  port: number;
  tickets?: number;
  seed?: number;
  services?: string[];
  clock?: number;
  limits: boolean;
  fault?: FaultOrder[];
  writeConfig?: string;
}

export function sandboxCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command
    .option('--port <port>', 'port, or 0 for any free one', numberOption(0, 65_535), 8320)
    .option('--tickets <n>', 'generated tickets per service (default: 5000)', numberOption(1, 1_000_000))
    .option(
      '--seed <n>',
      'chooses the tickets. With the same number and --clock they are the same (default: 1)',
      numberOption(0, 0xffffffff),
    )
    .option('--services <names>', 'only these, joined by commas', (names) => names.split(','))
    .option(
      '--clock <instant>',
      'its clock at the start, for example 2026-11-02T09:00:00Z (default: now)',
      instantOption,
    )
    .option('--no-limits', "without the services' rate limits")
    .option(
      '--fault <fault>',
      'service:kind[:times[:after]][,option=value…], for example deskpro:rate_limited:3,retryAfter=2 (repeatable)',
      faultOption,
    )
    .option('--write-config <file>', 'writes the ready ticketlake.yaml')
    .action(async (flags: SandboxFlags) => {
      refuseConfig(command);
      end(await serve(invocation(output, command), flags));
    });
  examples(command, [
    ['ticketlake sandbox --write-config ticketlake.yaml', 'then run ticketlake export in another terminal'],
    ['ticketlake sandbox --tickets 100000 --services deskpro,teamswork', 'two services with many tickets'],
    ['ticketlake sandbox --fault teamswork:rate_limited:5,retryAfter=3', 'the first five requests are refused'],
  ]);
}

function instantOption(text: string): number {
  const reading = readTime(text);
  if (reading.kind === 'instant') return Date.parse(reading.instant);
  throw new InvalidArgumentError('Write it as 2026-11-02T09:00:00Z.');
}

/** `service:kind:times:after,name=value` */
function faultOption(text: string, earlier: readonly FaultOrder[] | undefined): FaultOrder[] {
  const [head = '', ...settings] = text.split(',');
  const [service = '', kind = '', times, after, ...rest] = head.split(':');
  const options = settings.map((setting) => /^(\w+)=(.*)$/s.exec(setting));
  if (kind === '' || rest.length > 0 || options.includes(null)) {
    throw new InvalidArgumentError('Write it as service:kind:times:after,option=value.');
  }
  const order = {
    service,
    kind: checkedKind(kind),
    ...(times === undefined ? {} : { times: Number(times) }),
    ...(after === undefined ? {} : { after: Number(after) }),
    options: Object.fromEntries(
      options.map((option) => [option?.[1] ?? '', valueOf(option?.[1] ?? '', option?.[2] ?? '')]),
    ),
  };
  return [...(earlier ?? []), order];
}

function checkedKind(input: string): FaultOrder['kind'] {
  const kind = FAULT_KINDS.find((name) => name === input);
  if (kind === undefined)
    throw new InvalidArgumentError(`There is no fault "${input}". ${suggest(input, FAULT_KINDS)}`);
  return kind;
}

/** retryAfter is a header's text; the others are numbers. */
function valueOf(name: string, text: string): string | number {
  return name !== 'retryAfter' && /^-?\d+$/.test(text) ? Number(text) : text;
}

async function serve(started: Invocation, flags: SandboxFlags): Promise<number> {
  const { terminal, output, common } = started;
  const sandbox = await start(terminal, flags);
  try {
    const file =
      flags.writeConfig === undefined ? undefined : writeConfig(path.resolve(terminal.cwd, flags.writeConfig), sandbox);
    if (common.json === true) output.json(facts(sandbox, file));
    else output.verbatim(output.hint(describe(sandbox, file, common)));
    await interrupted(terminal);
    return EXIT.done;
  } finally {
    await sandbox.close();
  }
}

async function start(terminal: Terminal, flags: SandboxFlags): Promise<Sandbox> {
  const { port, tickets, seed, services, limits, fault } = flags;
  const started = await startSandbox({
    port,
    limits,
    clock: flags.clock ?? terminal.now(),
    ...(tickets === undefined ? {} : { tickets }),
    ...(seed === undefined ? {} : { seed }),
    ...(services === undefined ? {} : { services }),
    ...(fault === undefined ? {} : { faults: fault }),
  }).catch((error: unknown) => ({ error }));
  if (!('error' in started)) return started;
  const { error } = started;
  if (codeOf(error) === 'EADDRINUSE') {
    throw new CommandFailure(
      EXIT.failed,
      `port ${port} is taken`,
      'Choose another with --port, or any free one with --port 0.',
    );
  }
  throw new CommandFailure(EXIT.usage, messageOf(error));
}

function writeConfig(file: string, sandbox: Sandbox): string {
  try {
    writeFileSync(file, readyYaml(sandbox), { flag: 'wx' });
    return file;
  } catch (error) {
    const exists = codeOf(error) === 'EEXIST';
    throw new CommandFailure(
      EXIT.usage,
      exists ? `${file} exists already` : `${file} cannot be written`,
      'Name another file with --write-config.',
    );
  }
}

function facts(sandbox: Sandbox, file: string | undefined): object {
  return {
    url: sandbox.url,
    services: sandbox.services,
    config: readyYaml(sandbox),
    config_file: file ?? null,
    n8n_credentials: readyCredentials(sandbox),
  };
}

function describe(sandbox: Sandbox, file: string | undefined, { quiet, verbose }: CommonOptions): string {
  const ready = `The sandbox listens at ${sandbox.url} until Ctrl-C.`;
  if (quiet === true) return ready;
  const config =
    file === undefined
      ? `ticketlake.yaml:\n\n${indent(readyYaml(sandbox))}`
      : `Configuration: ${file}\nNow, in another terminal: ticketlake export --config ${file}`;
  const credentials = readyCredentials(sandbox);
  const n8n =
    verbose === true
      ? `n8n credentials (n8n import:credentials --input=FILE):\n\n${indent(JSON.stringify(credentials, null, 2))}`
      : `n8n credentials:\n\n${indent(credentials.map(({ name, data }) => [name, ...Object.entries(data).map(([field, value]) => `  ${field}: ${value}`)].join('\n')).join('\n'))}`;
  const control = `Its own endpoints (faults, clock, request log): ${sandbox.url}/_sandbox`;
  return [config, n8n, control, ready].join('\n\n');
}

function indent(text: string): string {
  return text.trimEnd().replace(/^(?=.)/gm, '  ');
}

function interrupted(terminal: Terminal): Promise<void> {
  return new Promise((resolve) => {
    const stop = terminal.onInterrupt(() => {
      stop();
      resolve();
    });
  });
}
