/** What of an error is trouble with the disk, and what only quotes its words. */
import { diskTrouble, fileTrouble, lakeTrouble } from '../../etl/src/base/disk-trouble';

const FULL = 'No space left on device';
const WORKING = '/lake/state/working.duckdb';

describe('DuckDB', () => {
  test.each([
    `IO Error: Could not write file "${WORKING}": ${FULL}`,
    `FATAL Error: Failed to create checkpoint because of error: Could not write file "${WORKING}": ${FULL}`,
    `TransactionContext Error: Failed to commit: Could not write file "${WORKING}.wal": ${FULL}`,
    `TransactionContext Error: Failed to commit: Could not fsync file "${WORKING}.wal": ${FULL}`,
  ])('a full disk: %s', (message) => {
    expect(lakeTrouble(new Error(message), '/lake')).toMatchObject({
      code: 'disk',
      message: 'the lake /lake cannot be used: there is no space left on its disk',
      remedy: expect.stringContaining('Free disk space'),
    });
  });

  test.each([
    `Conversion Error: Could not convert string '${FULL}' to INT32`,
    `TransactionContext Error: Failed to commit: PRIMARY KEY violation: key "Could not write file "x": ${FULL}"`,
    `Constraint Error: Duplicate key 'Could not write file "${WORKING}": ${FULL}'`,
  ])('the text of a ticket: %s', (message) => {
    expect(diskTrouble(new Error(message), '/lake')).toBeUndefined();
  });
});

describe('Node', () => {
  test.each([
    ['EACCES', 'this user has no right to it'],
    ['EROFS', 'its disk is read-only'],
    ['ENOSPC', 'there is no space left'],
    ['EIO', 'its disk does not work'],
  ])('%s names the file and what to do', (code, says) => {
    const error = Object.assign(new Error(`${code}: raw words, mkdir '/out'`), { code, path: '/out' });
    const trouble = fileTrouble(error);
    expect(trouble?.message).toContain(`/out cannot be used: `);
    expect(trouble?.message).toContain(says);
    expect(trouble?.message).not.toContain(code);
    expect(trouble?.remedy).toMatch(/^[A-Z].* another folder\.$/);
  });

  test('an address that may not be listened at is no file, nor is a file that is missing trouble', () => {
    expect(fileTrouble(Object.assign(new Error('x'), { code: 'EACCES', syscall: 'listen' }))).toBeUndefined();
    expect(fileTrouble(Object.assign(new Error('x'), { code: 'ENOENT', path: '/x' }))).toBeUndefined();
  });
});
