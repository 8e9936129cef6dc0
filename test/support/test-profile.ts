/** How hard tests try: `npm test`, `npm run test:slow` and `npm run test:longest`; see CONTRIBUTING.md. */

/** Everything at random and to the end: minutes for one test. */
export const isLongest = process.env['TICKETLAKE_TESTS'] === 'longest';

/**
 * How often properties are tried.
 * @param longest for `npm run test:longest`; TICKETLAKE_PROPERTY_RUNS is for all of them
 */
export function tries(usual: number, longest: number): number {
  const wanted = process.env['TICKETLAKE_PROPERTY_RUNS'];
  if (wanted !== undefined) return Number(wanted);
  return isLongest ? longest : usual;
}
