/** What decides how a project looks. */
import type { FieldTable } from '../schema/field-tables';

export const SOURCE_KINDS = ['folder', 'odata', 'azure'] as const;
/** folder: Parquet files in a folder · odata: the service's feed · azure: Parquet files in Azure storage. */
export type SourceKind = (typeof SOURCE_KINDS)[number];

export interface ProjectOptions {
  source: SourceKind;
  /** The one parameter: a folder, or a URL, as Power BI reaches it. */
  location: string;
  /** Loads by month of creation; the lake's files are divided by month, and the source is not odata. */
  incremental: boolean;
  /** Tables of custom fields, which a lake alone knows; none in a project for any lake. */
  fieldTables?: readonly FieldTable[];
}
