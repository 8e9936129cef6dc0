import { existsSync, renameSync } from 'node:fs';

/**
 * Puts a folder that was built aside in the place of an older one by two renames, with no removal of many files between
 * them: a build that is stopped leaves the old one or the new one, whole.
 * @param {string} built the new folder, on the same disk
 * @param {string} target where it belongs
 * @param {string} former where the old one goes
 */
export function putInPlace(built, target, former) {
  const isBuilt = existsSync(target);
  if (isBuilt) renameSync(target, former);
  try {
    renameSync(built, target);
  } catch (error) {
    if (isBuilt) renameSync(former, target);
    throw error;
  }
}
