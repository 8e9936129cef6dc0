/** Who asks the questions of `init` and `add`: someone must sit at a terminal to answer them. */
import { parse } from 'dotenv';
import { readIfThere } from '../../base/whole-file';
import { createAsker } from '../asker';
import { CommandFailure, EXIT } from '../failure';
import type { Invocation } from '../options';
import { envFileOf, freeVariable } from './env-file';
import type { SourceInterviewer } from './interview';
import type { Scripted } from './scripted';
import { tested } from './tested';

/**
 * @param file of the configuration; its `.env` says which variables are taken
 * @param answers options that would answer a question
 * @throws CommandFailure (exit 2) where an answer was given as an option, or nobody can be asked
 */
export function interviewerOf(
  started: Invocation,
  {
    command,
    file,
    answers,
  }: { command: string; file: string; answers: ReadonlyArray<Scripted[keyof Scripted] | string> },
): SourceInterviewer {
  const { terminal, output, common } = started;
  if (answers.some((answer) => answer !== undefined))
    throw new CommandFailure(EXIT.usage, 'options that answer questions need --yes', 'Add --yes, or leave them out.');
  if (terminal.dialogue === null || common.json === true)
    throw new CommandFailure(
      EXIT.usage,
      `${command} asks questions, and there is no terminal to ask at`,
      `Give the answers as options: ticketlake ${command} --yes --service deskpro --url URL --key-env VARIABLE (see ticketlake ${command} --help).`,
    );
  const ask = createAsker(terminal.dialogue, 'nothing was written');
  const before = parse(readIfThere(envFileOf(file)));
  const hidden: string[] = [];
  return {
    ask,
    variableOf: (source, key, taken) => freeVariable(ask, source, key, [taken, terminal.env, before]),
    test: (draft) => tested(started, draft),
    hide: (key) => {
      hidden.push(key);
      output.hide(hidden);
    },
    say: (line) => {
      output.say(line);
    },
  };
}
