/** `ticketlake add`: one more source in a configuration that is there. */
import { isDeepStrictEqual } from 'node:util';
import path from 'node:path';
import type { Command } from 'commander';
import { parse } from 'dotenv';
import { readIfThere, writeWhole } from '../base/whole-file';
import type { Config, SourceConfig } from '../config/config';
import { readConfig } from '../config/load';
import { configOf } from './configured';
import { CommandFailure, EXIT } from './failure';
import { withSource } from './init/added-source';
import { ignoreText, isInRepository } from './init/git-ignore';
import { envFileOf, envWith } from './init/env-file';
import { askSource } from './init/interview';
import { interviewerOf } from './init/interviewer';
import type { Scripted } from './init/scripted';
import { scriptedSources } from './init/scripted';
import type { SourceDraft } from './init/source-draft';
import { tested } from './init/tested';
import { configFlag, examples, invocation, repeatable } from './options';
import type { CommonOptions, Invocation } from './options';
import type { Output } from './terminal';

interface AddFlags extends CommonOptions, Scripted {
  yes?: boolean;
}

export function addCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command
    .option('--yes', 'asks nothing, and takes the answers from the options below')
    .option('--service <vendor>', 'the service', repeatable)
    .option('--url <url>', 'its address', repeatable)
    .option('--key-env <name>', 'the environment variable that holds its key', repeatable)
    .option('--name <name>', "the source's name (default: the service's)", repeatable)
    .action(async (flags: AddFlags) => {
      end(await add(invocation(output, command), flags));
    });
  examples(command, [
    ['ticketlake add', 'asks one question after the other. Ctrl-C leaves nothing behind'],
    ['ticketlake add --yes --service notific --url acme.example --key-env KEY', 'for scripts'],
  ]);
}

async function add(started: Invocation, flags: AddFlags): Promise<number> {
  const { terminal, output, common } = started;
  const config = configOf(started, true);
  const { draft, keys } =
    flags.yes === true ? await byFlags(started, flags, config) : await byQuestions(started, flags, config);
  const text = readIfThere(config.file);
  const extended = withSource(text, draft);
  if (extended === undefined || !isAsMeant(extended, config, draft, terminal.env))
    throw new CommandFailure(
      EXIT.failed,
      `${config.file} cannot be extended without changing its other lines`,
      'Write each source on lines of its own below sources:, or add this one by hand. Nothing was written.',
    );
  const files = writeFiles(config.file, extended, keys);
  const { name, vendor, url, variable } = draft;
  if (common.json === true)
    output.json({ config: config.file, written: files, source: { name, vendor: vendor.name, url, variable } });
  else {
    for (const each of files) output.say(`written: ${each}`);
    output.say(`Next: ticketlake export --source ${name}${configFlag(common)}`);
  }
  return EXIT.done;
}

function writeFiles(file: string, text: string, keys: ReadonlyMap<string, string>): string[] {
  const files: Array<[name: string, text: string, mode: number]> = [[file, text, 0o644]];
  if (keys.size > 0) {
    files.unshift([envFileOf(file), envWith(file, keys), 0o600]);
    const ignore = path.join(path.dirname(file), '.gitignore');
    const ignored = isInRepository(path.dirname(file)) ? ignoreText(readIfThere(ignore), ['.env']) : undefined;
    // Before the key is there, so that at no time a commit could take it in.
    if (ignored !== undefined) files.unshift([ignore, ignored, 0o644]);
  }
  for (const [name, content, mode] of files) writeWhole(name, content, mode);
  return files.map(([name]) => name);
}

interface PreparedSource {
  draft: SourceDraft;
  /** Keys that go to `.env`, by variable. */
  keys: ReadonlyMap<string, string>;
}

async function byFlags(started: Invocation, flags: AddFlags, config: Config): Promise<PreparedSource> {
  const { terminal, output } = started;
  const variables = { ...parse(readIfThere(envFileOf(config.file))), ...terminal.env };
  const drafts = scriptedSources(flags, variables, namesOf(config));
  if (!drafts.ok) throw new CommandFailure(EXIT.usage, drafts.message, drafts.remedy);
  const [draft, ...others] = drafts.sources;
  if (draft === undefined || others.length > 0)
    throw new CommandFailure(EXIT.usage, 'one service can be added at a time', 'Run the command once for each.');
  output.hide([draft.key]);
  if ((await tested(started, draft)).some(({ level }) => level === 'error'))
    throw new CommandFailure(EXIT.failed, `${draft.name} cannot be read with this key, so nothing was written`);
  return { draft, keys: new Map() };
}

async function byQuestions(started: Invocation, flags: AddFlags, config: Config): Promise<PreparedSource> {
  const { service, url, keyEnv, name } = flags;
  const interviewer = interviewerOf(started, {
    command: 'add',
    file: config.file,
    answers: [service, url, keyEnv, name],
  });
  const draft = await askSource(
    interviewer,
    namesOf(config).map((taken) => ({ name: taken, variable: '' })),
  );
  if (draft === undefined)
    throw new CommandFailure(EXIT.usage, 'nothing was written', 'Run it again to add a service.');
  return { draft, keys: new Map([[draft.variable, draft.key]]) };
}

function namesOf({ sources }: Config): string[] {
  return sources.map(({ name }) => name);
}

/** Read again, the file says what it said, and one source more. */
function isAsMeant(text: string, before: Config, draft: SourceDraft, env: Invocation['terminal']['env']): boolean {
  const variables = { ...parse(readIfThere(envFileOf(before.file))), ...env };
  const loaded = readConfig(text, before.file, variables, true);
  if (!loaded.ok) return false;
  const { sources, ...rest } = loaded.config;
  const { sources: earlier, ...restBefore } = before;
  const kept: SourceConfig[] = sources.filter(({ name }) => name !== draft.name);
  const added = sources.find(({ name }) => name === draft.name);
  return (
    isDeepStrictEqual(kept, earlier) &&
    isDeepStrictEqual(rest, restBefore) &&
    added?.vendor === draft.vendor &&
    added.url === draft.url
  );
}
