import { oracleCases } from './oracle.cases';

const seed = Number(process.env['TICKETLAKE_SEED'] ?? Date.now() % 2 ** 31);
process.stdout.write(`Seed of the oracle: ${String(seed)} (TICKETLAKE_SEED repeats it)\n`);

// 625 tickets for each of two services in each of four zones.
oracleCases(seed, 625, ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland']);
