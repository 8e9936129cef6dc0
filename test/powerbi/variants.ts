/** The projects that every check looks at: each source, with and without incremental refresh. */
import type { ProjectOptions } from '../../etl/src/powerbi/options';
import { fieldTable } from '../../etl/src/schema/field-tables';

const FOLDER = 'C:\\ticketlake\\lake\\parquet';
const STORAGE = 'https://acme.dfs.core.windows.net/lake/parquet';

/** Labels as people write them: doubled, differing by case, with quotes, empty, one that the key has, and over lines. */
export const FIELD_TABLES = [
  fieldTable('ticket_fields_acme', "acme's", [
    { name: 'region', type: 'text', description: 'Region' },
    { name: 'region_2', type: 'text', description: 'REGION' },
    { name: 'amount', type: 'double', description: "Amount, 'net': a = b.c" },
    { name: 'field_0a1b2c3d', type: 'boolean', description: ' ' },
    { name: 'ticket_key_2', type: 'date', description: 'Ticket\nkey' },
  ]),
  fieldTable('ticket_fields_acme_2', "ACME's", [{ name: 'seen', type: 'local', description: 'Seen' }]),
];

export const VARIANTS: ReadonlyArray<readonly [name: string, options: ProjectOptions]> = [
  ['folder', { source: 'folder', location: FOLDER, incremental: false }],
  ['folder, incremental', { source: 'folder', location: FOLDER, incremental: true }],
  ['odata', { source: 'odata', location: 'http://127.0.0.1:8321/odata', incremental: false }],
  ['azure', { source: 'azure', location: STORAGE, incremental: false }],
  [
    'folder with custom fields, incremental',
    { source: 'folder', location: FOLDER, incremental: true, fieldTables: FIELD_TABLES },
  ],
  ['azure, incremental', { source: 'azure', location: STORAGE, incremental: true }],
];

/** What `powerbi/` in the repository was made with. */
export const SAMPLE: ProjectOptions = { source: 'folder', location: FOLDER, incremental: false };
