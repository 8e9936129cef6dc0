/** Questions to whoever sits at the terminal. Ctrl-C at any of them ends the command with exit code 130. */
import { confirm, isCancel, password, select, text } from '@clack/prompts';
import { CommandFailure, EXIT } from './failure';
import type { Dialogue } from './terminal';

/** @returns what is wrong with an answer, or undefined */
export type Validator = (answer: string) => string | undefined;

export interface TextQuestion {
  message: string;
  /** What an empty answer means. */
  usual?: string;
  /** Shown where the answer will stand. */
  example?: string;
  validate?: Validator;
}

export interface PromptChoice<T extends string> {
  value: T;
  label: string;
}

export interface Asker {
  text(question: TextQuestion): Promise<string>;
  /** Nothing of the answer is shown. */
  secret(message: string, validate: Validator): Promise<string>;
  choose<T extends string>(message: string, choices: ReadonlyArray<PromptChoice<T>>): Promise<T>;
  confirm(message: string, usual: boolean): Promise<boolean>;
}

/** @param left what to say when the questions are left, as "nothing was written" */
export function createAsker({ input, output }: Dialogue, left: string): Asker {
  const answered = <T>(answer: T): Exclude<T, symbol> => {
    if (isCancel(answer)) throw new CommandFailure(EXIT.interrupted, `ended: ${left}`);
    return answer as Exclude<T, symbol>;
  };
  return {
    text: async ({ message, usual, example, validate }) => {
      const defaults = usual === undefined ? {} : { defaultValue: usual };
      const placeholder = usual ?? example;
      return answered(
        await text({
          input,
          output,
          message,
          ...defaults,
          ...(placeholder === undefined ? {} : { placeholder }),
          validate: (answer) =>
            validate === undefined ? undefined : validate(answer === '' || !answer ? (usual ?? '') : answer),
        }),
      );
    },
    secret: async (message, validate) =>
      answered(await password({ input, output, message, validate: (answer) => validate(answer ?? '') })),
    choose: async (message, choices) => {
      const chosen = answered(await select<string>({ input, output, message, options: [...choices] }));
      const found = choices.find(({ value }) => value === chosen);
      if (found === undefined) throw new Error('what was chosen was not offered');
      return found.value;
    },
    confirm: async (message, usual) => answered(await confirm({ input, output, message, initialValue: usual })),
  };
}
