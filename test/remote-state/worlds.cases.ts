/**
 * Random runs in random folders on one state in a store: killed at any request, frozen while another one runs, with
 * requests that fail and answers that get lost. Each run adds a row of its own, in two files that must agree; the oracle
 * reads the objects of the store by itself.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { NO_PROXY } from '../../etl/src/base/proxy';
import { LakeError } from '../../etl/src/base/errors';
import { holdingLake } from '../../etl/src/targets/remote-state/holding';
import { PatientStore } from '../../etl/src/targets/remote-state/patient-store';
import { FolderStore } from '../../etl/src/targets/store/folder';
import type { Fault } from '../support/faulty-store';
import { FaultyStore } from '../support/faulty-store';
import { currentIn, objectsOf } from '../support/state-store';

interface Step {
  /** 2: a folder that nobody used. */
  folder: 0 | 1 | 2;
  fault: Fault | 'none';
  at: number;
  /** Another run comes while this one works: it is refused, or this one showed no sign of life and is overtaken. */
  meanwhile: 'nothing' | 'second' | 'overtaken';
  savesEarly: boolean;
}

const STEP: fc.Arbitrary<Step> = fc.record({
  folder: fc.constantFrom(0, 1, 2),
  fault: fc.constantFrom('none', 'killed', 'killed_after', 'lost', 'failed'),
  at: fc.integer({ min: 1, max: 16 }),
  meanwhile: fc.constantFrom('nothing', 'nothing', 'second', 'overtaken'),
  savesEarly: fc.boolean(),
});

type Ended = 'done' | 'locked' | 'failed';

class World {
  private readonly root = mkdtempSync(path.join(tmpdir(), 'ticketlake-state-world-'));
  private readonly store = path.join(this.root, 'store');
  private runs = 0;
  private folders = 0;
  /** What must be in the store, what may be, what must not. */
  readonly done = new Set<number>();
  readonly refused = new Set<number>();
  readonly inTarget = new Set<number>();

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** As if the holder had shown no sign of life for long. */
  silence(): void {
    const file = path.join(this.store, 'lease/current.json');
    const [long] = [new Date(Date.now() - 3_600_000)];
    if (objectsOf({ folder: this.store }).has('lease/current.json')) utimesSync(file, long, long);
  }

  async run({ folder, fault, at, meanwhile, savesEarly }: Step): Promise<Ended> {
    this.runs += 1;
    const id = this.runs;
    const lake = path.join(this.root, folder === 2 ? `empty-${(this.folders += 1)}` : `machine-${folder}`);
    const faulty = new FaultyStore(
      new FolderStore(this.store),
      fault === 'none' ? 'failed' : fault,
      fault === 'none' ? 0 : at,
    );
    const config = {
      lake,
      lakeId: 'desk',
      state: { to: this.store, place: { kind: 'folder' as const, folder: this.store }, access: null },
      proxy: NO_PROXY,
    };
    const options = { now: Date.now, open: () => Promise.resolve(new PatientStore(faulty, this.store, 1)) };
    try {
      await holdingLake(config, options, async (hold) => {
        this.work(lake, id);
        if (savesEarly) {
          await hold.save();
          for (const row of rowsIn(path.join(lake, 'state/working.duckdb'))) this.inTarget.add(row);
        }
        if (meanwhile === 'second') expect(await this.run(other(folder))).toBe('locked');
        if (meanwhile === 'overtaken') {
          this.silence();
          expect(await this.run(other(folder))).toBe('done');
        }
      });
    } catch (error) {
      const code = error instanceof LakeError ? error.code : 'none';
      if (!['locked', 'state_store'].includes(code)) throw error;
      const ended = code === 'locked' ? 'locked' : 'failed';
      if (ended === 'locked' && !savesEarly) this.refused.add(id);
      return ended;
    }
    this.done.add(id);
    return 'done';
  }

  private work(lake: string, id: number): void {
    const file = path.join(lake, 'state/working.duckdb');
    writeFileSync(file, JSON.stringify([...rowsIn(file), id]));
    const raw = path.join(lake, `raw/acme/run-${id}`);
    mkdirSync(raw, { recursive: true });
    writeFileSync(path.join(raw, 'tickets.ndjson.gz'), JSON.stringify([id]));
  }

  /** Rows of the snapshot that counts. Every object that it names must be what its name says. */
  rows(): number[] {
    const objects = objectsOf({ folder: this.store });
    // Nothing was ever put there, or nothing was saved.
    const snapshot = objects.has('lease/current.json') ? currentIn(objects).snapshot : null;
    if (snapshot === null) return [];
    const { files } = JSON.parse(String(objects.get(snapshot.object))) as {
      files: Array<{ path: string; object: string; sha256: string }>;
    };
    const texts = files.map(({ path: name, object, sha256 }): [string, string] => {
      const body = objects.get(object);
      expect({
        name,
        sha256: createHash('sha256')
          .update(body ?? '')
          .digest('hex'),
      }).toEqual({ name, sha256 });
      return [name, String(body)];
    });
    const working = parsed(new Map(texts).get('state/working.duckdb') ?? '[]');
    const raw = texts.filter(([name]) => name.startsWith('raw/')).flatMap(([, text]) => parsed(text));
    expect(raw.sort(byNumber)).toEqual([...working].sort(byNumber));
    expect(new Set(working).size).toBe(working.length);
    return working;
  }

  check(): void {
    const rows = new Set(this.rows());
    expect([...this.done].filter((id) => !rows.has(id))).toEqual([]);
    expect([...this.refused].filter((id) => rows.has(id))).toEqual([]);
    expect([...this.inTarget].filter((id) => !rows.has(id))).toEqual([]);
  }
}

const other = (folder: number): Step => ({
  ...{ folder: folder === 0 ? 1 : 0, fault: 'none', at: 0, meanwhile: 'nothing', savesEarly: false },
});
const byNumber = (a: number, b: number): number => a - b;
const parsed = (text: string): number[] => JSON.parse(text) as number[];

function rowsIn(file: string): number[] {
  try {
    return parsed(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}

const NOTHING: Step = { folder: 2, fault: 'none', at: 0, meanwhile: 'nothing', savesEarly: false };

/** Many worlds wait for many disks. */
const LIMIT_MS = 600_000;

export function nothingIsLostOrMixed(numRuns: number): void {
  test(
    'what a run was told to be saved stays, nothing is doubled or mixed, and whoever was overtaken changed nothing',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 6 }), async (steps) => {
          const world = new World();
          try {
            for (const step of steps) {
              world.silence();
              const ended = await world.run(step);
              if (step.meanwhile === 'overtaken') expect(ended).not.toBe('done');
              else if (!step.fault.startsWith('killed')) expect(ended).toBe('done');
              world.check();
            }
            world.silence();
            expect(await world.run(NOTHING)).toBe('done');
            world.check();
          } finally {
            world.close();
          }
        }),
        { numRuns },
      );
    },
    LIMIT_MS,
  );
}
