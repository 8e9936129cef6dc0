import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { executeWith } from '../shared/execute';
import { withNotSet } from '../shared/not-set';
import { propertiesOf } from '../shared/operation';
import { sympoqApiTest } from './credential-test';
import * as listSearch from './methods/listSearch';
import * as loadOptions from './methods/loadOptions';
import * as resourceMapping from './methods/resourceMapping';
import { RESOURCES } from './resources';
import { SYMPOQ } from './service';

export class Sympoq implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'SympoQ',
    name: 'sympoq',
    icon: { light: 'file:../../icons/sympoq.svg', dark: 'file:../../icons/sympoq.dark.svg' },
    group: ['transform'],
    version: [1, 2],
    defaultVersion: 2,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Work with tickets, comments, statuses and tags of SympoQ',
    defaults: { name: 'SympoQ' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'sympoqApi', required: true, testedBy: 'sympoqApiTest' }],
    properties: propertiesOf(RESOURCES),
  };

  methods = { credentialTest: { sympoqApiTest }, listSearch, loadOptions: withNotSet(loadOptions), resourceMapping };

  execute = executeWith(SYMPOQ, RESOURCES);
}
