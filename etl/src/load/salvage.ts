/** What fails when it is loaded together is loaded page by page; records that it fails for go to `rejects`. */
import { diskTrouble } from '../base/disk-trouble';
import { messageOf } from '../base/system-error';
import type { LoadCounts, PageMeta, StoredPage } from '../raw/page';

type Counts = Map<string, LoadCounts>;

export interface SalvageParts {
  /** The page with its records, as it lies on disk; undefined: it does not lie there. */
  read(page: PageMeta): Promise<StoredPage | undefined>;
  /** @param refused places of records that go to `rejects` */
  load(page: StoredPage, refused: ReadonlySet<number>): Promise<Counts>;
  /** Tries it, and takes it back. */
  isLoadable(page: StoredPage, refused: ReadonlySet<number>): Promise<boolean>;
}

/**
 * @param pages in their order
 * @param error why they could not be loaded together
 * @throws that error, when it is not the records that it is about
 */
export async function salvage(pages: readonly PageMeta[], error: unknown, parts: SalvageParts): Promise<Counts> {
  if (isOfTheMachine(error)) throw error;
  const counts: Counts = new Map();
  for (const page of pages) {
    const stored = await parts.read(page);
    if (stored === undefined) throw error;
    addTo(counts, await loadPage(stored, error, parts));
  }
  return counts;
}

/** The disk and the memory are not the records' fault. */
function isOfTheMachine(error: unknown): boolean {
  return diskTrouble(error, '') !== undefined || messageOf(error).startsWith('Out of Memory Error');
}

async function loadPage(page: StoredPage, error: unknown, parts: SalvageParts): Promise<Counts> {
  const all = [...page.records.keys()];
  if (await parts.isLoadable(page, new Set())) return parts.load(page, new Set());
  // Without any record it must work, or the records are not the reason.
  if (!(await parts.isLoadable(page, new Set(all)))) throw error;
  const fails = async (places: readonly number[]): Promise<boolean> => {
    const requested = new Set(places);
    return !(await parts.isLoadable(page, new Set(all.filter((at) => !requested.has(at)))));
  };
  return parts.load(page, new Set(await culprits(all, fails)));
}

/** The fewest tries: a half that works holds no culprit. */
async function culprits(
  places: readonly number[],
  fails: (places: readonly number[]) => Promise<boolean>,
): Promise<number[]> {
  if (places.length === 0 || !(await fails(places))) return [];
  if (places.length === 1) return [...places];
  const middle = Math.ceil(places.length / 2);
  return [...(await culprits(places.slice(0, middle), fails)), ...(await culprits(places.slice(middle), fails))];
}

function addTo(sums: Counts, counts: ReadonlyMap<string, LoadCounts>): void {
  for (const [stream, added] of counts) {
    const sum = sums.get(stream);
    if (sum === undefined) sums.set(stream, { ...added });
    else for (const name of Object.keys(added) as Array<keyof LoadCounts>) sum[name] += added[name];
  }
}
