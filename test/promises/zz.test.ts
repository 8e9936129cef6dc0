import { startSandbox } from '../../sandbox/server';
import { vendorNames } from '../../vendors/registry';
import { configOf, exportOnce, newLake, published, sourceOf } from '../support/lake';
it('times', async () => {
  const sandbox = await startSandbox({ tickets: 40, limits: false, clock: { frozen: true } });
  for (const name of vendorNames()) {
    const lake = newLake();
    for (const full of [false, false, true]) {
      sandbox.requests.reset();
      const t = Date.now();
      const result = await exportOnce(configOf(lake, [sourceOf(sandbox, name, { pageSize: 10 })]), { full });
      const took = Date.now() - t;
      const tables = await published(lake);
      console.log(name, took, result.exit_code, JSON.stringify(result.sources[0]?.streams.map(s=>[s.stream,s.mode,s.outcome,s.pages,s.requests,s.rows_read,s.rows_new,s.rows_changed, s.error])));
    }
  }
  await sandbox.close();
}, 120000);
