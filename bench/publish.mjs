// One publication at a target in a process of its own, and what it cost: time, bytes, and how often the store was asked.
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const { dist, job } = JSON.parse(process.env.TICKETLAKE_BENCH);
const { lake, url, to, variables } = job;
const own = (file) => require(path.join(dist, 'etl/src', file));
const { readConfig } = own('config/load.js');
const { publishTargets } = own('targets/publish-targets.js');
const { storeOf } = own('targets/opened-target.js');
const { DeltaTarget } = own('targets/delta/delta-target.js');

const text = `lake: ${lake}
timezone: Europe/Paris
lake_id: bench
sources: { bench: { vendor: teamswork, url: "${url}", key: bench-key, streams: [tickets] } }
publish: [{ to: "${to}", name: bench, format: delta }]
`;
const { config, problems } = readConfig(text, path.join(lake, 'ticketlake.yaml'), variables);
if (config === undefined) throw new Error(problems.map(({ message }) => message).join('; '));

const calls = {};
const listener = ({ type, level, message }) => {
  if (type === 'note' && level === 'error') throw new Error(message);
};
// Loaded before the clock starts, as a program that exported has loaded it.
const open = async (target) => new DeltaTarget(counted(await storeOf(target, config.proxy)), target);
await open(config.publish[0]);
const begun = performance.now();
const before = process.cpuUsage();
const [result] = await publishTargets(config, { listener, now: Date.now, open });
const ms = performance.now() - begun;
const { user, system } = process.cpuUsage(before);
process.send({ ms, cpuMs: (user + system) / 1000, rssMb: process.resourceUsage().maxRSS / 1024, result, calls });
process.disconnect();

/** Each call is one request, but of files above 64 MB and lists above 1,000 objects. */
function counted(store) {
  return new Proxy(store, {
    get(target, name) {
      const found = Reflect.get(target, name);
      if (typeof found !== 'function') return found;
      return (...args) => {
        calls[name] = (calls[name] ?? 0) + 1;
        return found.apply(target, args);
      };
    },
  });
}
