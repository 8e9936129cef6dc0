/** How this program was started, so that its hints name commands that can be typed where they are read. */
import type { Variables } from '../config/variables';
import { COMMAND_NAMES } from './command-names';

export type StartedAs = 'ticketlake' | 'npx ticketlake';

/** `npx` and `npm exec` say so in the environment; whatever else starts this program has it on the path. */
export function startedAs(env: Variables): StartedAs {
  return env['npm_command'] === 'exec' ? 'npx ticketlake' : 'ticketlake';
}

const COMMAND = new RegExp(`(?<![\\w./@-]|npx )ticketlake (?=(?:${COMMAND_NAMES.join('|')})\\b)`, 'g');

export function hintFor(text: string, started: StartedAs): string {
  return started === 'ticketlake' ? text : text.replace(COMMAND, `${started} `);
}
