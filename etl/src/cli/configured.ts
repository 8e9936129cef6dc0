/** The configuration of a command. Apart from the options, so that help does not load what reads it. */
import { secretsOf } from '../config/config';
import type { Config } from '../config/config';
import { loadConfig } from '../config/load';
import { describeProblem } from '../config/problem';
import { CommandFailure, EXIT } from './failure';
import type { Invocation } from './options';

/**
 * @param skipSecrets secrets are not used: their variables need not be set
 * @throws CommandFailure (exit 2) that says every problem of the file
 */
export function configOf({ terminal, output, common }: Invocation, skipSecrets = false): Config {
  const loaded = loadConfig(common.config, terminal.env, terminal.cwd, skipSecrets);
  if (loaded.ok) {
    output.hide(secretsOf(loaded.config));
    return loaded.config;
  }
  const [first, ...others] = loaded.problems.map((problem) =>
    describeProblem(common.config, { ...problem, remedy: output.hint(problem.remedy) }),
  );
  throw new CommandFailure(EXIT.usage, [first, ...others].join('\n'));
}

/** For a command that only looks at the lake, which needs no keys. Its folder may be a copy of what a store holds. */
export async function readingConfigOf(started: Invocation): Promise<Config> {
  const config = configOf(started, true);
  await bringUpToDate(started, config);
  return config;
}

export async function bringUpToDate({ output, terminal }: Invocation, config: Config): Promise<void> {
  if (config.state === undefined) return;
  // Most lakes need nothing of it.
  const { fetchToRead } = await import('../targets/remote-state/reading.js');
  const note = await fetchToRead(config, terminal.now);
  if (note !== null && !output.quiet) output.err(`warning: ${note}`);
}

/**
 * For a command that needs no keys, but publishes.
 * @throws CommandFailure (exit 2) when masks have a salt that is not set
 */
export function publishingConfigOf(started: Invocation): Config {
  const config = configOf(started, true);
  if (config.mask?.isSaltUnset !== true) return config;
  throw new CommandFailure(
    EXIT.usage,
    `${started.common.config}: the variable of mask.salt is not set, and without the salt nothing can be published`,
    'Set it in the environment or in the file .env beside the configuration.',
  );
}
