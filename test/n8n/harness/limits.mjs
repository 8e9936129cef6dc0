// Tests that end: a hang costs minutes, and its message says where the test stood.
import { before as nodeBefore, test as nodeTest } from 'node:test';
import { step, within } from './waits.mjs';

/** The slowest test without a limit of its own takes a minute on two processors. */
const TEST_SECONDS = 180;
/** Packs are packed and installed, and n8n starts. */
const BEFORE_SECONDS = 300;

/** The first test of this file that did not end: what it left running would keep the others waiting, too. */
let stuck;

/**
 * node:test's `test` with a limit.
 * @param {string} name
 * @param {...unknown} rest options (with `seconds`, where it takes longer than others) and the test
 */
export function test(name, ...rest) {
  const work = rest.at(-1);
  const { seconds = TEST_SECONDS, ...options } = rest.length > 1 ? rest[0] : {};
  return nodeTest(name, options, async (context) => {
    if (stuck) throw new Error(`Not tried: "${stuck}" did not end`);
    step(`test: ${name}`);
    await limited(seconds, name, async () => await work(context));
  });
}

/** node:test's `before` with a limit. */
export function before(work) {
  nodeBefore(async () => {
    step('before the tests');
    await limited(BEFORE_SECONDS, 'what comes before the tests', async () => await work());
  });
}

async function limited(seconds, name, work) {
  let isOver = false;
  const over = () => (isOver = true);
  const working = work().finally(over);
  try {
    await within(seconds, `"${name}"`, working);
  } finally {
    if (!isOver) stuck = name;
  }
}
