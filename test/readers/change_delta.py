"""What somebody else does to one Delta table: puts its files together, changes rows, or adds rows of a source of its own.

Arguments: `spark` or `delta-rs`, folder of the table, and `compact`, `change`, `add` or, by delta-rs alone, `remove`.
"""
import sys

writer, folder, what = sys.argv[1:]
THEIRS = {"ticket_key": "theirs:1", "source": "theirs"}


def by_spark():
    from spark_session import started

    table = f"delta.`{folder}`"
    columns, values = ", ".join(THEIRS), ", ".join(f"'{value}'" for value in THEIRS.values())
    started().sql(
        {
            "compact": f"OPTIMIZE {table}",
            "change": f"UPDATE {table} SET subject = 'changed by others'",
            "add": f"INSERT INTO {table} ({columns}) VALUES ({values})",
        }[what]
    )


def by_delta_rs():
    import deltalake
    import pyarrow

    table = deltalake.DeltaTable(folder)
    if what == "compact":
        table.optimize.compact()
    elif what == "change":
        table.update(updates={"subject": "'changed by others'"})
    elif what == "remove":
        table.delete("source = 'theirs'")
    else:
        rows = pyarrow.table({name: [value] for name, value in THEIRS.items()})
        deltalake.write_deltalake(folder, rows, mode="append", schema_mode="merge")


by_spark() if writer == "spark" else by_delta_rs()
