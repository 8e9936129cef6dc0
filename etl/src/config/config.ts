/** What a checked configuration looks like. How it is read and refused: load.ts. */
import type { PriorityLevel, StatusGroup } from '../../../vendors/model';
import type { SourceSettings, StreamName, Vendor } from '../../../vendors/vendor';
import type { ProxyConfig } from '../base/proxy';
import { decoded, proxySecrets } from '../base/proxy';
import type { BusinessHours } from './business-hours';
import type { MaskConfig } from './mask';
import type { StoreAccess } from './store-access';
import { accessSecrets } from './store-access';
import type { LocalTimes, PartitionBy, TargetFormat, TargetPlace } from './target-place';

export type Partition = 'none' | 'month' | 'year';
/** Whether a service may change what its records are made of. */
export type ContractMode = 'evolve' | 'freeze';
export type Compression = 'snappy' | 'zstd' | 'gzip';

export const ATTACHMENT_MODES = ['auto', 'activities', 'all'] as const;
export type AttachmentMode = (typeof ATTACHMENT_MODES)[number];

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
  /** Tickets that were done so long ago at most are read again in incremental runs; absent or 0: none. */
  doneRescanMs?: number;
  /** Whether lists of a ticket's files are asked for, where the service may leave files out elsewhere; absent: auto. */
  attachments?: AttachmentMode;
  /** Its own, or those of the top level; absent: none. */
  businessHours?: BusinessHours;
}

/** When `ticketlake serve` exports. */
export interface ScheduleConfig {
  cron: string;
  /** IANA. */
  timezone: string;
}

export interface ServeConfig {
  host: string;
  port: number;
  token: string | null;
  /** Whether assistants are answered at POST /mcp. */
  mcp: boolean;
}

export const NOTICE_EVENTS = ['failure', 'recovery', 'success', 'every_failure'] as const;
export type NoticeOn = (typeof NOTICE_EVENTS)[number];
export const NOTICE_FORMATS = ['json', 'slack', 'teams'] as const;
export type NoticeFormat = (typeof NOTICE_FORMATS)[number];

/** Who gets notices of how runs end. */
export interface NoticeConfig {
  /** Where it stands in the file, as `notify 1`: what messages call it. */
  place: string;
  /** A secret as a whole. */
  url: string;
  on: readonly NoticeOn[];
  format: NoticeFormat;
  /** A GET without a body instead of a message. */
  ping: boolean;
}

/** Where the tables are published beside the lake. */
export interface TargetConfig {
  name: string;
  /** As messages show it. */
  to: string;
  place: TargetPlace;
  /** null for a folder. */
  access: StoreAccess | null;
  /** The lake's own Parquet files, which are always published. */
  isLake: boolean;
  format: TargetFormat;
  localTimes: LocalTimes;
  partitionBy: PartitionBy;
  keepMs: number;
}

/** Where the state of a lake is kept, if not in its folder. */
export type StateConfig = Pick<TargetConfig, 'to' | 'place' | 'access'>;

/** Who receives what a run reports. */
export interface ReceiverConfig {
  /** May hold a user and a password. */
  url: string;
  /** Names in small letters; their values are secrets. */
  headers: Readonly<Record<string, string>>;
  timeoutMs: number;
}

export interface LineageConfig extends ReceiverConfig {
  /** Of the job. */
  namespace: string;
}

export interface MetricsConfig extends ReceiverConfig {
  /** Attributes of the resource. */
  resource: Readonly<Record<string, string>>;
}

export interface TelemetryConfig {
  /** null: nothing is sent. */
  lineage: LineageConfig | null;
  metrics: MetricsConfig | null;
  /** What of the environment cannot be used, in sentences. */
  refused: readonly string[];
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
  contract: ContractMode;
  sources: readonly SourceConfig[];
  schedule: ScheduleConfig | null;
  serve: ServeConfig;
  notify: readonly NoticeConfig[];
  /** What stands in the place of personal data in what is published; absent: nothing is masked. */
  mask?: MaskConfig;
  publish: readonly TargetConfig[];
  /** Absent: in the folder of the lake. */
  state?: StateConfig;
  /** Names the lake at its targets; null: an id that is kept in state/. */
  lakeId: string | null;
  telemetry: TelemetryConfig;
  /** Places of secrets that stand in the file itself, like `sources.acme.key`. */
  writtenSecrets: readonly string[];
  /** How services and webhooks are reached. */
  proxy: ProxyConfig;
}

/** What a vendor knows of its source. */
export function settingsOf({ timezone, pageSize, projects, paths }: SourceConfig): SourceSettings {
  return { timezone, pageSize, projects, paths };
}

/** A shorter path, as `/hook`, is no secret of its own, and stands in ordinary text. */
const LEAST_SECRET = 12;

/** What no message, log line or file may show. */
export function secretsOf({ sources, serve, notify, publish, state, telemetry, proxy, mask }: Config): string[] {
  const token = serve.token === null ? [] : [serve.token];
  const salt = mask?.salt ?? null;
  const receivers = [telemetry.lineage, telemetry.metrics].filter((receiver) => receiver !== null);
  return [
    ...sources.map(({ key }) => key),
    ...token,
    ...notify.flatMap(urlSecrets),
    ...[...publish, ...(state === undefined ? [] : [state])].flatMap(storeSecrets),
    ...receivers.flatMap(receiverSecrets),
    ...proxySecrets(proxy),
    ...(salt === null ? [] : [salt]),
  ];
}

export function storeSecrets({ access }: StateConfig): string[] {
  return access === null ? [] : accessSecrets(access);
}

/** Values of headers, the word behind `Bearer`, and the password of the URL. */
function receiverSecrets({ url, headers }: ReceiverConfig): string[] {
  const { password } = new URL(url);
  const values = Object.values(headers).flatMap((value) => [value, ...value.split(' ').slice(1)]);
  return [...values, ...(password === '' ? [] : [password, decoded(password)])];
}

/** The URL as a whole, what stands behind its host, and its password: messages may quote each alone. */
function urlSecrets({ url: text }: NoticeConfig): string[] {
  const url = new URL(text);
  const behind = `${url.pathname}${url.search}`;
  return [
    text,
    url.href,
    ...(behind.length < LEAST_SECRET ? [] : [behind]),
    ...(url.password === '' ? [] : [url.password, decoded(url.password)]),
  ];
}
