import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { executeWith } from '../shared/execute';
import { withNotSet } from '../shared/not-set';
import { propertiesOf } from '../shared/operation';
import { deskproApiTest } from './credential-test';
import * as listSearch from './methods/listSearch';
import * as loadOptions from './methods/loadOptions';
import * as resourceMapping from './methods/resourceMapping';
import { RESOURCES } from './resources';
import { DESKPRO } from './service';

export class Deskpro implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Deskpro',
    name: 'deskpro',
    icon: { light: 'file:../../icons/deskpro.svg', dark: 'file:../../icons/deskpro.dark.svg' },
    group: ['transform'],
    version: [1, 2],
    defaultVersion: 2,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Work with tickets, comments, statuses, tags and people of a Deskpro helpdesk',
    defaults: { name: 'Deskpro' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'deskproApi', required: true, testedBy: 'deskproApiTest' }],
    properties: propertiesOf(RESOURCES),
  };

  methods = { credentialTest: { deskproApiTest }, listSearch, loadOptions: withNotSet(loadOptions), resourceMapping };

  execute = executeWith(DESKPRO, RESOURCES);
}
