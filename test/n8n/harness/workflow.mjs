// Workflows as data.
import { randomUUID } from 'node:crypto';

/** The name of the first node of `chain`. */
export const START = 'Start';

/**
 * A node of a workflow; what is left out gets n8n's defaults.
 * @param {{type: string, name?: string, typeVersion?: number, parameters?: object, credentials?: Record<string, {id: string, name: string}>}} node
 */
export function node({ type, name = type.split('.').at(-1), typeVersion = 1, parameters = {}, ...rest }) {
  return { id: randomUUID(), type, name, typeVersion, parameters, position: [0, 0], ...rest };
}

/** A workflow that starts by hand with `items` (the `json` of each, or whole items with `binary`) and runs `nodes` one after the other. */
export function chain(nodes, items = [{}]) {
  const pinned = items.map((item) => (item.json ? item : { json: item }));
  return {
    ...line([node({ name: START, type: 'n8n-nodes-base.manualTrigger' }), ...nodes]),
    pinData: { [START]: pinned },
  };
}

/** A workflow of `nodes` one after the other; the first is its trigger. */
export function line(nodes) {
  const placed = nodes.map((each, index) => ({ ...each, position: [220 * index, 0] }));
  const connections = {};
  placed.slice(0, -1).forEach(({ name }, index) => {
    connections[name] = { main: [[{ node: placed[index + 1].name, type: 'main', index: 0 }]] };
  });
  return {
    name: `test ${randomUUID()}`,
    active: false,
    nodes: placed,
    connections,
    settings: { executionOrder: 'v1' },
  };
}

/**
 * The `pollTimes` of a polling trigger for a test. n8n refuses one schedule that fires more often than once a minute
 * (active-workflow-triggers.js, "The polling interval is too short"), and takes many that each fire once a minute.
 */
export function pollEvery(seconds) {
  const item = [];
  for (let second = 0; second < 60; second += seconds)
    item.push({ mode: 'custom', cronExpression: `${second} * * * * *` });
  return { item };
}
