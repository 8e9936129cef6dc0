'use strict';

/**
 * The reference tables of docs/reference/configuration.md, docs/reference/tables.md, docs/reference/cli.md and
 * docs/evidence/assumed.md, made from what the exporter itself reads and prints: the schema of the configuration, the
 * registry of tables, the help of commands, the services' endpoints. Pure: called by docs-reference.mjs on the compiled
 * exporter, and by the tests on its sources.
 *
 * @typedef {{ name: string, title: string, exampleUrl: string, quota: { requests: number | null }, endpoints: object }} Service
 */

/** The reader of the configuration looks at these before their schema does: a file without them is refused. */
const READ_BEFORE = ['sources', 'vendor'];

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (text) => `\`${text}\``;

/** @param {{ shape: object }} schema whose keys carry `form`, `default` and `description` @returns {string} a table */
function keysTable(schema) {
  const rows = Object.entries(schema.shape).map(([key, type]) => {
    const { form, default: usual, description } = replyOf(key, type);
    return [code(key), form, usual === undefined ? missing(key, type) : valueText(key, usual), description];
  });
  return table(['Key', 'Value', 'Default', 'What it does'], rows);
}

/** @throws Error for a key that nothing is said of */
function replyOf(key, type) {
  const facts = type.meta();
  if (facts?.description === undefined)
    throw new Error(`the key ${key} says nothing of itself: give it .meta(about(…))`);
  return facts;
}

function missing(key, type) {
  return READ_BEFORE.includes(key) || !type.safeParse(undefined).success ? '**needed**' : '–';
}

/** @param {Service[]} services @param {(service: Service) => { shape: object }} schemaOf @returns {string} the keys of a source */
function sourceTable(services, schemaOf) {
  const schemas = services.map((service) => ({ service, shape: schemaOf(service).shape }));
  const rows = Object.keys(schemas[0].shape).map((key) => {
    // A key that a service does not have says nothing of itself there.
    const told = schemas.flatMap(({ service, shape }) => {
      const facts = shape[key].meta();
      return facts === undefined ? [] : [{ service, type: shape[key], facts }];
    });
    const [{ facts, type }] = told;
    const only = told.length === services.length ? '' : `${told.map(({ service }) => service.title).join(', ')} only. `;
    return [code(key), facts.form, defaultOf(key, told) ?? missing(key, type), `${only}${facts.description}`];
  });
  return table(['Key', 'Value', 'Default', 'What it does'], rows);
}

/** One default for all, or which services have which. */
function defaultOf(key, told) {
  const groups = new Map();
  for (const { service, facts } of told) {
    groups.set(facts.default, [...(groups.get(facts.default) ?? []), service.title]);
  }
  const [only] = groups.keys();
  if (groups.size === 1) return only === undefined ? undefined : valueText(key, only);
  return [...groups].map(([value, titles]) => `${titles.join(', ')}: ${valueText(key, value)}`).join('; ');
}

/** A default is a value as it would be written, or words about it. */
function valueText(key, value) {
  if (key === 'page_size' && value === '0') return 'everything at once';
  return /\s/.test(value) ? value : code(value);
}

/** @returns {string} what the services' own words for the configuration are */
function serviceTable(services, streamsOf) {
  const rows = services.map((service) => [
    service.title,
    code(`vendor: ${service.name}`),
    streamsOf(service).join(', '),
    service.quota.requests === null ? 'not known: found by its refusals' : `${service.quota.requests} a minute`,
    code(service.exampleUrl),
  ]);
  return table(['Service', 'In the file', 'Streams that it has', 'Requests', 'A `url`'], rows);
}

/**
 * @param {{ topLevel: object, businessHours: object, schedule: object, serve: object, notify: object, mask: object, publish: object, telemetry: object, sourceSchema: Function, streamsOf: Function }} schemas
 * @param {Service[]} services
 */
function configuration(
  { topLevel, businessHours, schedule, serve, notify, mask, publish, telemetry, sourceSchema, streamsOf },
  services,
) {
  return [
    '## Top level',
    keysTable(topLevel),
    '## A source',
    sourceTable(services, sourceSchema),
    '## What each service has',
    serviceTable(services, streamsOf),
    '## business_hours',
    keysTable(businessHours),
    '## schedule',
    keysTable(schedule),
    '## serve',
    keysTable(serve),
    '## notify, an entry',
    keysTable(notify),
    '## mask',
    keysTable(mask),
    '## publish, an entry',
    keysTable(publish),
    '## telemetry',
    keysTable(telemetry),
  ].join('\n\n');
}

/** @param {object[]} tables the registry @param {(type: string) => string} sqlType */
function tables(tables, sqlType) {
  const overview = table(
    ['Table', 'Rows'],
    tables.map(({ name, description }) => [`[${name}](#${name})`, description]),
  );
  return [overview, ...tables.map((each) => oneTable(each, sqlType))].join('\n\n');
}

function oneTable({ name, description, key, references, partitioned, columns }, sqlType) {
  const to = new Map(references.map((reference) => [reference.column, `[${reference.table}](#${reference.table})`]));
  const rows = columns.map((column) => [
    code(column.name),
    sqlType(column.type),
    column.nullable ? 'yes' : 'no',
    `${column.description}${to.has(column.name) ? ` → ${to.get(column.name)}` : ''}`,
  ]);
  const facts = [`Key: ${key.map(code).join(', ')}.`, ...(partitioned ? ['Divided by `partition:`.'] : [])];
  return [
    `## ${name}`,
    `${description} ${facts.join(' ')}`,
    table(['Column', 'Type', 'Empty?', 'What it says'], rows),
  ].join('\n\n');
}

/** @param {Service[]} services */
function assumed(services) {
  return services.map(assumedOf).join('\n\n');
}

function assumedOf({ title, endpoints }) {
  const told = new Map();
  for (const { method, path, certainty, source } of Object.values(endpoints)) {
    const words = `${method} ${path.replace(/^(?=[a-z])/, '/')}`;
    told.set(words, { words, certainty, source });
  }
  const all = [...told.values()];
  const doubtful = all.filter(({ certainty }) => certainty === 'assumed');
  const count = `${all.length - doubtful.length} of ${all.length} endpoints stand on the service's own page.`;
  const sources = [...new Set(doubtful.map(({ source }) => source))];
  const rows = sources.map((source) => [
    doubtful
      .filter((each) => each.source === source)
      .map(({ words }) => code(words))
      .join(', '),
    source,
  ]);
  const list = rows.length === 0 ? 'None is assumed.' : table(['Assumed', 'Where it comes from'], rows);
  return [`## ${title}: endpoints`, count, list].join('\n\n');
}

const BEGIN = '<!-- reference: written by npm run docs:reference -->';
const END = '<!-- /reference -->';

/** @returns {string} the document with `text` between its markers @throws Error when it has none */
function placed(document, text) {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from === -1 || to < from) throw new Error(`The document has no place for the reference: ${BEGIN} … ${END}`);
  return `${document.slice(0, from)}${BEGIN}\n${text}\n${document.slice(to)}`;
}

/**
 * @param {Array<{ name: string, help: string }>} commands with what `ticketlake help NAME` prints
 * @returns {string} usage, arguments, options and examples of each
 */
function commandLine(commands) {
  return commands.map(({ name, help }) => `### ${name}\n\n\`\`\`text\n${withoutGlobal(help)}\n\`\`\``).join('\n\n');
}

/** Options of every command stand once, above. */
function withoutGlobal(help) {
  const parts = help.trim().split(/\n\n(?=\S)/);
  return parts.filter((part) => !part.startsWith('Global Options:')).join('\n\n');
}

module.exports = { configuration, tables, assumed, commandLine, placed };
