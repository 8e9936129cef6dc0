/** Promise 4: whoever reads while the exporter publishes sees whole files, and in `ticketlake.duckdb` one state. */
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { readManifest } from '../../etl/src/publish/manifest';
import { lakePaths } from '../../etl/src/store/database';
import { configOf, exportOnce, newLake, quickWorld, rowsOf } from '../support/lake';
import { useScriptedService } from '../support/scripted-service';
import { comment, ticket } from '../support/tiny-vendor';

const scripted = useScriptedService();
const IDS = Array.from({ length: 5 }, (_, index) => String(index + 1));

function config(lake: string) {
  return configOf(lake, [scripted().source({ concurrency: 1 })]);
}

it('a reader that never stops looking finds every file whole and every state consistent', async () => {
  const lake = newLake();
  const world = quickWorld();
  let round = 0;
  scripted().childChangesUntracked = true;
  scripted().answer = ({ stream, slice }) => {
    world.pass(6_000);
    if (stream === 'tickets') return { records: IDS.map((id) => ticket({ ticket_id: id, subject: `round ${round}` })) };
    return { records: [comment({ comment_id: `${slice}a`, body: `round ${round}` })] };
  };
  await exportOnce(config(lake), {}, world);
  let ended = false;
  const looking = watch(lake, () => ended);
  for (round = 1; round <= 2; round += 1)
    expect((await exportOnce(config(lake), { full: true }, world)).exit_code).toBe(0);
  ended = true;
  const { looks, rounds } = await looking;
  expect(looks).toBeGreaterThan(10);
  expect(rounds.size).toBeGreaterThanOrEqual(2);
}, 60_000);

async function watch(lake: string, ended: () => boolean): Promise<{ looks: number; rounds: Set<unknown> }> {
  const { parquet } = lakePaths(lake);
  const rounds = new Set<unknown>();
  let looks = 0;
  while (!ended()) {
    const rows = await rowsOf(
      lake,
      'SELECT count(*) AS tickets, count(DISTINCT subject) AS rounds, min(subject) AS subject FROM tickets',
    );
    expect(rows[0]).toMatchObject({ tickets: String(IDS.length), rounds: '1' });
    rounds.add(rows[0]?.['subject']);
    // Opened once: a file that is opened by its name for each part is another one when it was replaced meanwhile.
    const tickets = await parquetReadObjects({
      file: new Uint8Array(await readFile(path.join(parquet, 'tickets.parquet'))).buffer,
    });
    expect(tickets).toHaveLength(IDS.length);
    expect(new Set(tickets.map((row) => row['subject'])).size).toBe(1);
    expect((await readManifest(lakePaths(lake).manifest)).files.length).toBeGreaterThan(10);
    looks += 1;
    // Whoever looks without a pause takes a processor from the run.
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  return { looks, rounds };
}

it('what some reader left beside the published database does not get into it, and the file is read-only', async () => {
  const lake = newLake();
  const { published, parquet } = lakePaths(lake);
  scripted().serve([ticket({ ticket_id: '1', subject: 'first' })]);
  await exportOnce(config(lake));
  writeFileSync(`${published}.wal`, 'left by a reader');
  scripted().serve([ticket({ ticket_id: '1', subject: 'second' })]);
  expect((await exportOnce(config(lake))).exit_code).toBe(0);
  expect(existsSync(`${published}.wal`)).toBe(false);
  expect(statSync(published).mode & 0o777).toBe(0o444);
  expect(await rowsOf(lake, 'SELECT subject FROM tickets')).toEqual([{ subject: 'second' }]);
  expect(
    readdirSync(parquet).every((name) =>
      /^(?:[a-z_]+\.parquet|_manifest\.json|_dictionary\.json|README\.md)$/.test(name),
    ),
  ).toBe(true);
});
