import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { executeWith } from '../shared/execute';
import { propertiesOf } from '../shared/operation';
import { notificApiTest } from './credential-test';
import * as listSearch from './methods/listSearch';
import * as loadOptions from './methods/loadOptions';
import { RESOURCES } from './resources';
import { NOTIFIC } from './service';

export class Notific implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Notific',
    name: 'notific',
    icon: { light: 'file:../../icons/notific.svg', dark: 'file:../../icons/notific.dark.svg' },
    group: ['transform'],
    version: [1, 2],
    defaultVersion: 2,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Work with tickets, customers, services and operators of Notific',
    defaults: { name: 'Notific' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'notificApi', required: true, testedBy: 'notificApiTest' }],
    properties: propertiesOf(RESOURCES),
  };

  methods = { credentialTest: { notificApiTest }, listSearch, loadOptions };

  execute = executeWith(NOTIFIC, RESOURCES);
}
