/** From an entry of `publish:` to the target that it means. */
import type { ProxyConfig } from '../base/proxy';
import type { StateConfig, TargetConfig } from '../config/config';
import { DeltaTarget } from './delta/delta-target';
import { ParquetTarget } from './parquet-target';
import { FolderStore } from './store/folder';
import type { Store } from './store/store';
import type { Target } from './target';

export async function storeOf(
  { place, access }: Pick<StateConfig, 'place' | 'access'>,
  proxy: ProxyConfig,
): Promise<Store> {
  if (place.kind === 'folder') return new FolderStore(place.folder);
  if (access === null) throw new Error('a bucket needs to know how it is reached');
  // Loaded when a bucket is named: the SDK need not be there else.
  const { openS3 } = await import('./store/s3.js');
  return openS3(place, access, proxy);
}

export async function openedTarget(config: TargetConfig, proxy: ProxyConfig): Promise<Target> {
  const store = await storeOf(config, proxy);
  return config.format === 'delta' ? new DeltaTarget(store, config) : new ParquetTarget(store, config);
}
