/** Texts of M, Power Query's language. */

/** A text in M: `#(` begins an escape there. */
export function mText(text: string): string {
  return `"${text.replaceAll('"', '""').replaceAll('#(', '#(#)(')}"`;
}

/** Reads a Parquet file, for `each`. */
export const READ_FILE = 'Parquet.Document(_, [Compression = null, LegacyColumnNameEncoding = false, MaxDepth = null])';
