import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { executeWith } from '../shared/execute';
import { propertiesOf } from '../shared/operation';
import { ticketlakeApiTest } from './credential-test';
import * as listSearch from './methods/listSearch';
import * as loadOptions from './methods/loadOptions';
import { RESOURCES } from './resources';
import { TICKETLAKE } from './service';

export class Ticketlake implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Ticketlake',
    name: 'ticketlake',
    icon: { light: 'file:../../icons/ticketlake.svg', dark: 'file:../../icons/ticketlake.dark.svg' },
    group: ['transform'],
    version: [1],
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Run exports of Ticketlake, query the tickets of all services with SQL, and download tables',
    defaults: { name: 'Ticketlake' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'ticketlakeApi', required: true, testedBy: 'ticketlakeApiTest' }],
    properties: propertiesOf(RESOURCES),
  };

  methods = { credentialTest: { ticketlakeApiTest }, listSearch, loadOptions };

  execute = executeWith(TICKETLAKE, RESOURCES);
}
