/** The largest of any number of values, of which `Math.max(...values)` would put each on the stack. @returns `least` for none */
export function largest(values: Iterable<number>, least = -Infinity): number {
  let most = least;
  for (const value of values) if (value > most) most = value;
  return most;
}
