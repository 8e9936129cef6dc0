/** How __title__ says that something went wrong. */
import type { ErrorWords } from '../answer';

export const words: ErrorWords = {
  title: '__title__',
  read: () => {
    throw new Error('vendors/__name__/errors.ts: read is not written yet');
  },
};
