/**
 * The working database as an older version of Ticketlake left it, kept while this version brings it up to date: whoever
 * goes back finds it there until something is published, from when on the older one would refuse the lake anyway.
 */
import { constants } from 'node:fs';
import { copyFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { failpoint } from '../base/failpoint';
import { replaceFile, syncFile } from '../base/files';

const KEPT = /^working\.v\d+\.duckdb(?:\.part)?$/;

/** @param working a database that nobody has open, and that has no log */
export async function keepOlderState(working: string, version: number): Promise<void> {
  const kept = path.join(path.dirname(working), `working.v${version}.duckdb`);
  const part = `${kept}.part`;
  await rm(part, { force: true });
  await copyFile(working, part, constants.COPYFILE_FICLONE);
  await syncFile(part);
  failpoint('upgrade.copied');
  await replaceFile(part, kept);
  failpoint('upgrade.kept');
}

/** To be called when something was published, or when nobody may find there what is to be forgotten. */
export async function dropOlderState(state: string): Promise<void> {
  for (const name of await readdir(state)) if (KEPT.test(name)) await rm(path.join(state, name), { force: true });
}
