/** The commands in the order of the help, each with what it does. */
export const COMMANDS_DO = {
  init: 'asks for the services, tests their keys, writes ticketlake.yaml and .env, and exports',
  add: 'adds a source to a configuration that is there, and tests its key',
  check: 'tests configuration, keys, rights, clocks, disk and lock; fetches no ticket',
  plan: 'says what an export would read and write, and what it would cost; sends and writes nothing',
  export: 'reads what is new in every source and publishes it as DuckDB and Parquet',
  publish: 'brings the targets of `publish` up to date with the lake, without asking any service',
  replay: 'loads and publishes again what raw/ holds, without asking any service',
  status: 'shows the last runs, freshness, rows and rejects of the published lake',
  verify: 'proves what was published: files, hashes, rows, columns, keys, references, and that all agree',
  query: 'runs read-only SQL (DuckDB) on the published tables',
  explain: 'shows where every column of a ticket comes from: raw page, mapping, lists, configuration',
  erase: "takes a person's name and e-mail address out of raw pages, tables and files",
  sources: 'shows which sources the lake holds; renames one, or removes it',
  powerbi: 'writes a Power BI project (PBIP) that reads this lake',
  serve: 'runs the service: scheduled exports, HTTP API, files and OData for BI, status page',
  mcp: 'answers an assistant (Model Context Protocol) over standard input and output; it reads only',
  notify: 'sends a test notice to every entry of `notify`',
  sandbox: 'starts the five services on 127.0.0.1 with generated tickets, until Ctrl-C',
  demo: 'shows it all in half a minute: sandbox, export, summary',
} as const;

export type CommandName = keyof typeof COMMANDS_DO;

/** Also the two that tell of the program itself. */
export const COMMAND_NAMES: readonly string[] = [...Object.keys(COMMANDS_DO), 'help', 'version'];
