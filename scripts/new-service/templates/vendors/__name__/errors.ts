/** How __title__ says that something went wrong. */
import type { ErrorParser } from '../answer';

export const errorParser: ErrorParser = {
  title: '__title__',
  read: () => {
    throw new Error('vendors/__name__/errors.ts: read is not written yet');
  },
};
