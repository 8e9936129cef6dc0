// One simulator of the sandbox in a process of its own: `service` is its name, `tickets` how many it has, `escapes` whose
// way of writing JSON its answers have.
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const { dist, service, tickets, escapes } = JSON.parse(process.env.TICKETLAKE_BENCH);
const { startSandbox } = require(path.join(dist, 'sandbox/server.js'));
const sandbox = await startSandbox({ tickets, services: [service], limits: false, ...(escapes && { escapes }) });
const { url, key } = sandbox.service(service);
process.send({ url, key });
process.on('disconnect', () => process.exit(0));
