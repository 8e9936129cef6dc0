// The example workflows of workflows/, as somebody imports them: the credentials chosen, the rest as it is.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './pack.mjs';

const folder = join(root, 'workflows');

/** Those that wait for people: they are executed in a file of their own. */
export const TEAM = ['triage-with-approval', 'warn-before-breach', 'weekly-quality-sample'];

/** Credential types of nodes that are not ours. */
const OTHERS = {
  emailSend: 'smtp',
  formTrigger: 'httpBasicAuth',
  lmChatOpenAi: 'openAiApi',
  mattermost: 'mattermostApi',
};

/** @returns {Promise<Record<string, object>>} the workflows as they are in their files, by file name without ending */
export async function readExamples() {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const read = async (file) => [file.replace('.json', ''), JSON.parse(await readFile(join(folder, file), 'utf8'))];
  return Object.fromEntries(await Promise.all(files.map(read)));
}

/** The credential type that a node needs. @returns {string | undefined} */
export function credentialTypeOf({ type }) {
  const [pack, name] = [type.slice(0, type.lastIndexOf('.')), type.slice(type.lastIndexOf('.') + 1)];
  if (pack.startsWith('n8n-nodes-ticketlake')) return `${name.replace(/(Webhook)?Trigger$|Tool$/, '')}Api`;
  return OTHERS[name];
}

/**
 * @param {object} workflow
 * @param {Record<string, {id: string, name: string}>} credentials by type; a node whose type is missing gets none
 * @param {Record<string, object>} [changed] parameters by the name of the node: what its user is told to set
 */
export function prepared(workflow, credentials, changed = {}) {
  const nodes = workflow.nodes.map((node) => {
    const type = credentialTypeOf(node);
    const parameters = { ...node.parameters, ...changed[node.name] };
    return { ...node, parameters, ...(credentials[type] && { credentials: { [type]: credentials[type] } }) };
  });
  return { ...workflow, nodes };
}
