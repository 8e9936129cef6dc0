"""Reads a lake with Python's readers and prints what they saw as JSON: python read_lake.py READER LAKE [URL]"""
import glob
import io
import json
import os
import sys
import urllib.request

reader, lake = sys.argv[1], sys.argv[2]
url = sys.argv[3] if len(sys.argv) > 3 else None


def database():
    return os.path.join(lake, "ticketlake.duckdb")


def files():
    return {os.path.basename(path)[:-8]: path for path in sorted(glob.glob(os.path.join(lake, "parquet", "*.parquet")))}


def ask(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data=data, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return response.read()


def duckdb_file():
    import duckdb

    connection = duckdb.connect(database(), read_only=True)
    names = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'"
    ).fetchall()
    rows = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0][0] for (name,) in names}
    return {"version": duckdb.__version__, "rows": rows, "first": first_of(connection, "tickets")}


def duckdb_parquet():
    import duckdb

    connection = duckdb.connect()
    rows = {}
    for name, path in files().items():
        rows[name] = connection.execute(f"SELECT count(*) FROM read_parquet('{path}')").fetchall()[0][0]
    tickets = files()["tickets"]
    return {"version": duckdb.__version__, "rows": rows, "first": first_of(connection, f"read_parquet('{tickets}')")}


def first_of(connection, table):
    row = connection.execute(
        f"SELECT ticket_key, epoch_us(created_at), CAST(created_local AS VARCHAR), is_open FROM {table} ORDER BY ticket_key LIMIT 1"
    ).fetchall()[0]
    return [row[0], row[1], row[2], row[3]]


def pandas_parquet():
    import pandas

    frames = {name: pandas.read_parquet(path) for name, path in files().items()}
    first = frames["tickets"].sort_values("ticket_key").iloc[0]
    mixed = None
    try:
        pandas.read_parquet(os.path.join(lake, "parquet"))
    except Exception as error:
        mixed = "refused" if "README.md" in str(error) else str(error)
    return {
        "version": pandas.__version__,
        "rows": {name: len(frame) for name, frame in frames.items()},
        "first": [
            first["ticket_key"],
            first["created_at"].value // 1000,
            str(first["created_local"]),
            bool(first["is_open"]),
        ],
        # The folder as one table would be all tables in one.
        "folder": mixed,
    }


def polars_parquet():
    import polars

    frames = {name: polars.read_parquet(path) for name, path in files().items()}
    first = frames["tickets"].sort("ticket_key").row(0, named=True)
    mixed = None
    try:
        polars.read_parquet(os.path.join(lake, "parquet", "*.parquet"))
    except polars.exceptions.SchemaError:
        mixed = "refused"
    return {
        "version": polars.__version__,
        "rows": {name: frame.height for name, frame in frames.items()},
        "first": [
            first["ticket_key"],
            round(first["created_at"].timestamp() * 1e6),
            str(first["created_local"]),
            first["is_open"],
        ],
        "folder": mixed,
    }


def pyarrow_parquet():
    import pyarrow
    import pyarrow.parquet

    tables = {name: pyarrow.parquet.read_table(path) for name, path in files().items()}
    first = tables["tickets"].sort_by("ticket_key").slice(0, 1).to_pylist()[0]
    return {
        "version": pyarrow.__version__,
        "rows": {name: table.num_rows for name, table in tables.items()},
        "first": [
            first["ticket_key"],
            round(first["created_at"].timestamp() * 1e6),
            str(first["created_local"]),
            first["is_open"],
        ],
    }


def superset():
    import sqlalchemy

    engine = sqlalchemy.create_engine(f"duckdb:///{database()}", connect_args={"read_only": True})
    inspector = sqlalchemy.inspect(engine)
    names = inspector.get_table_names()
    with engine.connect() as connection:
        rows = {name: connection.execute(sqlalchemy.text(f'SELECT count(*) FROM "{name}"')).scalar() for name in names}
        # As Superset draws a line by week.
        weeks = connection.execute(
            sqlalchemy.text("SELECT date_trunc('week', created_local) AS week, count(*) FROM tickets GROUP BY 1")
        ).fetchall()
    columns = {column["name"]: str(column["type"]) for column in inspector.get_columns("tickets")}
    return {
        "version": sqlalchemy.__version__,
        "rows": rows,
        "weeks": sum(count for _, count in weeks),
        "columns": {name: columns[name] for name in ("ticket_key", "created_local", "is_open")},
    }


def service():
    """As Grafana's Infinity asks (JSON rows), as pandas reads CSV, and as pyarrow reads a stream."""
    import pandas
    import pyarrow.ipc

    sql = "SELECT created_date AS time, count(*) AS created FROM tickets GROUP BY 1 ORDER BY 1"
    series = json.loads(ask("/api/query", {"sql": sql, "format": "json"}))
    csv = pandas.read_csv(io.BytesIO(ask("/api/query", {"sql": sql, "format": "csv"})), parse_dates=["time"])
    arrow = pyarrow.ipc.open_stream(ask("/api/query", {"sql": sql, "format": "arrow"})).read_all()
    table = pandas.read_parquet(io.BytesIO(ask("/parquet/tickets.parquet")))
    return {
        "version": pandas.__version__,
        "created": {
            "json": sum(row["created"] for row in series["rows"]),
            "csv": int(csv["created"].sum()),
            "arrow": sum(arrow.column("created").to_pylist()),
            "file": len(table),
        },
        "types": {"csv": str(csv["time"].dtype)[:10], "arrow": str(arrow.schema.field("time").type)},
    }


def stays_open():
    """Keeps the file open while it is replaced: prints before, waits for a line, prints what it sees then."""
    import duckdb

    earliest = "SELECT CAST(min(created_local) AS VARCHAR) FROM tickets"
    opened = duckdb.connect()
    opened.execute(f"ATTACH '{database()}' AS lake (READ_ONLY)")
    earliest_attached = earliest.replace("tickets", "lake.tickets")
    print(json.dumps({"before": opened.execute(earliest_attached).fetchall()[0][0]}), flush=True)
    sys.stdin.readline()
    still = opened.execute(earliest_attached).fetchall()[0][0]
    opened.execute("DETACH lake")
    opened.execute(f"ATTACH '{database()}' AS lake (READ_ONLY)")
    return {"still": still, "again": opened.execute(earliest_attached).fetchall()[0][0]}


print(json.dumps(globals()[reader]()))
