/** From an entry of `publish:` to the target that it means. */
import type { TargetConfig } from '../config/config';
import { DeltaTarget } from './delta/delta-target';
import { ParquetTarget } from './parquet-target';
import { FolderStore } from './store/folder';
import type { Store } from './store/store';
import type { Target } from './target';

export function storeOf({ place }: TargetConfig): Promise<Store> {
  return Promise.resolve(new FolderStore(place.folder));
}

export async function openedTarget(config: TargetConfig): Promise<Target> {
  const store = await storeOf(config);
  return config.format === 'delta' ? new DeltaTarget(store, config) : new ParquetTarget(store, config);
}
