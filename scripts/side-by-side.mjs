// Runs npm scripts, as many at a time as there are processors, in the order of their names on the command line: the
// longest ones first. What one prints is shown when it has ended. Exit code 1 when one of them failed.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

const waiting = process.argv.slice(2);
const failed = [];

function run(name) {
  const began = Date.now();
  // On Windows npm is a command file, which only a shell can start.
  const child = spawn('npm', ['run', '--silent', name], { shell: process.platform === 'win32' });
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => printed.push(piece));
  return new Promise((resolve) => {
    const end = (problem) => {
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      process.stdout.write(`${problem === null ? '✓' : '✗'} ${name} (${seconds} s)${problem ?? ''}\n`);
      process.stdout.write(Buffer.concat(printed));
      if (problem !== null) failed.push(name);
      resolve();
    };
    child.once('error', (error) => end(`: ${error.message}`));
    child.once('close', (code, signal) => end(code === 0 ? null : `: ended with ${code ?? signal}`));
  });
}

async function work() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await run(name);
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
if (failed.length > 0) {
  process.stdout.write(`\nFailed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}
