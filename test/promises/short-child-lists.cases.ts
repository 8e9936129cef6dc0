/** Promise 5: a list of comments that is short once neither deletes what it left out, nor counts as a proof. */
import { configOf, exportOnce, newLake, rowsOf } from '../support/lake';
import { useScriptedService } from '../support/scripted-service';
import { comment, ticket } from '../support/tiny-vendor';
import { quickly, slowly } from '../support/test-profile';

const scripted = useScriptedService();
const config = (lake: string) => configOf(lake, [scripted().source({ concurrency: 1 })]);
const deleted = async (lake: string) =>
  (await rowsOf(lake, 'SELECT comment_id FROM comments WHERE is_deleted ORDER BY 1')).map((row) => row['comment_id']);

/** A lake with two comments on ticket 1, and a run in which its list leaves out one of them so often. */
async function lived(shorts: number) {
  const lake = newLake();
  const both = [comment({ comment_id: 'a', body: 'x' }), comment({ comment_id: 'b', body: 'y' })];
  let left = 0;
  scripted().answer = ({ stream }) => {
    if (stream === 'tickets') return { records: [ticket({ ticket_id: '1' })] };
    left -= 1;
    return { records: left >= 0 ? both.slice(0, 1) : both };
  };
  expect((await exportOnce(config(lake))).exit_code).toBe(0);
  left = shorts;
  const result = await exportOnce(config(lake), { full: true });
  return { lake, result, row: result.sources[0]?.streams.find(({ stream }) => stream === 'comments') };
}

slowly('one short list deletes nothing: the ticket is read once more', async () => {
  const { lake, result, row } = await lived(1);
  expect(result.exit_code).toBe(0);
  expect(row).toMatchObject({ outcome: 'complete', rows_deleted: 0, requests: 2 });
  expect(await deleted(lake)).toEqual([]);
});

quickly('what two readings in a row miss is gone', async () => {
  const { lake, result, row } = await lived(2);
  expect(result.exit_code).toBe(0);
  expect(row).toMatchObject({ outcome: 'complete', rows_deleted: 1, requests: 2 });
  expect(await deleted(lake)).toEqual(['b']);
});

slowly(
  'a second reading that fails leaves it open: incomplete, nothing is deleted, and the next run decides',
  async () => {
    const lake = newLake();
    const both = [comment({ comment_id: 'a', body: 'x' }), comment({ comment_id: 'b', body: 'y' })];
    let said: Array<number | 'fails'> = [2];
    scripted().answer = ({ stream }) => {
      if (stream === 'tickets') return { records: [ticket({ ticket_id: '1' })] };
      const next = said.length > 1 ? said.shift() : said[0];
      return next === 'fails' ? { status: 400, message: 'no' } : { records: both.slice(0, next) };
    };
    await exportOnce(config(lake));
    said = [1, 'fails'];
    const result = await exportOnce(config(lake), { full: true });
    expect(result.exit_code).toBe(3);
    expect(await deleted(lake)).toEqual([]);
    said = [1];
    expect((await exportOnce(config(lake))).exit_code).toBe(0);
    expect(await deleted(lake)).toEqual(['b']);
  },
);
