// A started n8n through the REST API that its own editor uses (n8n's public API can neither run a workflow nor load options).
import { parse } from 'flatted';
import { executionOf } from './execution.mjs';
import { step, until } from './waits.mjs';
import { chain } from './workflow.mjs';

/** n8n answers in this time, whatever it is doing. */
const ANSWER_MS = 60_000;

const owner = { email: 'owner@example.com', firstName: 'Test', lastName: 'Owner', password: 'Ticketlake-1' };

/**
 * @param {string} url of a started n8n, which gets its owner here if it has none
 * @param {1 | 2} major n8n's major version
 */
export async function connect(url, major) {
  const cookie = await logIn(url);

  async function request(method, path, body) {
    step(`n8n: ${method} ${path}`);
    const answer = await fetch(url + path, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (answer.ok) return answer;
    throw new Error(`n8n answered ${answer.status} to ${method} ${path}: ${await answer.text()}`);
  }

  async function rest(method, path, body) {
    const { data } = await (await request(method, `/rest${path}`, body)).json();
    return data;
  }

  /** n8n answers with a part of the file while it still writes it. */
  async function types(kind) {
    return await until(60, `n8n's list of ${kind} is not whole`, async () => {
      const text = await (await request('GET', `/types/${kind}.json`)).text();
      try {
        return JSON.parse(text);
      } catch {
        return null;
      }
    });
  }

  async function execution(id) {
    const record = await rest('GET', `/executions/${id}`);
    return executionOf({ ...record, data: parse(record.data) });
  }

  async function endedOf(workflowId) {
    const filter = encodeURIComponent(JSON.stringify({ workflowId }));
    const { results } = await rest('GET', `/executions?limit=100&filter=${filter}`);
    return results.filter(({ stoppedAt }) => stoppedAt).reverse();
  }

  async function finished(id, seconds) {
    return await until(seconds, `execution ${id} did not end`, async () => {
      const { stoppedAt, status } = await rest('GET', `/executions/${id}`);
      return stoppedAt && !['new', 'running'].includes(status) && (await execution(id));
    });
  }

  const client = {
    url,
    cookie,
    /** Any call of the editor's API: `rest('GET', '/workflows')`. */
    rest,

    /** Every node type and credential type that n8n has loaded, as the editor gets them. */
    nodeTypes: () => types('nodes'),
    credentialTypes: () => types('credentials'),

    /** Stores a credential. @returns {Promise<{id: string, name: string}>} what a node's `credentials` hold */
    async credential(type, data, name = type) {
      const { id } = await rest('POST', '/credentials', { type, data, name });
      return { id, name };
    },
    /** What the Test button of the credential's window says. @returns {Promise<{status: 'OK' | 'Error', message: string}>} */
    async testCredential(type, data) {
      // n8n 1 tests stored credentials only.
      const stored = await client.credential(type, data);
      return await rest('POST', '/credentials/test', { credentials: { ...stored, type, data } });
    },

    /** Stores a workflow. @returns {Promise<{id: string}>} */
    save: (workflow) => rest('POST', '/workflows', workflow),

    /**
     * Runs a workflow as the editor's Execute button does, from its trigger `from`.
     * @returns {Promise<ReturnType<typeof executionOf>>} once it has ended, well or not
     */
    async run(workflow, { from = workflow.nodes[0].name, seconds = 60 } = {}) {
      return await client.runStored(await client.save(workflow), { from, seconds });
    },
    /** Runs a stored workflow in the same way. */
    async runStored({ id }, { from, seconds = 60 }) {
      const workflowData = await rest('GET', `/workflows/${id}`);
      const body = { workflowData, triggerToStartFrom: { name: from } };
      const { executionId } = await rest('POST', `/workflows/${id}/run`, body);
      return await finished(executionId, seconds);
    },
    /** Runs one node over `items`. */
    runNode: (node, items, options) => client.run(chain([node], items), options),

    /** Publishes a stored workflow; resolves when its triggers are on, throws when one could not be turned on. */
    async publish({ id }) {
      const { versionId } = await rest('GET', `/workflows/${id}`);
      await rest('POST', `/workflows/${id}/activate`, { versionId });
      // n8n 1 answers when the triggers are on or have failed, n8n 2 at once.
      if (major === 1) return;
      const { status, triggers } = await until(60, `workflow ${id} was not published`, async () => {
        const publication = await rest('GET', `/workflows/${id}/publication-status`);
        return publication.status !== 'in_progress' && publication;
      });
      const failures = triggers.map(({ errorMessage }) => errorMessage).filter(Boolean);
      if (status !== 'published') throw new Error(`Workflow ${id} is ${status}: ${failures.join('; ')}`);
    },
    unpublish: ({ id }) => rest('POST', `/workflows/${id}/deactivate`, {}),

    /** Where a webhook trigger with a `webhookId` listens once it is published; `path` is that of its description. */
    webhookUrl: ({ webhookId }, path) => `${url}/webhook/${webhookId}/${path}`,

    execution,
    /** The first `count` ended executions of a workflow, oldest first. */
    async executions({ id }, count, seconds = 90) {
      const ended = await until(seconds, `workflow ${id} did not run ${count} times`, async () => {
        const oldestFirst = await endedOf(id);
        return oldestFirst.length >= count && oldestFirst;
      });
      return await Promise.all(ended.slice(0, count).map((each) => execution(each.id)));
    },
    /** The errors of the executions of a workflow that failed so far, oldest first. */
    async errors({ id }) {
      const failed = (await endedOf(id)).filter(({ status }) => ['error', 'crashed'].includes(status));
      return (await Promise.all(failed.map((each) => execution(each.id)))).map(({ error }) => error);
    },

    /** The bytes of one entry of an item's `binary`. */
    async binary({ id, data }) {
      if (!id) return Buffer.from(data, 'base64');
      const answer = await request('GET', `/rest/binary-data?action=download&id=${encodeURIComponent(id)}`);
      return Buffer.from(await answer.arrayBuffer());
    },

    /** The choices of a parameter that loads them by `methodName`. */
    options: (node, methodName) => rest('POST', '/dynamic-node-parameters/options', dynamic(node, methodName)),
    /** One page of a resource locator's list. @returns {Promise<{results: Array<{name: string, value: string}>, paginationToken?: string}>} */
    list: (node, methodName, { filter, paginationToken } = {}) =>
      rest('POST', '/dynamic-node-parameters/resource-locator-results', {
        ...dynamic(node, methodName),
        filter,
        paginationToken,
      }),
    /** The fields of a resource mapper. */
    mapperFields: (node, methodName) =>
      rest('POST', '/dynamic-node-parameters/resource-mapper-fields', dynamic(node, methodName)),
  };
  return client;
}

function dynamic(node, methodName) {
  return {
    // Where the parameter is; only n8n's declarative option loading looks at it.
    path: 'parameters',
    methodName,
    nodeTypeAndVersion: { name: node.type, version: node.typeVersion },
    currentNodeParameters: node.parameters,
    credentials: node.credentials,
  };
}

async function logIn(url) {
  const post = (path, body) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  let answer = await post('/rest/login', { emailOrLdapLoginId: owner.email, password: owner.password });
  if (!answer.ok) answer = await post('/rest/owner/setup', owner);
  if (!answer.ok) throw new Error(`n8n's owner could not be set up: ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
}
