/** Small files that appear whole or not at all. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codeOf } from './system-error';

/** @returns '' where there is no such file. @throws when it is there and cannot be read */
export function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}

/** The file appears whole, or stays as it was. */
export function writeWhole(file: string, text: string, mode: number): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const tempFile = `${file}.${process.pid}.part`;
  try {
    writeFileSync(tempFile, text, { mode, flag: 'wx' });
    renameSync(tempFile, file);
  } finally {
    rmSync(tempFile, { force: true });
  }
}
