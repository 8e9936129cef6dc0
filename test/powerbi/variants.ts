/** The projects that every check looks at: each source, with and without incremental refresh. */
import type { ProjectOptions } from '../../etl/src/powerbi/options';

const FOLDER = 'C:\\ticketlake\\lake\\parquet';
const STORAGE = 'https://acme.dfs.core.windows.net/lake/parquet';

export const VARIANTS: ReadonlyArray<readonly [name: string, options: ProjectOptions]> = [
  ['folder', { source: 'folder', location: FOLDER, incremental: false }],
  ['folder, incremental', { source: 'folder', location: FOLDER, incremental: true }],
  ['odata', { source: 'odata', location: 'http://127.0.0.1:8321/odata', incremental: false }],
  ['azure', { source: 'azure', location: STORAGE, incremental: false }],
  ['azure, incremental', { source: 'azure', location: STORAGE, incremental: true }],
];

/** What `powerbi/` in the repository was made with. */
export const SAMPLE: ProjectOptions = { source: 'folder', location: FOLDER, incremental: false };
