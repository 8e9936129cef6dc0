/** The commands in the order of the help, each with what it does. */
export const COMMANDS_DO = {
  init: 'asks for the services, tests their keys, writes ticketlake.yaml and .env, and exports',
  add: 'adds a source to an existing configuration, and tests its key',
  check: 'tests the configuration, keys, rights, clocks, disk and lock, and fetches no ticket',
  plan: 'shows what an export would read and write and how many requests it needs, and sends and writes nothing',
  export: 'reads what is new in every source and publishes it as DuckDB and Parquet',
  publish: 'brings the targets of `publish` up to date with the lake, without asking any service',
  replay: 'loads and publishes again what raw/ holds, without asking any service',
  status: 'shows the last runs, freshness, rows and rejects of the published lake',
  verify: 'checks the published files, hashes, rows, columns, keys and references, and that all of them agree',
  query: 'runs read-only SQL (DuckDB) on the published tables',
  explain: 'shows where every column of a ticket comes from (raw page, mapping, list or configuration)',
  erase: "removes a person's name and e-mail address from raw pages, tables and files",
  sources: 'shows which sources the lake holds, and renames or removes one',
  powerbi: 'writes a Power BI project (PBIP) that reads this lake',
  serve: 'runs the service with scheduled exports, an HTTP API, files and OData for BI, and a status page',
  mcp: 'answers an assistant (Model Context Protocol) over standard input and output, and only reads',
  notify: 'sends a test notice to every entry of `notify`',
  sandbox: 'starts simulators of the five services on 127.0.0.1 with generated tickets, until Ctrl-C',
  demo: 'shows everything in half a minute, with simulators, an export and a summary',
} as const;

export type CommandName = keyof typeof COMMANDS_DO;

/** Also the two that tell of the program itself. */
export const COMMAND_NAMES: readonly string[] = [...Object.keys(COMMANDS_DO), 'help', 'version'];
