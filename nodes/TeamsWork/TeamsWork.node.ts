import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { executeWith } from '../shared/execute';
import { withNotSet } from '../shared/not-set';
import { propertiesOf } from '../shared/operation';
import { teamsWorkApiTest } from './credential-test';
import * as listSearch from './methods/listSearch';
import * as loadOptions from './methods/loadOptions';
import * as resourceMapping from './methods/resourceMapping';
import { RESOURCES } from './resources';
import { TEAMSWORK } from './service';

export class TeamsWork implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'TeamsWork',
    name: 'teamsWork',
    icon: { light: 'file:../../icons/teamswork.svg', dark: 'file:../../icons/teamswork.dark.svg' },
    group: ['transform'],
    version: [1, 2],
    defaultVersion: 2,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Work with tickets, comments, statuses and tags of TeamsWork Ticketing As A Service',
    defaults: { name: 'TeamsWork' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'teamsWorkApi', required: true, testedBy: 'teamsWorkApiTest' }],
    properties: propertiesOf(RESOURCES),
  };

  methods = { credentialTest: { teamsWorkApiTest }, listSearch, loadOptions: withNotSet(loadOptions), resourceMapping };

  execute = executeWith(TEAMSWORK, RESOURCES);
}
