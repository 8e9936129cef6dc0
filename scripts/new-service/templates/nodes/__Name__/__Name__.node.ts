import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { executeWith } from '../shared/execute';
import { propertiesOf } from '../shared/operation';
import { __camel__ApiTest } from './credential-test';
import * as listSearch from './methods/listSearch';
import { RESOURCES } from './resources';
import { __NAME__ } from './service';

export class __Name__ implements INodeType {
  description: INodeTypeDescription = {
    displayName: '__title__',
    name: '__camel__',
    icon: { light: 'file:../../icons/__name__.svg', dark: 'file:../../icons/__name__.dark.svg' },
    group: ['transform'],
    version: [1, 2],
    defaultVersion: 2,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Work with tickets of __title__',
    defaults: { name: '__title__' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: '__camel__Api', required: true, testedBy: '__camel__ApiTest' }],
    properties: propertiesOf(RESOURCES),
  };

  methods = { credentialTest: { __camel__ApiTest }, listSearch };

  execute = executeWith(__NAME__, RESOURCES);
}
