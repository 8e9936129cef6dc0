/** From an entry of `publish:` to the target that it means. */
import type { ProxyConfig } from '../base/proxy';
import type { TargetConfig } from '../config/config';
import { DeltaTarget } from './delta/delta-target';
import { ParquetTarget } from './parquet-target';
import { FolderStore } from './store/folder';
import type { Store } from './store/store';
import type { Target } from './target';

/** What each store needs is loaded when one is named: packages for clouds need not be there else. */
export async function storeOf({ place, access }: TargetConfig, proxy: ProxyConfig): Promise<Store> {
  if (place.kind === 'folder') return new FolderStore(place.folder);
  if (place.kind === 's3' && access?.kind === 's3') {
    const { openS3 } = await import('./store/s3.js');
    return openS3(place, access, proxy);
  }
  if (place.kind === 'azure' && access?.kind === 'azure') {
    const { openAzure } = await import('./store/azure.js');
    return openAzure(place, access, proxy);
  }
  if (place.kind === 'gcs' && access?.kind === 'gcs') {
    const { openGcs } = await import('./store/gcs.js');
    return openGcs(place, access, proxy);
  }
  throw new Error('a store needs to know how it is reached');
}

export async function openedTarget(config: TargetConfig, proxy: ProxyConfig): Promise<Target> {
  const store = await storeOf(config, proxy);
  return config.format === 'delta' ? new DeltaTarget(store, config) : new ParquetTarget(store, config);
}
