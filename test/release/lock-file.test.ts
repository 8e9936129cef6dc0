/** What is installed is what was looked at: every package is fixed by its content, and by no address. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
}

const packagesIn = (file: string): Array<[string, Locked]> => {
  const { packages } = JSON.parse(readFileSync(path.join(__dirname, '../..', file), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  return Object.entries(packages).filter(([place, { link }]) => place.includes('node_modules/') && link !== true);
};

describe.each<[string, number]>([
  ['package-lock.json', 500],
  ['test/n8n/package-lock.json', 500],
  ['test/powerbi/package-lock.json', 10],
])('%s', (file, least) => {
  const packages = packagesIn(file);

  test('fixes the content of every package', () => {
    expect(packages.length).toBeGreaterThan(least);
    const open = packages.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'));
    expect(open.map(([place]) => place)).toEqual([]);
  });

  test('names no address, so that whoever installs asks the registry of his own', () => {
    expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });
});
