/** Choices that the account defines. */
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { asText } from '../../../vendors/json';
import { agents, list, tag, ticketSlice } from '../../../vendors/sympoq/operations';
import { tickets } from '../../../vendors/sympoq/streams';
import { firstPage } from '../../shared/list';
import { byName } from '../../shared/operation';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { LARGEST_PAGE } from '../parameters';
import { settingsIn, SYMPOQ } from '../service';

/** In the order of the service, which is that of their meaning. */
export async function getStatuses(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return named(this, 'status');
}

/** In the order of the service, which is that of their meaning. */
export async function getPriorities(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return named(this, 'priority');
}

export async function getChannels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return (await named(this, 'channel')).sort(byName);
}

export async function getQueues(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return (await named(this, 'queue')).sort(byName);
}

export async function getTopics(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  return (await named(this, 'topic')).sort(byName);
}

export async function getAgents(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call, access } = await connect(this, SYMPOQ, EDITOR_POLICY);
  const people = await agents(call, settingsIn(access.credentials).paths);
  return people
    .map(({ person_id, name, email }) => ({
      name: name ?? email ?? person_id,
      value: person_id,
      ...(email === null ? {} : { description: email }),
    }))
    .sort(byName);
}

/** SympoQ has no list of tags: those of some tickets. */
export async function getTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call, access } = await connect(this, SYMPOQ, EDITOR_POLICY);
  const settings = { ...settingsIn(access.credentials), pageSize: LARGEST_PAGE };
  const { records } = await firstPage(tickets, ticketSlice(), call, undefined, settings);
  return tag.seenOn(records).map((text) => ({ name: text, value: text }));
}

async function named(context: ILoadOptionsFunctions, kind: list.ListKind): Promise<INodePropertyOptions[]> {
  const { call, access } = await connect(context, SYMPOQ, EDITOR_POLICY);
  const rows = await list.listOf(call, kind, settingsIn(access.credentials).paths);
  return rows.flatMap((row) => {
    const id = asText(row['id']);
    return id === null ? [] : [{ name: asText(row['name']) ?? id, value: id }];
  });
}
