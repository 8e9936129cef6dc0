/** Each service's node on the bench, and what is like in all of them. */
import type { IDataObject, ICredentialType, INodeType } from 'n8n-workflow';
import { DeskproApi } from '../../../credentials/DeskproApi.credentials';
import { NotificApi } from '../../../credentials/NotificApi.credentials';
import { SympoqApi } from '../../../credentials/SympoqApi.credentials';
import { SynqlyApi } from '../../../credentials/SynqlyApi.credentials';
import { TeamsWorkApi } from '../../../credentials/TeamsWorkApi.credentials';
import { Deskpro } from '../../../nodes/Deskpro/Deskpro.node';
import { Notific } from '../../../nodes/Notific/Notific.node';
import { Sympoq } from '../../../nodes/Sympoq/Sympoq.node';
import { Synqly } from '../../../nodes/Synqly/Synqly.node';
import { TeamsWork } from '../../../nodes/TeamsWork/TeamsWork.node';
import type { VendorName } from '../../../vendors/vendor';
import { benchFor, type Bench } from './bench';

interface Kind {
  node: new () => INodeType;
  credential: new () => ICredentialType;
  /** What the credential holds beside address and key. */
  more: IDataObject;
}

const ACTING = { userId: '11111111-1111-4111-8111-111111111111', userName: 'Jo Doe', userEmail: 'jo@example.org' };

const KINDS: Readonly<Record<VendorName, Kind>> = {
  deskpro: { node: Deskpro, credential: DeskproApi, more: { verbs: 'auto' } },
  notific: { node: Notific, credential: NotificApi, more: {} },
  sympoq: { node: Sympoq, credential: SympoqApi, more: { changePaths: false } },
  synqly: { node: Synqly, credential: SynqlyApi, more: { region: 'self-hosted', access: 'integration' } },
  teamswork: { node: TeamsWork, credential: TeamsWorkApi, more: { region: 'custom', ...ACTING } },
};

/** Where the service answers, and with which key. */
export interface Door {
  url: string;
  key: string;
}

/** @param door asked for at every call */
export function benchOf(name: VendorName, door: () => Door, version = 1): Bench {
  const { node: Node, credential: Credential, more } = KINDS[name];
  return benchFor(new Node(), new Credential(), () => ({ baseUrl: door().url, apiKey: door().key, ...more }), version);
}
