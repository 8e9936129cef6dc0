/** Whether the lake can be written to: folder, free space, lock. Nothing is made that was not there. */
import { accessSync, constants, existsSync, statSync, statfsSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config';
import { OWN_FOLDER, sharedWith } from '../config/lake-folder';
import { describeHolder, lockHolder } from '../store/lock';
import type { CheckFinding } from './finding';

const MB = 1024 ** 2;
const GB = 1024 ** 3;
const LITTLE = GB;
const TOO_LITTLE = 0.1 * GB;

export function checkLake({ lake, file }: Pick<Config, 'lake' | 'file'>): CheckFinding[] {
  const folder = nearestExisting(lake);
  const findings = [checkFolder(lake, folder)];
  if (findings[0]?.level !== 'ok') return findings;
  return [...findings, ...checkOthers(lake, file), checkSpace(folder), ...(existsSync(lake) ? [checkLock(lake)] : [])];
}

function checkOthers(lake: string, configFile: string): CheckFinding[] {
  const message = sharedWith(lake, configFile);
  return message === null ? [] : [{ subject: 'lake', level: 'warning', message, remedy: OWN_FOLDER }];
}

/** The folder itself, or the one in which it would be made. */
function nearestExisting(folder: string): string {
  let candidate = folder;
  while (!existsSync(candidate) && path.dirname(candidate) !== candidate) candidate = path.dirname(candidate);
  return candidate;
}

function checkFolder(lake: string, folder: string): CheckFinding {
  const finding = { subject: 'lake', remedy: 'Choose another folder with lake:, or change its rights.' };
  if (!statSync(folder).isDirectory()) return { ...finding, level: 'error', message: `${folder} is not a folder` };
  if (!isWritable(folder)) return { ...finding, level: 'error', message: `${folder} cannot be written to` };
  return {
    subject: 'lake',
    level: 'ok',
    message: folder === lake ? `${lake} can be written to` : `${lake} will be made`,
  };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function checkSpace(folder: string): CheckFinding {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const message = `${free < GB ? `${Math.floor(free / MB)} MB` : `${(free / GB).toFixed(1)} GB`} of disk are free`;
  const remedy = 'Free disk space, or choose a folder on another disk with lake:.';
  if (free < TOO_LITTLE) return { subject: 'lake', level: 'error', message, remedy };
  return free < LITTLE
    ? { subject: 'lake', level: 'warning', message, remedy }
    : { subject: 'lake', level: 'ok', message };
}

function checkLock(lake: string): CheckFinding {
  const holder = lockHolder(lake);
  if (holder === undefined) return { subject: 'lake', level: 'ok', message: 'no run has locked it' };
  return {
    subject: 'lake',
    level: 'warning',
    message: `another run has locked it: ${describeHolder(holder)}`,
    remedy: 'An export would end with exit code 75 until that run has ended.',
  };
}
