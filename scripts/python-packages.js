'use strict';

const { join } = require('node:path');

/** Packages of PyPI, by what they are for. Each name has a folder of its own, since their needs exclude one another. */
const PACKAGES = {
  airflow: ['apache-airflow==3.3.2'],
  dagster: ['dagster==1.13.29'],
  // Readers of Delta tables; the extension of DuckDB must be of its version.
  delta: ['deltalake==1.6.6', 'duckdb==1.5.5', 'duckdb-extension-delta==1.5.5', 'polars==2.1.0', 'pyarrow==26.0.1'],
  // The same, as they were read a year before.
  'earlier-delta': [
    ...['deltalake==1.0.2', 'duckdb==1.4.4', 'duckdb-extension-delta==1.4.4', 'polars==1.31.0', 'pyarrow==21.0.0'],
  ],
  // Readers of Delta tables that are large: 500 MB and 900 MB. Spark needs Java 17 or later, and gets its part of Delta
  // Lake from Maven when it starts.
  clickhouse: ['chdb==4.4.0', 'duckdb==1.5.5', 'pyarrow==26.0.1'],
  spark: ['pyspark==4.0.1', 'delta-spark==4.0.0', 'duckdb==1.5.5', 'pyarrow==26.0.1'],
  // Readers of a lake: of today, what Superset reads with, and the oldest DuckDB that the documents name.
  readers: ['duckdb==2.0.1', 'pandas==3.1.1', 'polars==2.1.0', 'pyarrow==26.0.1'],
  superset: ['SQLAlchemy==1.4.54', 'duckdb-engine==0.17.0', 'duckdb==1.4.5'],
  'oldest-duckdb': ['duckdb==1.0.0'],
  // Evaluates DAX, for the measures of the Power BI model (Python 3.11 or later).
  dax: ['pbip-compiler==0.2.0', 'pbix-mcp==0.9.149'],
  openlineage: ['openlineage-python==1.54.0'],
};

/** @param {string} name @returns {string} where they are installed */
function folderOf(name) {
  return join(__dirname, '../node_modules/.cache/python', name);
}

/** @param {string} folder of a name @returns {string} its Python */
function pythonIn(folder) {
  return join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}

module.exports = { PACKAGES, folderOf, pythonIn };
