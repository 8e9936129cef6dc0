/** `ticketlake init`: from nothing to a configuration that works, and the first export. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { parse } from 'dotenv';
import type { ConfigAnswers } from './init/config-text';
import { configText } from './init/config-text';
import { envFileOf, envWith } from './init/env-file';
import { ignoreText, isInRepository } from './init/git-ignore';
import type { Answers } from './init/interview';
import { interview } from './init/interview';
import { interviewerOf } from './init/interviewer';
import type { Scripted } from './init/scripted';
import { scriptedSources } from './init/scripted';
import { problemOf } from './init/source-draft';
import { tested } from './init/tested';
import type { ExportResult } from '../base/run-result';
import { readIfThere, writeWhole } from '../base/whole-file';
import type { Asker } from './asker';
import { runWatched, sayResult } from './export';
import { CommandFailure, EXIT } from './failure';
import { configOf } from './configured';
import { configFlag, examples, invocation, repeatable } from './options';
import type { CommonOptions, Invocation } from './options';
import type { Output } from './terminal';

interface InitFlags extends CommonOptions, Scripted {
  yes?: boolean;
  timezone?: string;
  lake?: string;
  export: boolean;
}

export function initCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command
    .option('--yes', 'asks nothing, and takes the answers from the options below')
    .option('--service <vendor>', 'a service (repeatable, as are the next three)', repeatable)
    .option('--url <url>', "the service's address", repeatable)
    .option('--key-env <name>', 'the environment variable that holds its key', repeatable)
    .option('--name <name>', "the source's name (default: the service's)", repeatable)
    .option('--timezone <zone>', "reporting time zone (default: the machine's)")
    .option('--lake <dir>', 'folder of the lake, relative to the configuration (default: ./lake)')
    .option('--no-export', 'ends when the files are written')
    .action(async (flags: InitFlags) => {
      end(await init(invocation(output, command), flags));
    });
  examples(command, [
    ['ticketlake init', 'asks one question after the other. Ctrl-C leaves nothing behind'],
    [
      'ticketlake init --yes --service deskpro --url acme.example --key-env KEY',
      'for scripts, with the key in the environment',
    ],
  ]);
}

/** What is known before a file is written. */
interface PreparedFiles {
  answers: Answers;
  /** Keys that go to `.env`, by variable. */
  keys: ReadonlyMap<string, string>;
  exports: boolean;
}

async function init(started: Invocation, flags: InitFlags): Promise<number> {
  const { terminal, output, common } = started;
  const file = path.resolve(terminal.cwd, common.config);
  const prepared = flags.yes === true ? await byFlags(started, flags, file) : await byQuestions(started, flags, file);
  const files = writeFiles(file, prepared);
  if (common.json !== true) for (const each of files) output.say(`written: ${each}`);
  const result = prepared.exports ? await firstExport(started) : null;
  if (common.json === true) output.json(initResult(file, files, prepared, result));
  else if (result === null) output.say(`Next: ticketlake export${configFlag(common)}`);
  return result?.exit_code ?? EXIT.done;
}

async function byFlags(started: Invocation, flags: InitFlags, file: string): Promise<PreparedFiles> {
  const { terminal, output } = started;
  if (existsSync(file))
    throw new CommandFailure(EXIT.usage, `${file} exists already`, 'Name another file with --config, or remove it.');
  const variables = { ...parse(readIfThere(envFileOf(file))), ...terminal.env };
  const drafts = scriptedSources(flags, variables);
  if (!drafts.ok) throw new CommandFailure(EXIT.usage, drafts.message, drafts.remedy);
  output.hide(drafts.sources.map(({ key }) => key));
  const answers: Answers = {
    sources: drafts.sources,
    timezone: flags.timezone ?? machineZone(),
    lake: flags.lake ?? './lake',
  };
  refuseUnreadable(file, answers, variables);
  for (const draft of drafts.sources) {
    const findings = await tested(started, draft);
    if (findings.some(({ level }) => level === 'error'))
      throw new CommandFailure(EXIT.failed, `${draft.name} cannot be read with this key, so nothing was written`);
  }
  return { answers, keys: new Map(), exports: flags.export };
}

async function byQuestions(started: Invocation, flags: InitFlags, file: string): Promise<PreparedFiles> {
  const { service, url, keyEnv, name, timezone, lake } = flags;
  const answered = [service, url, keyEnv, name, timezone, lake];
  const interviewer = interviewerOf(started, { command: 'init', file, answers: answered });
  const { ask } = interviewer;
  await askToReplace(ask, file);
  const answers = await interview(interviewer, machineZone());
  const keys = new Map(answers.sources.map(({ variable, key }) => [variable, key]));
  refuseUnreadable(file, answers, Object.fromEntries(keys));
  const exports = flags.export && (await ask.confirm('Export now?', true));
  return { answers, keys, exports };
}

async function askToReplace(ask: Asker, file: string): Promise<void> {
  if (!existsSync(file)) return;
  if (await ask.confirm(`${file} exists already. Replace it?`, false)) return;
  throw new CommandFailure(EXIT.usage, 'nothing was written', 'Name another file with --config FILE.');
}

/** Whatever the questions let pass is refused before a file is written, not at the first export. */
function refuseUnreadable(
  file: string,
  answers: Answers,
  variables: Readonly<Record<string, string | undefined>>,
): void {
  const problem = problemOf(answers, file, variables);
  if (problem !== undefined)
    throw new CommandFailure(EXIT.usage, `${problem.message}, so nothing was written`, problem.remedy);
}

function writeFiles(file: string, { answers, keys }: PreparedFiles): string[] {
  const folder = path.dirname(file);
  const files: string[] = [];
  const write = (name: string, text: string, mode: number): void => {
    writeWhole(name, text, mode);
    files.push(name);
  };
  const ignore = path.join(folder, '.gitignore');
  const ignored = isInRepository(folder) ? ignoreText(readIfThere(ignore), ignoredBeside(folder, answers)) : undefined;
  // Before the keys are there, so that at no time a commit could take them in.
  if (ignored !== undefined) write(ignore, ignored, 0o644);
  if (keys.size > 0) write(envFileOf(file), envWith(file, keys), 0o600);
  write(file, configText(answers), 0o644);
  return files;
}

function ignoredBeside(folder: string, { lake }: ConfigAnswers): string[] {
  const inside = path.relative(folder, path.resolve(folder, lake));
  const isBelow = inside !== '' && !inside.startsWith('..') && !path.isAbsolute(inside);
  return ['.env', ...(isBelow ? [`/${inside.split(path.sep).join('/')}/`] : [])];
}

function machineZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

async function firstExport(started: Invocation): Promise<ExportResult> {
  const config = configOf(started);
  const { result, published } = await runWatched(started, config, { full: false, since: null, concurrency: null });
  if (started.common.json !== true) sayResult(started, config, result, published);
  return result;
}

function initResult(
  file: string,
  files: readonly string[],
  { answers }: PreparedFiles,
  result: ExportResult | null,
): object {
  const sources = answers.sources.map(({ name, vendor, url, variable }) => ({
    name,
    vendor: vendor.name,
    url,
    variable,
  }));
  return {
    config: file,
    written: files,
    lake: path.resolve(path.dirname(file), answers.lake),
    sources,
    export: result,
  };
}
