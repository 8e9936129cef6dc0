"""Counts rows of a Delta table. Arguments: its folder, a condition or `version` for its last version, and optionally a version."""
import sys

import deltalake
import duckdb

folder, where, *at = sys.argv[1:]
table = deltalake.DeltaTable(folder, version=int(at[0]) if at else None)
if where == "version":
    print(table.version())
else:
    rows = table.to_pyarrow_table()
    print(duckdb.sql(f"SELECT count(*) FROM rows WHERE {where}").fetchone()[0])
