/** What goes between the service and the process that exports. */
import type { Config, SourceConfig } from '../../config/config';
import { vendorNamed } from '../../../../vendors/registry';
import type { RunEvent } from '../../base/events';
import type { ExportOptions } from '../../base/run-result';
import type { RunEnd } from './record';

export type RunOptions = Pick<ExportOptions, 'sources' | 'streams' | 'full' | 'since'>;

/** A configuration without functions: services go by their names. */
export type PlainConfig = Omit<Config, 'sources'> & {
  sources: Array<Omit<SourceConfig, 'vendor'> & { vendor: string }>;
};

export type ToExport = { type: 'run'; config: PlainConfig; options: RunOptions } | { type: 'end' };
export type FromExport = { type: 'event'; event: RunEvent } | { type: 'ended'; end: RunEnd };

export function plainConfig(config: Config): PlainConfig {
  return { ...config, sources: config.sources.map((source) => ({ ...source, vendor: source.vendor.name })) };
}

/** @throws Error for a service that this version does not know: a defect */
export function wholeConfig(config: PlainConfig): Config {
  return { ...config, sources: config.sources.map(wholeSource) };
}

function wholeSource(source: PlainConfig['sources'][number]): SourceConfig {
  const vendor = vendorNamed(source.vendor);
  if (!vendor) throw new Error(`there is no service ${source.vendor}`);
  return { ...source, vendor };
}
