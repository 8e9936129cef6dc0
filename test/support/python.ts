/** Python with packages, where `npm run python:setup` has installed them. */
import { existsSync } from 'node:fs';
import path from 'node:path';

const { folderOf } = jest.requireActual<{ folderOf(name: string): string }>('../../scripts/python-packages.js');

/** @returns the folder of the programs, with Python among them; undefined where it is not installed */
export function pythonFolder(name: string): string | undefined {
  const folder = path.join(folderOf(name), process.platform === 'win32' ? 'Scripts' : 'bin');
  return existsSync(folder) ? folder : undefined;
}
