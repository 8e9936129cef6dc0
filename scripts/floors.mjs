// The floors of the exporter, lowest first. A folder of etl/src imports only what stands on a floor before its own.
// The lint zones of eslint.base.mjs and the drawing in ARCHITECTURE.md are made from this list.
export const FLOORS = [
  { folders: ['base'], holds: 'errors, files, clock, events, the row of a run' },
  { folders: ['schema', 'mapping'], holds: 'tables as data; the zone rule' },
  {
    folders: ['config', 'http', 'query', 'powerbi', 'progress'],
    holds: 'what is read, asked, queried, written and shown',
  },
  {
    folders: ['store', 'raw'],
    holds: 'DuckDB session, lock, migrations, staging, dirty tracking; spool, journal, page',
  },
  { folders: ['checkpoints', 'privacy'], holds: 'scans, slices, ticket queue, drift; erasures, name forms' },
  {
    folders: ['load', 'marts', 'catalog'],
    holds: 'rows and cursors in one commit; published tables compared with the last; the sources that a lake holds',
  },
  { folders: ['publish'], holds: 'write, read back, rename' },
  { folders: ['targets'], holds: 'the published tables in other folders and stores; Delta Lake; state in a store' },
  { folders: ['sync'], holds: 'the export: sources, scans' },
  { folders: ['status', 'check', 'verify', 'explain'], holds: 'commands that look at a lake' },
  {
    folders: ['erase', 'plan', 'replay', 'sources'],
    holds: 'erasing, the dry run, replay, and what becomes of sources',
  },
  {
    folders: ['notify', 'telemetry', 'mcp'],
    holds: 'notices of how a run ended; lineage and metrics of runs; the tools of an assistant',
  },
  { folders: ['serve'], holds: 'schedules, HTTP, OData, the page' },
  { folders: ['cli'], holds: 'commands; init and demo inside' },
];

/** @returns one zone of `import-x/no-restricted-paths` per folder: what stands on its own floor or above is refused */
export function floorZones(floors = FLOORS) {
  return floors.flatMap(({ folders }, level) =>
    folders.map((folder) => ({
      target: `./etl/src/${folder}`,
      from: './etl/src',
      except: [folder, ...floors.slice(0, level).flatMap((below) => below.folders)].map((name) => `./${name}`),
      message: `etl/src/${folder} imports only floors below its own: see scripts/floors.mjs.`,
    })),
  );
}

/** @returns the drawing, one line per floor, lowest first */
export function floorsDrawing(floors = FLOORS) {
  const names = floors.map(({ folders }) => folders.join(' · '));
  const width = Math.max(...names.map((name) => name.length));
  return floors.map(({ holds }, level) => `${names[level].padEnd(width)}  ${holds}`).join('\n');
}
