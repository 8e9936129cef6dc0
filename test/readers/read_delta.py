"""Reads every Delta table of a target by one reader, and compares it with the lake's Parquet files.

Prints one JSON object: the version of the reader, rows by table or what differs, and one hash of all rows.
Arguments: folder of the lake's Parquet files, target, local_times, reader, and optionally versions by table as JSON.
"""
import glob
import hashlib
import importlib.metadata
import json
import os
import shutil
import sys
import tempfile

import duckdb

parquet, target, local_times, reader, *more = sys.argv[1:]
versions = json.loads(more[0]) if more else {}
con = duckdb.connect(config={"allow_unsigned_extensions": "true"})
con.execute("SET TimeZone='UTC'")
session = None
tables = sorted(json.load(open(f"{parquet}/_manifest.json"))["files"], key=lambda entry: entry["table"])


def extension():
    import duckdb_extension_delta

    folder = os.path.dirname(duckdb_extension_delta.__file__)
    return glob.glob(f"{folder}/**/delta.duckdb_extension", recursive=True)[0]


def relation(table):
    """SQL of a relation, or a table in memory that DuckDB finds by its name."""
    folder, version = f"{target}/{table}", versions.get(table)
    if reader == "duckdb":
        return f"delta_scan('{folder}'{'' if version is None else f', version={version}'})"
    if reader == "clickhouse":
        return of_clickhouse(folder, version)
    if reader == "spark":
        return of_spark(folder, version)
    if reader == "delta-rs":
        import deltalake

        found = deltalake.DeltaTable(folder, version=version).to_pyarrow_table()
    else:
        import polars

        found = polars.read_delta(folder, version=version).to_arrow()
    con.register("found", found)
    return "found"


def of_clickhouse(folder, version):
    """Its times have no zone: those that the lake has as instants are instants in UTC here, too."""
    import chdb
    import pyarrow

    # It reads files below the folder in which it runs only.
    os.chdir(target)
    at = "" if version is None else f", delta_lake_snapshot_version={version}"
    sql = f"SELECT * FROM deltaLakeLocal('{folder}') SETTINGS session_timezone='UTC'{at}"
    found = pyarrow.ipc.open_file(pyarrow.BufferReader(chdb.query(sql, "Arrow").bytes())).read_all()
    con.register("found", found)
    kinds = {name: kind for name, kind in described(instants).items() if kind.startswith("TIMESTAMP")}
    if not kinds:
        return "found"
    columns = ", ".join(
        f"{name}::TIMESTAMP{' AT TIME ZONE ' + repr('UTC') if 'ZONE' in kind else ''} AS {name}"
        for name, kind in kinds.items()
    )
    return f"(SELECT * REPLACE ({columns}) FROM found)"


def of_spark(folder, version):
    out = tempfile.mkdtemp()
    options = {} if version is None else {"versionAsOf": version}
    spark().read.format("delta").options(**options).load(folder).coalesce(1).write.mode("overwrite").parquet(out)
    con.execute(f"CREATE OR REPLACE TEMP TABLE found AS FROM read_parquet('{out}/*.parquet')")
    shutil.rmtree(out)
    return "found"


def spark():
    global session
    if session is None:
        from spark_session import started

        session = started()
    return session


def described(sql):
    return {row[0]: row[1] for row in con.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()}


def wanted(files):
    """The lake's rows, with local times as the target writes them."""
    sql = f"read_parquet([{', '.join(repr(file) for file in files)}], hive_partitioning=false)"
    local = [name for name, kind in described(sql).items() if kind == "TIMESTAMP"]
    if local_times == "ntz" or not local:
        return sql
    if local_times == "none":
        return f"(SELECT * EXCLUDE ({', '.join(local)}) FROM {sql})"
    zoned = ", ".join(f"{name} AT TIME ZONE 'UTC' AS {name}" for name in local)
    return f"(SELECT * REPLACE ({zoned}) FROM {sql})"


def digest(sql, columns):
    """Rows, and two figures that follow from all values, the same in every version of DuckDB."""
    values = ", ".join(f"""'{name}=' || "{name}"::VARCHAR""" for name in sorted(columns))
    row = f"md5_number_lower(concat_ws(chr(31), {values}))"
    return con.execute(f"SELECT count(*), bit_xor({row}), sum({row}::HUGEINT) FROM {sql}").fetchone()


PACKAGES = {"duckdb": "duckdb", "delta-rs": "deltalake", "polars": "polars", "clickhouse": "chdb-core", "spark": "pyspark"}


if reader == "duckdb":
    con.execute(f"LOAD '{extension()}'")
result = {}
figures = []
for table in dict.fromkeys(entry["table"] for entry in tables):
    files = [f"{parquet}/{entry['path']}" for entry in tables if entry["table"] == table]
    lake = instants = wanted(files)
    there = relation(table)
    columns = described(lake)
    if set(columns) != set(described(there)):
        result[table] = f"columns differ: {sorted(set(columns) ^ set(described(there)))}"
        continue
    mine, theirs = digest(lake, columns), digest(there, columns)
    figures.append(f"{table} {theirs}")
    result[table] = theirs[0] if mine == theirs else f"{theirs[0]} rows, the lake has {mine[0]}, or other values"
found = {"version": importlib.metadata.version(PACKAGES[reader]), "rows": result}
print(json.dumps({**found, "hash": hashlib.sha256("\n".join(figures).encode()).hexdigest()[:16]}))
