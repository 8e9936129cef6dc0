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

/** Whether the file that runs is an `X.slow.test.ts`. */
const isSlowFile = expect.getState().testPath?.includes('.slow.test.') === true;

interface Declare {
  (title: string, work: jest.ProvidesCallback, timeoutMs?: number): void;
  each: jest.Each;
  /** For a group with hooks of its own, all of whose tests are of the same file. */
  describe(title: string, tests: () => void): void;
}

const none: jest.Each = () => () => undefined;

function declaredWhere(isDeclared: boolean): Declare {
  const declare = (title: string, work: jest.ProvidesCallback, timeoutMs?: number): void => {
    if (isDeclared) test(title, work, timeoutMs);
  };
  return Object.assign(declare, {
    each: isDeclared ? test.each : none,
    describe: (title: string, tests: () => void) => {
      if (isDeclared) describe(title, tests);
    },
  });
}

/** In an `X.cases.ts` that both files import: a test of `X.test.ts`, which `npm test` runs. */
export const quickly = declaredWhere(!isSlowFile);

/** In an `X.cases.ts` that both files import: a test of `X.slow.test.ts`. */
export const slowly = declaredWhere(isSlowFile);
