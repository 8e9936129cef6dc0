'use strict';
// What the nodes can do, as Markdown: from their descriptions, from what their operations asked when they were executed
// in real n8n (docs/evidence/operations), and from what vendors/ says of each endpoint. Pure, so that a test can compare.

/**
 * @typedef {object} DescribedNode
 * @property {object} description n8n's INodeTypeDescription
 * @property {Record<string, {method: string, path: string, certainty: string, source: string}> | null} endpoints of the
 *   service; null for a node that wraps none
 * @property {{n8n: string, operations: Record<string, {always: string[], also: string[]}>} | null} measured
 */

const FIRST = ['ticket', 'comment', 'status', 'tag'];
const DOCUMENTED = '✓';
const ASSUMED = '°';
const PARTLY = '✓°';
const NOT_YET = '?';
const MARKS = [DOCUMENTED, PARTLY, ASSUMED, NOT_YET];

const isTrigger = ({ description }) => description.group.includes('trigger');

/** Every operation that a description shows, the resources that all services share first. */
function operationsIn({ properties }) {
  const resources = properties.find(({ name }) => name === 'resource')?.options ?? [];
  const ordered = [...resources].sort((a, b) => placeOf(a.value) - placeOf(b.value));
  return ordered.flatMap((resource) =>
    properties
      .filter(
        ({ name, displayOptions }) => name === 'operation' && displayOptions.show.resource.includes(resource.value),
      )
      .flatMap(({ options }) => options)
      .map(({ name, value, description }) => ({
        key: `${resource.value}:${value}`,
        value,
        resource: resource.value,
        resourceName: resource.name,
        name,
        description,
      })),
  );
}

function placeOf(resource) {
  const place = FIRST.indexOf(resource);
  return place === -1 ? FIRST.length : place;
}

/**
 * What an operation is judged by: what it writes, else what it reads. Endpoints that only some of its runs asked, and
 * those of a writing operation that only read, look up names or are one of several ways.
 */
function decisiveOf({ always, also }, endpoints) {
  const known = (names) => names.filter((name) => endpoints[name]);
  const writes = (names) => known(names).filter((name) => endpoints[name].method !== 'GET');
  const choices =
    writes([...always, ...also]).length > 0 ? [writes(always), writes(also)] : [known(always), known(also)];
  const [each, some] = choices;
  return each.length > 0 ? { names: each, areWays: false } : { names: some, areWays: true };
}

function markOf(asked, endpoints) {
  const { names, areWays } = decisiveOf(asked, endpoints);
  const documented = names.filter((name) => endpoints[name].certainty === 'documented');
  if (documented.length === names.length) return DOCUMENTED;
  return areWays && documented.length > 0 ? PARTLY : ASSUMED;
}

/** An operation that was not executed in real n8n yet has no `asked`, and says so where its mark would be. */
function rowsOf({ description, endpoints, measured }) {
  return operationsIn(description).map((operation) => {
    const asked = measured?.operations[operation.key] ?? null;
    const mark = endpoints === null ? '' : asked === null ? NOT_YET : markOf(asked, endpoints);
    return { ...operation, asked, mark };
  });
}

const executedWord = ({ asked }) => (asked === null ? 'not yet' : 'yes');

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function counted(rows) {
  const counts = MARKS.map((mark) => [mark, rows.filter((row) => row.mark === mark).length]);
  return counts.flatMap(([mark, count]) => (count === 0 ? [] : `${count} ${mark}`)).join(', ') || '–';
}

/** @param {DescribedNode[]} nodes @returns {string} how many operations of each kind there are */
function summaryTable(nodes) {
  const services = nodes.filter((node) => !isTrigger(node) && node.endpoints !== null);
  const rows = services.map(rowsOf);
  const shared = FIRST.map((resource) => {
    const title = rows.flat().find((row) => row.resource === resource)?.resourceName ?? resource;
    return [title, ...rows.map((each) => counted(each.filter((row) => row.resource === resource)))];
  });
  const others = rows.map((each) => each.filter((row) => !FIRST.includes(row.resource)));
  const more = others.map((each) => {
    const names = [...new Set(each.map(({ resourceName }) => resourceName))];
    return names.length === 0 ? '–' : `${names.join(', ')}: ${counted(each)}`;
  });
  const executed = rows.map((each) => `${each.filter(({ asked }) => asked !== null).length} of ${each.length}`);
  const lines = table(
    ['', ...services.map(({ description }) => description.displayName)],
    [...shared, ['More', ...more], ...triggerRow(services, nodes), ['Operations executed in real n8n', ...executed]],
  );
  return `${rows.flat().length} operations. ${DOCUMENTED} the service's own page describes the endpoint that the operation reads or writes (not each member of it, and not the lists in which names are looked up on the way), ${ASSUMED} it does not (the sources stand in [the evidence](../evidence/operations.md)), ${PARTLY} it does in part, ${NOT_YET} it was not executed yet. The last row counts those that were executed in n8n ${versionsOf(services)}, against the local simulators, not against the services themselves.\n\n${lines}`;
}

/** Which triggers a service has: those that use its credential. */
function triggerRow(services, nodes) {
  const triggers = nodes.filter(isTrigger);
  if (triggers.length === 0) return [];
  const credentialsOf = ({ description }) => (description.credentials ?? []).map(({ name }) => name);
  const cells = services.map((service) => {
    const own = triggers.filter((trigger) =>
      credentialsOf(trigger).some((name) => credentialsOf(service).includes(name)),
    );
    return own.map(({ description }) => (description.polling ? 'polling' : 'webhook')).join(', ') || '–';
  });
  return [['Triggers', ...cells]];
}

function versionsOf(nodes) {
  return [...new Set(nodes.flatMap(({ measured }) => (measured === null ? [] : [measured.n8n])))].join(', ');
}

/** @param {DescribedNode[]} nodes @returns {string} the lists of docs/reference/nodes.md */
function nodeLists(nodes) {
  const pages = nodes
    .filter((node) => !isTrigger(node))
    .map(({ description: { displayName, description, name } }) => [
      `[${displayName}](nodes/${pageOf(name)})`,
      description,
    ]);
  const triggers = nodes.filter(isTrigger);
  return [
    summaryTable(nodes),
    `## What each operation takes and returns\n\n${table(['Node', 'What it does'], pages)}`,
    ...(triggers.length === 0 ? [] : [triggerList(triggers)]),
  ].join('\n\n');
}

/** @param {string} name of a node, as n8n knows it @returns {string} the file of its operations */
function pageOf(name) {
  return `${name.toLowerCase()}.md`;
}

/** @param {DescribedNode[]} nodes @returns {string} the tables of docs/evidence/operations.md */
function operationsAsked(nodes) {
  return nodes
    .filter((node) => !isTrigger(node))
    .map(nodeList)
    .join('\n\n');
}

function nodeList(node) {
  const { displayName } = node.description;
  const rows = rowsOf(node);
  if (node.endpoints === null) {
    const plain = rows.map((row) => [row.resourceName, row.name, row.description, executedWord(row)]);
    return `## ${displayName}\n\n${table(['Resource', 'Operation', 'What it does', 'n8n'], plain)}`;
  }
  const cells = rows.map((row) => [
    row.resourceName,
    row.name,
    row.mark,
    row.asked === null ? 'not known yet' : askedWords(row.asked, node.endpoints),
    executedWord(row),
  ]);
  const list = table(['Resource', 'Operation', '', 'Asks', 'n8n'], cells);
  return [`## ${displayName}`, `${rows.length} operations.`, list, sourcesOf(rows, node.endpoints)].join('\n\n');
}

function askedWords(asked, endpoints) {
  const decisive = decisiveOf(asked, endpoints).names;
  const [always, also] = [asked.always, asked.also].map((names) => [
    ...names.filter((name) => decisive.includes(name)),
    ...names.filter((name) => !decisive.includes(name)),
  ]);
  const words = (names) => [...new Set(names.map((name) => endpointWords(endpoints[name])))].join(', ');
  if (always.length + also.length === 0) return 'nothing';
  return [words(always), also.length === 0 ? '' : `in some cases ${words(also)}`].filter(Boolean).join('; ');
}

function endpointWords(endpoint) {
  if (!endpoint) return "the file's own address";
  const { method, path, certainty } = endpoint;
  return `\`${method} ${path.replace(/^(?=[a-z])/, '/')}\` ${certainty === 'documented' ? DOCUMENTED : ASSUMED}`;
}

/** Where the endpoints that were asked are described, as a Markdown list. */
function sourcesOf(rows, endpoints) {
  const names = rows.flatMap(({ asked }) => (asked === null ? [] : [...asked.always, ...asked.also]));
  const lines = names.flatMap((name) => {
    const endpoint = endpoints[name];
    return endpoint ? `- ${endpoint.certainty === 'documented' ? DOCUMENTED : ASSUMED} ${endpoint.source}` : [];
  });
  return [...new Set(lines)].sort().join('\n');
}

function triggerList(nodes) {
  const rows = nodes.map(({ description }) => [
    description.displayName,
    description.polling ? 'asks again and again' : 'is called by the service',
    description.description,
  ]);
  return `## Triggers\n\n${table(['Trigger', 'How it knows', 'What it does'], rows)}`;
}

const BEGIN = '<!-- operations: written by npm run docs:operations -->';
const END = '<!-- /operations -->';

/** @returns {string} the document with `text` between its markers @throws Error when it has none */
function placed(document, text) {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from === -1 || to < from) throw new Error(`The document has no place for the operations: ${BEGIN} … ${END}`);
  return `${document.slice(0, from)}${BEGIN}\n${text}\n${document.slice(to)}`;
}

module.exports = { operationsIn, nodeLists, operationsAsked, pageOf, placed };
