/** Where keys lie: not in the configuration itself, which is shown and copied, nor in a file that others can read. */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/config';
import { isLoopback } from '../base/loopback';
import type { CheckFinding } from './finding';

const OTHERS_READ = 0o044;

/** @returns warnings only: an export works all the same */
export function checkSecrets({ file, sources, writtenSecrets }: Config): CheckFinding[] {
  // The key of a simulator on this machine opens nothing.
  const ofSimulators = sources.filter(({ url }) => isLoopback(url)).map(({ name }) => `sources.${name}.key`);
  const literalSecrets = writtenSecrets.filter((place) => !ofSimulators.includes(place));
  return [...literalSecrets.map(writtenOut), ...readableByOthers(file)];
}

function writtenOut(place: string): CheckFinding {
  return {
    subject: 'config',
    level: 'warning',
    message: `${place} is written out in the configuration`,
    remedy: `Put it into .env or the environment, and write ${place.split('.').at(-1) ?? 'key'}: \${NAME}.`,
  };
}

function readableByOthers(file: string): CheckFinding[] {
  const env = path.join(path.dirname(file), '.env');
  // Windows has no such rights.
  if (process.platform === 'win32') return [];
  const found = statSync(env, { throwIfNoEntry: false });
  if (found === undefined || (found.mode & OTHERS_READ) === 0) return [];
  return [
    {
      subject: 'config',
      level: 'warning',
      message: `${env} holds keys and can be read by other users of this machine`,
      remedy: 'Run `chmod 600 .env` there.',
    },
  ];
}
