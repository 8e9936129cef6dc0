/** What a checked configuration looks like. How it is read and refused: load.ts. */
import type { PriorityLevel, StatusGroup } from '../../../vendors/model';
import type { StreamName, Vendor } from '../../../vendors/vendor';

export type Partition = 'none' | 'month' | 'year';
export type Compression = 'snappy' | 'zstd' | 'gzip';

export interface SourceConfig {
  name: string;
  vendor: Vendor;
  /** Normalised by the vendor: requests' paths are joined to it. */
  url: string;
  key: string;
  timezone: string | null;
  streams: readonly StreamName[];
  /** `YYYY-MM-DD` */
  since: string | null;
  /** null: the vendor's documented quota with its margin. */
  requestsPerMinute: number | null;
  requestsPerHour: number | null;
  requestsPerDay: number | null;
  concurrency: number;
  pageSize: number | null;
  timeoutMs: number;
  /** Keys folded. */
  statuses: Readonly<Record<string, StatusGroup>>;
  priorities: Readonly<Record<string, PriorityLevel>>;
  projects: readonly string[];
  paths: Readonly<Record<string, string>>;
}

export interface Config {
  /** Absolute path of the file it was read from. */
  file: string;
  /** Absolute path of the lake folder. */
  lake: string;
  /** Reporting zone, IANA. */
  timezone: string;
  partition: Partition;
  compression: Compression;
  rawRetentionMs: number;
  /** 0 to 1. */
  maxDeleteShare: number;
  fullScanEveryMs: number;
  commentsRescanEveryMs: number;
  sources: readonly SourceConfig[];
}
