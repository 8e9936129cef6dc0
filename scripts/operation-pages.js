'use strict';
// A page for each node, with a section for each operation: what you fill in, and what comes back. From the descriptions
// of the nodes and their output schemas alone, so that a test can compare.

const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { operationsIn } = require('./operation-tables.js');

/** How a type of n8n's parameters reads for a person. */
const TYPES = {
  boolean: 'switch',
  collection: 'more fields',
  dateTime: 'time',
  fixedCollection: 'list of groups',
  json: 'JSON',
  multiOptions: 'choices',
  number: 'number',
  options: 'choice',
  resourceLocator: 'picked from a list, or an ID or link',
  resourceMapper: 'fields of the service',
  string: 'text',
};

/** These are described once, in nodes.md. */
const OF_EVERY_OPERATION = new Set(['output', 'fields']);

/**
 * @param {object} node `description`: n8n's INodeTypeDescription; `schemas`: gives the output schema of an operation in a
 *   version, undefined for one without JSON output
 * @returns {string} its page, as Markdown
 */
function operationPage({ description, schemas }) {
  const version = description.defaultVersion ?? [description.version].flat().at(-1);
  const operations = operationsIn(description);
  const title = `# ${description.displayName}: operations`;
  const intro =
    `What each of the ${operations.length} operations of the node ${description.displayName} takes and returns, in version ${version} of the node. ` +
    '[The n8n nodes](../nodes.md) describes what all nodes have in common, such as how to pick records, *Output*, *Limit*, times and errors. ' +
    'The file is written by `npm run docs:operations`.';
  const sections = operations.map((operation, index) => {
    const isFirst = index === 0 || operations[index - 1].resource !== operation.resource;
    const section = operationSection(operation, description, version, schemas(operation, version));
    return isFirst ? `## ${operation.resourceName}\n\n${section}` : section;
  });
  return `${[title, intro, ...sections].join('\n\n')}\n`;
}

/**
 * @param {string} folder with output schemas by version, resource and operation
 * @returns a function that reads the schema of an operation in a version: that of version 1 where it did not change
 */
function schemasIn(folder) {
  return ({ resource, value }, version) => {
    const files = [version, 1].map((each) => join(folder, `v${each}.0.0`, resource, `${value}.json`));
    const file = files.find((each) => existsSync(each));
    return file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'));
  };
}

function operationSection(operation, { properties }, version, schema) {
  const own = properties.filter((property) => isShownIn(property, operation, version));
  const parts = [`### ${operation.resourceName}: ${operation.name}`, `${asSentence(operation.description)}`];
  const rows = own.flatMap((property) => fieldRows(property));
  parts.push(rows.length === 0 ? 'It takes no fields.' : table(['Field', 'Kind', 'What it is'], rows));
  const fields = Object.keys(schema?.properties ?? {});
  if (fields.length > 0) parts.push(`Returns ${fields.map((field) => `\`${field}\``).join(', ')}.`);
  return parts.join('\n\n');
}

function isShownIn({ name, displayOptions }, { resource, value }, version) {
  const shown = displayOptions?.show;
  if (!shown?.resource || OF_EVERY_OPERATION.has(name) || name === 'operation') return false;
  const versions = shown['@version'];
  return (
    shown.resource.includes(resource) &&
    shown.operation?.includes(value) === true &&
    (versions === undefined || versions.includes(version))
  );
}

/** A collection's own members follow it. */
function fieldRows(property, within = '') {
  const name = within === '' ? property.displayName : `${within} → ${property.displayName}`;
  if (property.type === 'notice') return [];
  if (property.type === 'collection') return property.options.flatMap((option) => fieldRows(option, name));
  if (property.type === 'fixedCollection') {
    return property.options.flatMap(({ values }) => values.flatMap((value) => fieldRows(value, name)));
  }
  const kind = `${TYPES[property.type] ?? property.type}${property.required ? ', required' : ''}`;
  return [[cell(name), kind, cell(meaningOf(property))]];
}

function meaningOf(property) {
  const { type, description, options, placeholder, typeOptions, displayOptions } = property;
  const text = plain(description ?? '');
  const isListed = typeOptions?.loadOptionsMethod !== undefined;
  const choices = (type === 'options' || type === 'multiOptions') && !isListed ? (options ?? []) : [];
  const conditions = Object.entries(displayOptions?.show ?? {}).filter(
    ([key]) => !['resource', 'operation', '@version'].includes(key),
  );
  return [
    text === '' ? '' : asSentence(text),
    choices.length === 0 ? '' : `One of: ${choices.map(({ name }) => name).join(', ')}.`,
    placeholder?.startsWith('e.g.') ? `${asSentence(placeholder.replace('e.g.', 'For example'))}` : '',
    ...conditions.map(([key, values]) => `Shown where \`${key}\` is ${values.join(' or ')}.`),
  ]
    .filter(Boolean)
    .join(' ');
}

/** n8n's texts may link; the page has the words. */
const plain = (text) => text.replace(/<[^>]*>/g, '');
const asSentence = (text) => `${text.replace(/[.\s]+$/, '')}.`;
const cell = (text) =>
  text
    .replace(/\|/g, '\\|')
    .replace(/\s+/g, ' ')
    .replace(/[<{]/g, (sign) => `\\${sign}`);

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

module.exports = { operationPage, schemasIn };
