// What the node of every service does alike in real n8n.
import assert from 'node:assert/strict';
import { test } from './limits.mjs';
import { locator, operationNode } from './service.mjs';

/**
 * @param {string} name of the node
 * @param {object} trial
 * @param {(operation: string, parameters: object, how?: object) => Promise<object>} trial.run executes an operation
 * @param {() => string[] | Promise<string[]>} trial.ids of a ticket that is there, and of one that is not
 * @param {RegExp} trial.says what is said of the second
 * @param {() => string} trial.key must not be told
 */
export function testErrorOutput(name, { run, ids, says, key }) {
  test('puts an item that failed on the error output, with words and without the key', async () => {
    const [found, lost] = await ids();
    const execution = await run(
      'ticket:get',
      { ticketId: locator('id', '={{ $json.id }}') },
      { items: [{ id: found }, { id: lost }], settings: { onError: 'continueErrorOutput' } },
    );
    assert.equal(execution.status, 'success');
    assert.deepEqual(
      execution.json(name).map(({ ticket_id }) => ticket_id),
      [found],
    );
    const [failed] = execution.items(name, 1);
    assert.match(failed.json.error, says);
    assert.deepEqual(failed.pairedItem, { item: 1 });
    assert.ok(!JSON.stringify(execution.record).includes(key()));
  });
}

/** @param {{run: Function, key: () => string}} trial as of testErrorOutput */
export function testStop({ run, key }) {
  test("stops with n8n's own kind of error, which names the item", async () => {
    const { error, status, record } = await run('ticket:get', { ticketId: locator('id', 'no such ticket/..') });
    assert.equal(status, 'error');
    assert.equal(error.name, 'NodeApiError');
    assert.equal(error.httpCode, '404');
    assert.equal(error.context.itemIndex, 0);
    assert.match(error.description, /Check the ID/);
    assert.ok(!JSON.stringify(record).includes(key()));
  });
}

/**
 * n8n's HTTP Request node with the credential of a service, as a Custom API Call makes it.
 * @param {string} name of the service's node
 * @param {{server: object, credentials: object, url: string}} call
 * @returns {Promise<object[]>} what came out
 */
export async function customApiCall(name, { server, credentials, url }) {
  const request = {
    ...operationNode(name, credentials, 'a:b'),
    type: 'n8n-nodes-base.httpRequest',
    name: 'request',
    typeVersion: 4.2,
    parameters: { url, authentication: 'predefinedCredentialType', nodeCredentialType: `${name}Api`, options: {} },
  };
  const execution = await server.runNode(request);
  assert.equal(execution.error, undefined, JSON.stringify(execution.error));
  return execution.json('request');
}

/** Two pages of the ticket list share nothing. @returns {Promise<Array<{name: string, value: string}>>} the first */
export async function twoPagesOfTickets(server, ticket) {
  const first = await server.list(ticket, 'searchTickets', {});
  assert.equal(first.results.length, 50);
  const second = await server.list(ticket, 'searchTickets', { paginationToken: first.paginationToken });
  assert.ok(!second.results.some(({ value }) => first.results.some((each) => each.value === value)));
  return first.results;
}
