/** What the exporter publishes of each service passes `ticketlake verify`, also while it is published anew. */
import { verifyLake } from '../../etl/src/verify/verify';
import { configOf, exportOnce, newLake, quickWorld, sourceOf } from '../support/lake';
import { useSandbox } from '../support/sandbox';

/** The test, with a lake of these services. */
export function verified(which: string, names: readonly string[], tickets: number): void {
  const sandbox = useSandbox({ tickets, limits: false, services: [...names] });

  it(`${which} in one lake, whole, changed, and divided by month`, async () => {
    const lake = newLake();
    const world = quickWorld();
    const sources = names.map((name) => sourceOf(sandbox(), name, { timezone: 'America/New_York' }));
    const config = configOf(lake, sources, { timezone: 'Asia/Kolkata' });
    expect((await exportOnce(config, {}, world)).exit_code).toBe(0);
    const first = await verifyLake(lake);
    expect(first.findings).toEqual([]);
    expect(first.tables.find(({ table }) => table === 'tickets')?.rows).toBeGreaterThan(0.75 * tickets * names.length);

    for (const name of names)
      sandbox()
        .world(name)
        .change(5, { subject: 'Changed', tags: ['VIP'] }, null);
    // Looked at again and again while it is published in another shape.
    const running = exportOnce({ ...config, partition: 'month' }, {}, world);
    const meanwhile = verifyLake(lake);
    expect((await running).exit_code).toBe(0);
    expect((await meanwhile).findings).toEqual([]);
    const last = await verifyLake(lake);
    expect(last.findings).toEqual([]);
    expect(last.run_id).not.toBe(first.run_id);
    expect(last.tables.find(({ table }) => table === 'comments')?.files).toBeGreaterThan(1);
  });
}
