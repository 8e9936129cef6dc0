/** `${NAME}` and `${NAME:-default}` in values of the configuration. */
import { parse } from 'dotenv';
import { didYouMean } from './did-you-mean';

export type Variables = Readonly<Record<string, string | undefined>>;

export interface Expansion {
  value: string;
  /** The text as messages may show it: a variable stays its name, so that no message shows what it holds. */
  display: string;
  problems: ReadonlyArray<{ message: string; remedy: string }>;
}

const VARIABLE = /\$\{([^}]*)(\}?)/g;
const INSIDE = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;

/** Names of the environment win over those of `.env`. */
export function variablesFrom(envFile: string | null, env: Variables): Variables {
  return { ...(envFile === null ? {} : parse(envFile)), ...env };
}

/** A variable that is unset or empty takes its default, as in a shell; without one it is a problem. */
export function expand(text: string, variables: Variables): Expansion {
  const problems: Array<{ message: string; remedy: string }> = [];
  const read = (inside: string, close: string): { name: string; value: string } | undefined => {
    const [, name, fallback] = close === '}' ? (INSIDE.exec(inside) ?? []) : [];
    if (name === undefined) {
      problems.push({
        message: 'a variable is not written as ${NAME} or ${NAME:-default}',
        remedy: 'A value that holds "${" itself can stand in an environment variable or in .env.',
      });
      return undefined;
    }
    const value = variables[name];
    if (value !== undefined && value !== '') return { name, value };
    if (fallback === undefined) problems.push(missing(name, value, variables));
    return { name, value: fallback ?? '' };
  };
  const value = text.replace(VARIABLE, (_, inside: string, close: string) => read(inside, close)?.value ?? '');
  const display = text.replace(VARIABLE, (_, inside: string) => `\${${INSIDE.exec(inside)?.[1] ?? '…'}}`);
  return { value, display, problems };
}

function missing(name: string, value: string | undefined, variables: Variables): { message: string; remedy: string } {
  const near = didYouMean(
    name,
    Object.keys(variables).filter((other) => other !== name && variables[other] !== ''),
  );
  const mend = 'Set it in the environment or in the file .env beside the configuration.';
  return {
    message: `the variable ${name} is ${value === undefined ? 'not set' : 'empty'}`,
    remedy: near === undefined ? mend : `${mend} Or did you mean ${near}?`,
  };
}
