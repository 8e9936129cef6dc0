/** Colours of what commands print; none where the terminal has none. */
import pc from 'picocolors';
import { dictionary } from '../../../vendors/dictionary';

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  /** What asks for attention. */
  warn(text: string): string;
  /** A word for how something ended, in its colour. */
  outcome(word: string): string;
}

export function paintFor(hasColor: boolean): Paint {
  const { bold, dim, green, yellow, red, cyan } = pc.createColors(hasColor);
  const outcomes: Readonly<Record<string, (text: string) => string>> = dictionary({
    complete: green,
    running: cyan,
    incomplete: yellow,
    interrupted: yellow,
    failed: red,
    crashed: red,
    record: red,
    field: yellow,
    never: yellow,
  });
  return { bold, dim, warn: yellow, outcome: (word) => (outcomes[word.trim()] ?? ((text) => text))(word) };
}
