/** Every kind of store that a target can be in, each as a server of the tests' own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TargetConfig } from '../../etl/src/config/config';
import type { AzureKeys, StoreAccess } from '../../etl/src/config/store-access';
import { NO_PROXY } from '../../etl/src/base/proxy';
import type { StorePlace } from '../../etl/src/config/target-place';
import { storeOf } from '../../etl/src/targets/opened-target';
import type { Store } from '../../etl/src/targets/store/store';
import { BucketServer } from './bucket-server';
import { ACCOUNT, ContainerServer } from './container-server';
import { GoogleServer } from './google-server';
import type { ObjectServer } from './object-server';
import { newFolder, targetAt } from './published-files';

export type StoreName = 's3' | 'azure' | 'gcs';
export const STORES: readonly StoreName[] = ['s3', 'azure', 'gcs'];
export const PREFIX = 'team/desk/';

/** A store that runs. */
export interface RunningStore {
  server: ObjectServer;
  place: StorePlace;
  access: StoreAccess;
  /** As messages call it. */
  calledAs: string;
  /** What no message may show. */
  secret: string;
}

export async function startStore(name: StoreName): Promise<RunningStore> {
  if (name === 's3') {
    const server = new BucketServer();
    const secret = 'secret-of-the-bucket';
    const keys = { id: server.keyId, secret, session: null };
    const access = { endpoint: await server.start(), region: null, profile: null, timeoutMs: 5000, keys };
    const place = { kind: 's3', bucket: server.bucket, prefix: PREFIX } as const;
    return { server, place, access: { kind: 's3', ...access }, calledAs: `the bucket ${server.bucket}`, secret };
  }
  if (name === 'azure') {
    const server = new ContainerServer();
    const access = azureAccess(await server.start(), { kind: 'key', key: server.key });
    const place = { kind: 'azure', service: null, container: server.container, prefix: PREFIX } as const;
    return { server, place, access, calledAs: `the container ${server.container}`, secret: server.key };
  }
  const server = new GoogleServer();
  const endpoint = await server.start();
  const access = { endpoint, timeoutMs: 5000, keyFile: null, isEmulated: true };
  const place = { kind: 'gcs', bucket: server.bucket, prefix: PREFIX } as const;
  return {
    ...{ server, place, access: { kind: 'gcs', ...access } },
    ...{ calledAs: `the bucket ${server.bucket}`, secret: 'Bearer' },
  };
}

export function azureAccess(service: string, keys: AzureKeys): StoreAccess {
  return { kind: 'azure', service, account: ACCOUNT, timeoutMs: 5000, keys };
}

/** A key of Google's kind for programs outside of its cloud, which names where tokens are given. */
export function googleKeyFile(endpoint: string): string {
  const folder = newFolder();
  const subject = path.join(folder, 'subject.txt');
  writeFileSync(subject, 'subject-token');
  const key = {
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${endpoint}token`,
    credential_source: { file: subject },
  };
  const file = path.join(folder, 'key.json');
  writeFileSync(file, JSON.stringify(key));
  return file;
}

export function targetIn({ place, access }: RunningStore, changes: Partial<TargetConfig> = {}): TargetConfig {
  return targetAt('store://desk/team/desk/', { place, access, ...changes });
}

export function opened({ place, access }: RunningStore): Promise<Store> {
  return storeOf(targetAt('', { place, access }), NO_PROXY);
}

/** The store as a folder, for readers of folders. @returns the folder of the target */
export function downloaded({ server }: RunningStore): string {
  const folder = newFolder();
  for (const [key, { body }] of server.objects) {
    const place = path.join(folder, key);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, body);
  }
  return path.join(folder, PREFIX);
}

/** What a store holds as a folder, for readers of folders. */
export async function folderOf(store: Store): Promise<string> {
  const folder = newFolder();
  for (const { name } of await store.list('')) {
    const place = path.join(folder, name);
    mkdirSync(path.dirname(place), { recursive: true });
    await store.fetch(name, place);
  }
  return folder;
}
