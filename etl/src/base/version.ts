import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Where the project stands. */
export const PROJECT = 'https://github.com/ticketlake/ticketlake';

/** The version of this package: its package.json stands above, at another distance in the sources than when built. */
export function packageVersion(): string {
  for (let folder = __dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    const facts: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
    if (!isPackage(facts) || facts.name !== 'ticketlake') continue;
    return facts.version;
  }
  return 'unknown';
}

function isPackage(value: unknown): value is { name: string; version: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    'version' in value &&
    typeof value.version === 'string'
  );
}
