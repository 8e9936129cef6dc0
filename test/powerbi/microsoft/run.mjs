// The Power BI project before Microsoft's own tools: `npm run test:powerbi`. Needs the built exporter. The tools are
// installed into test/powerbi once; where they cannot be, it says so and ends with 0, unless TICKETLAKE_POWERBI is
// `required`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const place = fileURLToPath(new URL('..', import.meta.url));
const tests = fileURLToPath(new URL('gates.test.mjs', import.meta.url));

if (!existsSync(`${place}/node_modules`)) {
  // Windows starts npm through a shell only. The parser asks for Node 22, and runs on 20.
  const npm = spawnSync('npm', ['ci', '--loglevel=error'], {
    cwd: place,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error("SKIPPED: Microsoft's tools for Power BI could not be installed into test/powerbi");
    process.exit(process.env.TICKETLAKE_POWERBI === 'required' ? 1 : 0);
  }
}
const { status } = spawnSync(process.execPath, ['--test', '--test-reporter=spec', '--test-timeout=300000', tests], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
