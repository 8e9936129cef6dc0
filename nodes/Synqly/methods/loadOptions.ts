/** Choices that the provider behind Synqly has. */
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Choice } from '../../../vendors/synqly/operations';
import { issueType, listedProjects, status, tag } from '../../../vendors/synqly/operations';
import { locatedInEditor } from '../../shared/locator';
import { byName } from '../../shared/operation';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { SYNQLY } from '../service';

/** Enough to see the words in use without reading for long. */
const LOOKED_AT = 200;

export async function getStatuses(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call } = await connect(this, SYNQLY, EDITOR_POLICY);
  return optionsOf(await status.getAll(call, { project: projectIn(this), limit: LOOKED_AT }));
}

export async function getIssueTypes(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call } = await connect(this, SYNQLY, EDITOR_POLICY);
  return optionsOf(await issueType.getAll(call, { project: projectIn(this), limit: LOOKED_AT }));
}

export async function getProjects(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call } = await connect(this, SYNQLY, EDITOR_POLICY);
  return (await listedProjects(call)).map(({ id, name }) => ({ name: name ?? id, value: id })).sort(byName);
}

/** Synqly has no list of tags: those of some tickets. */
export async function getTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call } = await connect(this, SYNQLY, EDITOR_POLICY);
  const tags = await tag.getAll(call, { project: projectIn(this), limit: LOOKED_AT });
  return tags.map((name) => ({ name, value: name }));
}

/** Synqly takes the words themselves; several projects may have the same one. */
function optionsOf(choices: readonly Choice[]): INodePropertyOptions[] {
  const names = new Set(choices.map(({ name }) => name));
  return [...names].map((name) => ({ name, value: name })).sort(byName);
}

function projectIn(context: ILoadOptionsFunctions): string | undefined {
  return locatedInEditor(context, 'projectId') || undefined;
}
