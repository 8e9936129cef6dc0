/** Work on many objects, a few at a time. */
import pLimit from 'p-limit';
import { awaitAllThenThrow } from '../../base/await-all';

const AT_ONCE = 4;

/** @throws what the first one that failed threw, when all that were begun have ended; no further one is begun */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const limit = pLimit(AT_ONCE);
  let hasFailed = false;
  const workUnlessFailed = async (item: T): Promise<void> => {
    if (hasFailed) return;
    try {
      await work(item);
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  await awaitAllThenThrow(items.map((item) => limit(() => workUnlessFailed(item))));
}
