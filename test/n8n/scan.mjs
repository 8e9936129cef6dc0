// Runs n8n's community package scanner offline, on the two things it looks at when a package is submitted:
// the sources, and what is in the package that npm publishes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { packages, packInto } from './harness/pack.mjs';

// The scanner's own choice for a published package (analyzePackageByName in its scanner.mjs).
const PUBLISHED_FILE_PATTERNS = ['**/*.js', 'package.json'];

let failed = false;
for (const { name, dir } of await packages()) {
  const unpacked = await mkdtemp(join(tmpdir(), 'ticketlake-scan-'));
  try {
    await packInto(dir, unpacked);
    report(`${name}, sources`, await analyzePackage(dir, SOURCE_FILE_PATTERNS));
    report(`${name}, published files`, await analyzePackage(unpacked, PUBLISHED_FILE_PATTERNS));
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}
process.exit(failed ? 1 : 0);

function report(what, { passed, message, details }) {
  console.log(`${passed ? 'ok  ' : 'FAIL'} scan ${what}${message ? `: ${message}` : ''}`);
  if (details) console.log(details);
  failed ||= !passed;
}
