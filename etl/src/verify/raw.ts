/** Whether the pages in raw/ can be read: what cannot be is lost to a replay. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { codeOf } from '../base/system-error';
import { pagesIn, spoolFiles } from '../raw/spool';
import type { Finding } from './finding';
import { finding } from './finding';

/** So many places of a file are named. */
const MOST = 20;

/** A file that a run wrote, as `source/run/stream.ndjson.gz`. */
export interface SpoolFileFacts {
  file: string;
  /** It was written to its end. */
  isComplete: boolean;
}

/**
 * @param rawFolder of the lake; a lake without one has nothing to replay, and nothing is wrong
 * @param files what runs say that they wrote
 */
export async function verifyRaw(rawFolder: string, files: readonly SpoolFileFacts[]): Promise<Finding[]> {
  const complete = new Set(files.flatMap(({ file, isComplete }) => (isComplete ? [file] : [])));
  const findings: Finding[][] = [];
  const present = new Set<string>();
  for (const source of await readdir(rawFolder).catch(() => [])) {
    for (const file of await spoolFiles(rawFolder, source)) {
      present.add(file);
      findings.push(await verifyFile(rawFolder, file, complete.has(file)));
    }
  }
  for (const { file } of files) {
    if (!present.has(file) && (await isInHeldRun(rawFolder, file)))
      findings.push([finding('raw', 'is not there, though a run wrote it', { file: `raw/${file}` })]);
  }
  return findings.flat();
}

/** An export removes the folder of a run as a whole once raw_retention is over. */
async function isInHeldRun(rawFolder: string, file: string): Promise<boolean> {
  return (await readdir(path.join(rawFolder, path.dirname(file))).catch(() => [])).length > 0;
}

async function verifyFile(rawFolder: string, file: string, isComplete: boolean): Promise<Finding[]> {
  const broken: number[] = [];
  const findings: Finding[] = [];
  const torn = (at: number, isEnd: boolean): void => {
    // A file that ends within a page is being written, or a crash left it so: the next run cuts it.
    if (!isEnd || isComplete)
      findings.push(finding('raw', `cannot be read from byte ${at} on`, { file: `raw/${file}` }));
  };
  try {
    const pages = pagesIn(rawFolder, file, 0, { torn, broken: ({ at }) => broken.push(at) });
    // Reading them is the proof.
    while ((await pages.next()).done !== true);
  } catch (error) {
    // An export removes what is older than raw_retention, also while it is verified.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  return broken.length === 0 ? findings : [brokenIn(file, broken), ...findings];
}

function brokenIn(file: string, places: readonly number[]): Finding {
  const locations = [...new Set(places)].slice(0, MOST).join(', ');
  const more = places.length > MOST ? ', and more' : '';
  const pages = places.length === 1 ? 'a page is' : `${places.length} pages are`;
  return finding('raw', `${pages} no JSON: at byte ${locations}${more}`, { file: `raw/${file}` });
}
