/** Work on many objects, a few at a time. */
import { awaitAllThenThrow } from '../../base/await-all';

const AT_ONCE = 4;

/** @throws what the first one that failed threw, when all that were begun have ended; no further one is begun */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  let hasFailed = false;
  const next = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined && !hasFailed; item = left.shift()) {
      try {
        await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await awaitAllThenThrow(Array.from({ length: AT_ONCE }, next));
}
