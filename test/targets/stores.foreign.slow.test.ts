/** The same against servers of others, where they are installed: their conditions, their checksums and their lists. */
import path from 'node:path';
import { NO_PROXY } from '../../etl/src/base/proxy';
import { storeOf } from '../../etl/src/targets/opened-target';
import { probe } from '../../etl/src/targets/probe';
import { publishTargets } from '../../etl/src/targets/publish-targets';
import type { Store } from '../../etl/src/targets/store/store';
import { verifyTarget } from '../../etl/src/targets/verify-target';
import { deltaRows } from '../support/delta-log';
import type { ForeignServer } from '../support/foreign-store';
import { FOREIGN_STORES, isInstalled } from '../support/foreign-store';
import { PublishedFiles, newFolder, targetAt, ticket } from '../support/published-files';
import { folderOf } from '../support/stores';

jest.setTimeout(120_000);

for (const foreign of FOREIGN_STORES) {
  const isThere = isInstalled(foreign);
  if (!isThere) process.stderr.write(`SKIPPED: ${foreign.name} is not installed, so no store of it was tried\n`);
  const whereItIs = isThere ? describe : describe.skip;

  whereItIs(`a store of ${foreign.name}`, () => {
    let server: ForeignServer;
    const opened = (): Promise<Store> => storeOf(targetAt('', server), NO_PROXY);

    beforeAll(async () => {
      server = await foreign.start();
    });
    afterAll(() => {
      server.process.kill();
    });

    test('keeps the conditions that a target needs', async () => {
      expect(await probe(await opened())).toBeNull();
    });

    test('lets one of eight win who write at once', async () => {
      const stores = await Promise.all(Array.from({ length: 8 }, opened));
      const made = await Promise.all(stores.map((each, at) => each.putIfAbsent('race.json', Buffer.from(String(at)))));
      expect(made.filter((won) => won)).toHaveLength(1);
      const before = await stores[0]?.get('race.json');
      const replaced = await Promise.all(
        stores.map((each, at) => each.replaceIf('race.json', Buffer.from(`by ${at}`), before?.tag ?? '')),
      );
      expect(replaced.filter((won) => won)).toHaveLength(1);
    });

    test('says what is not there, and that one that is gone can be removed again', async () => {
      const store = await opened();
      expect(await store.get('none')).toBeNull();
      expect(await store.sizeOf('none')).toBeNull();
      expect(await store.fetch('none', path.join(newFolder(), 'none'))).toBe(false);
      expect(await store.replaceIf('none', Buffer.from('x'), '"0x8DC0FFEE"')).toBe(false);
      await store.delete('none');
    });

    test.each(['delta', 'parquet'] as const)('%s: two publications, and verify finds nothing', async (format) => {
      const place = { ...server.place, prefix: `${format}/` };
      const target = targetAt(`store://lake/${format}/`, { place, access: server.access, format });
      const files = new PublishedFiles();
      const config = files.config([target], { lakeId: 'desk' });
      const options = { listener: () => undefined, now: () => Date.now() };
      for (const run of ['r1', 'r2']) {
        await files.publish({ tickets: [ticket('acme:1', { run }), ticket('beta:1')], days: ['2026-01-01'] });
        expect(await publishTargets(config, options)).toMatchObject([{ outcome: 'published', error: null }]);
      }
      expect(await publishTargets(config, options)).toMatchObject([{ changed: [], objects: 0 }]);
      expect(await verifyTarget(config, target, Date.now)).toMatchObject({ ok: true, findings: [] });
      if (format === 'parquet') return;
      const folder = await folderOf(await storeOf(target, NO_PROXY));
      const rows = await deltaRows(path.join(folder, 'tickets'), ['ticket_key', 'run_id']);
      expect(rows).toEqual(['["acme:1","r2"]', '["beta:1","r1"]']);
    });
  });
}
