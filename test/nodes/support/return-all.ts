/** Runs in a process of its own with little memory: Return All of the services' tickets, one after the other.
 * Prints what came. */
import type { INodeParameters } from 'n8n-workflow';
import type { VendorName } from '../../../vendors/vendor';
import { benchOf, type Door } from './benches';

export interface Job extends Door {
  service: VendorName;
  parameters: INodeParameters;
}

export interface Returned {
  items: number;
  distinct: number;
  requests: number;
  /** Of the whole process, with n8n's workflow package and the compiler loaded. */
  peakRssMb: number;
}

async function returnAll(job: Job): Promise<Returned> {
  const bench = benchOf(job.service, () => job);
  const items = await bench.json({ resource: 'ticket', operation: 'getAll', returnAll: true, ...job.parameters });
  return {
    items: items.length,
    distinct: new Set(items.map((item) => item['ticket_id'])).size,
    requests: bench.sent.length,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

async function returnEach(jobs: readonly Job[]): Promise<void> {
  const returned: Returned[] = [];
  for (const job of jobs) returned.push(await returnAll(job));
  process.stdout.write(JSON.stringify(returned));
}

returnEach(JSON.parse(process.env['TICKETLAKE_TEST_JOBS'] ?? '[]') as Job[]).catch((error: unknown) => {
  process.stderr.write(String(error));
  process.exitCode = 1;
});
