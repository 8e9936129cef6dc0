import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { executeWith } from '../shared/execute';
import { withNotSet } from '../shared/not-set';
import { propertiesOf } from '../shared/operation';
import { synqlyApiTest } from './credential-test';
import * as listSearch from './methods/listSearch';
import * as loadOptions from './methods/loadOptions';
import * as resourceMapping from './methods/resourceMapping';
import { RESOURCES } from './resources';
import { SYNQLY } from './service';

export class Synqly implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Synqly',
    name: 'synqly',
    icon: { light: 'file:../../icons/synqly.svg', dark: 'file:../../icons/synqly.dark.svg' },
    group: ['transform'],
    version: [1, 2],
    defaultVersion: 2,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Work with tickets, comments, notes, statuses, tags and attachments through Synqly Ticketing',
    defaults: { name: 'Synqly' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'synqlyApi', required: true, testedBy: 'synqlyApiTest' }],
    properties: propertiesOf(RESOURCES),
  };

  methods = { credentialTest: { synqlyApiTest }, listSearch, loadOptions: withNotSet(loadOptions), resourceMapping };

  execute = executeWith(SYNQLY, RESOURCES);
}
