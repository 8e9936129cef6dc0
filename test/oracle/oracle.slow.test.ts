import { comparedCase, oracleCases } from './oracle.cases';

const wanted = process.env['TICKETLAKE_SEED'] ?? '';
// A commit has to be judged the same twice: other worlds are asked for by TICKETLAKE_SEED, a number or `random`.
const FIRST = 1;
const chosen = wanted === 'random' ? Date.now() % 2 ** 31 : FIRST;
const first = /^\d+$/.test(wanted) ? Number(wanted) : chosen;
process.stdout.write(`Seed of the oracle: ${String(first)} (TICKETLAKE_SEED repeats it)\n`);

// 50 tickets for each of five services from each of twenty seeds: 5,000.
oracleCases({
  seeds: Array.from({ length: 20 }, (_, at) => first + at),
  count: 50,
  zones: ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'Australia/Lord_Howe'],
  wholeEvery: 4,
});
comparedCase();
