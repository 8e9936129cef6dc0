/** Customers, services and operators have the same five operations: what differs are their words and fields. */
import type { INodeProperties } from 'n8n-workflow';
import { VendorError } from '../../vendors/errors';
import type { JsonObject } from '../../vendors/json';
import type { Directory, KnownMembers } from '../../vendors/notific/operations/directory';
import type { Stream } from '../../vendors/vendor';
import { additionalFields, updateFields } from '../shared/fields';
import { LIMIT_PROPERTIES, limitOf } from '../shared/list';
import type { Operation, OperationRun } from '../shared/operation';
import { byDisplayName, heading } from '../shared/operation';
import { formatRecord, formatRecords, outputProperties, type Unifier } from '../shared/output';
import { expected, EXPECTED_OPTIONS, MEMBERS } from './parameters';
import type { ParameterReader } from '../shared/parameter-reader';

export interface DirectoryLabels {
  /** Lower case, as `customer`. */
  one: string;
  many: string;
  directory: Directory;
  stream: Stream;
  kind: 'people' | 'queues';
  locator: INodeProperties;
  /** Beside the name and further members. */
  fields: INodeProperties[];
}

const NAME: INodeProperties = { displayName: 'Name', name: 'name', type: 'string', default: '' };

export function operationsOf(labels: DirectoryLabels): Operation[] {
  return [createOf(labels), removeOf(labels), getOf(labels), getAllOf(labels), updateOf(labels)];
}

function createOf({ one, directory, stream, kind, fields }: DirectoryLabels): Operation {
  return {
    ...heading('create', `Create ${one}`, `Create one ${one}`),
    output: kind,
    properties: [
      { ...NAME, required: true, description: `What the ${one} is called` },
      additionalFields([...fields, MEMBERS].sort(byDisplayName)),
      ...outputProperties(kind),
    ],
    execute: async (run) => {
      const fields = run.parameters.collection('additionalFields');
      const known = { ...knownIn(fields), name: run.parameters.requiredProse('name') };
      const made = await directory.create(run.call, { known, record: membersIn(fields) });
      return formatRecord(run, made, { stream, kind });
    },
  };
}

function removeOf({ one, directory, locator }: DirectoryLabels): Operation {
  return {
    ...heading('delete', `Delete ${one}`, `Delete one ${one} for good`),
    output: { deleted: 'flag' },
    properties: [locator],
    execute: async (run) => {
      await directory.remove(run.call, { id: idOf(run, locator) });
      return [{ deleted: true }];
    },
  };
}

function getOf({ one, directory, stream, kind, locator }: DirectoryLabels): Operation {
  return {
    ...heading('get', `Get ${one}`, `Get one ${one} by its ID`),
    output: kind,
    properties: [locator, ...outputProperties(kind)],
    execute: async (run) =>
      formatRecord(run, await directory.get(run.call, { id: idOf(run, locator) }), { stream, kind }),
  };
}

function getAllOf({ many, directory, stream, kind }: DirectoryLabels): Operation {
  return {
    ...heading('getAll', `Get many ${many}`, `Get many ${many}`),
    output: kind,
    properties: [...LIMIT_PROPERTIES, ...outputProperties(kind)],
    execute: async (run) => {
      const rows: Unifier = { stream, kind };
      return formatRecords(run, (await directory.getAll(run.call)).slice(0, limitOf(run)), rows);
    },
  };
}

function updateOf({ one, directory, stream, kind, locator, fields }: DirectoryLabels): Operation {
  return {
    ...heading('update', `Update ${one}`, `Change some members of one ${one} and keep the others`),
    output: kind,
    properties: [
      locator,
      updateFields([...fields, MEMBERS, { ...NAME, description: `What the ${one} is called` }].sort(byDisplayName)),
      EXPECTED_OPTIONS,
      ...outputProperties(kind),
    ],
    execute: async (run) => {
      const fields = run.parameters.collection('updateFields');
      const changes = { known: knownIn(fields), changes: membersIn(fields), expected: expected(run) };
      refuseNothing(fields);
      return formatRecord(run, await directory.update(run.call, { id: idOf(run, locator), ...changes }), {
        stream,
        kind,
      });
    },
  };
}

function idOf(run: OperationRun, { name }: INodeProperties): string {
  return run.parameters.requiredId(name);
}

function knownIn(fields: ParameterReader): KnownMembers {
  return {
    name: fields.prose('name'),
    email: fields.text('email'),
    cellPhone: fields.text('cellPhone'),
    isActive: fields.switch('isActive'),
  };
}

function membersIn(fields: ParameterReader): JsonObject {
  return fields.object(MEMBERS.name);
}

/** @throws VendorError when no field was filled in */
export function refuseNothing(fields: ParameterReader): void {
  if (!fields.isEmpty) return;
  throw new VendorError({
    code: 'bad_input',
    message: 'Nothing was given to change',
    remedy: 'Give at least one field.',
  });
}
