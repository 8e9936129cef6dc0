/** What the semantic model makes of the published tables. */
import type { Column, Table } from '../../schema/column';

export interface ModelTable {
  /** As analysts see it. */
  name: string;
  lake: Table;
  description: string;
  columns: readonly ModelColumn[];
}

export interface ModelColumn {
  /** As analysts see it. */
  name: string;
  lake: Column;
  dataType: 'string' | 'int64' | 'double' | 'boolean' | 'dateTime';
  formatString: string | null;
  summarizeBy: 'none' | 'sum';
  isHidden: boolean;
  /** The date column of the table that is marked as date table. */
  isDateKey: boolean;
  /** A column of the same table, by its name in the model. */
  sortBy: string | null;
  isWebAddress: boolean;
}
