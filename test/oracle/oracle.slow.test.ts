import { comparedCase, oracleCases } from './oracle.cases';

const wanted = process.env['TICKETLAKE_SEED'] ?? '';
const first = /^\d+$/.test(wanted) ? Number(wanted) : Date.now() % 2 ** 31;
process.stdout.write(`Seed of the oracle: ${String(first)} (TICKETLAKE_SEED repeats it)\n`);

// 50 tickets for each of five services from each of twenty seeds: 5,000.
oracleCases({
  seeds: Array.from({ length: 20 }, (_, at) => first + at),
  count: 50,
  zones: ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'Australia/Lord_Howe'],
  wholeEvery: 4,
});
comparedCase();
