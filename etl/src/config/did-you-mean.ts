import { distance } from 'fastest-levenshtein';

/** The valid name that a mistyped one most likely meant; undefined when none is near. */
export function didYouMean(input: string, names: readonly string[]): string | undefined {
  const folded = input.trim().toLowerCase();
  const within = Math.max(2, Math.floor(folded.length / 3));
  let best: { name: string; steps: number } | undefined;
  for (const name of names) {
    const steps = distance(folded, name.toLowerCase());
    if (steps <= within && (best === undefined || steps < best.steps)) best = { name, steps };
  }
  return best?.name;
}

/** A remedy: the nearest name, else all of them. */
export function suggest(input: string, names: readonly string[], all = `Choose from: ${names.join(', ')}.`): string {
  const near = didYouMean(input, names);
  return near === undefined ? all : `Did you mean "${near}"?`;
}
