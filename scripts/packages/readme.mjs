// The part of a package's README that repeats what the nodes' and credentials' descriptions say.

const START = '<!-- From the descriptions of the nodes, by `npm run packages`. -->';
const END = '<!-- End of what comes from the descriptions. -->';

/**
 * The README with its part between the marks written anew.
 * @param {Array<{file: string, name: string, needs: string[]}>} workflows that the package holds
 * @throws Error when it has no marks
 */
export function withFacts(readme, service, workflows) {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${service.dir}/README.md lacks its marks: ${START} and ${END}`);
  return `${readme.slice(0, start)}${START}\n\n${factsOf(service, workflows)}\n\n${readme.slice(end)}`;
}

function factsOf({ nodes, credentials }, workflows) {
  const triggers = nodes.filter(({ type }) => type.description.group.includes('trigger'));
  const regular = nodes.filter((node) => !triggers.includes(node));
  return [
    '## Operations',
    ...regular.map(({ type }) => operationsTable(type.description)),
    ...(triggers.length === 0 ? [] : ['## Triggers', triggers.map(({ type }) => triggerLine(type)).join('\n')]),
    '## Credentials',
    ...credentials.map(({ type }) => credentialTable(type)),
    ...(workflows.length === 0 ? [] : ['## Workflows to import', workflowsTable(workflows)]),
  ].join('\n\n');
}

function operationsTable({ properties }) {
  const resources = properties.find(({ name }) => name === 'resource').options;
  const rows = resources.map(({ name, value }) => [name, operationsOf(properties, value).join(', ')]);
  return table(['Resource', 'Operations'], rows);
}

function operationsOf(properties, resource) {
  const selectors = properties.filter(({ name }) => name === 'operation');
  const selector = selectors.find(({ displayOptions }) => displayOptions.show.resource.includes(resource));
  return selector.options.map(({ name }) => name);
}

function triggerLine({ description }) {
  return `- **${description.displayName}**: ${description.description}.`;
}

function credentialTable({ displayName, documentationUrl, properties }) {
  const shown = properties.filter(({ type }) => type !== 'hidden' && type !== 'notice');
  const rows = shown.map((property) => [property.displayName, described(property)]);
  const heading = `**${displayName}** (what the service says about its keys: ${documentationUrl})`;
  return `${heading}\n\n${table(['Field', 'What it is'], rows)}`;
}

const PAGE = 'https://github.com/ticketlake/ticketlake/blob/main/docs/how-to/workflows.md';

function workflowsTable(workflows) {
  const rows = workflows.map(({ file, name, needs }) => [
    `[${name}](${PAGE}#${name.toLowerCase().replaceAll(' ', '-')})`,
    `\`${file}\``,
    needs.map((each) => `\`${each}\``).join(', ') || '–',
  ]);
  return table(['Workflow', 'File', 'Packages that it needs besides'], rows);
}

function described({ description = '', hint = '', placeholder = '' }) {
  const example = placeholder === '' ? '' : ` (${placeholder})`;
  return (description || hint) + example;
}

function table(heads, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
