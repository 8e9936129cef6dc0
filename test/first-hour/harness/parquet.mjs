// Published files as a reader sees them that shares nothing with what wrote them.
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** @returns {Promise<object[]>} the rows of a table of the folder `parquet` */
export async function rowsIn(folder, table) {
  return await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, `${table}.parquet`)), compressors });
}
