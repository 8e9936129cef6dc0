"""Loads the tickets of the bench's TeamsWork service with dlt, in one of three ways.

python pipeline.py VARIANT URL FOLDER prints the rows that came, and the CPU seconds of this process and its workers.
"""
import json
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

VARIANT, URL, FOLDER = sys.argv[1:]
WORKERS = "2"
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["DLT_DATA_DIR"] = FOLDER
if VARIANT != "default":
    # Files small enough that both workers have some, and written in few pieces.
    os.environ["NORMALIZE__WORKERS"] = WORKERS
    os.environ["LOAD__WORKERS"] = WORKERS
    os.environ["DATA_WRITER__BUFFER_MAX_ITEMS"] = "10000"
    os.environ["DATA_WRITER__FILE_MAX_ITEMS"] = "5000"

import dlt  # noqa: E402  (its settings are read when it is imported)
import pyarrow  # noqa: E402
from dlt.sources.helpers import requests  # noqa: E402
from dlt.sources.helpers.rest_client.paginators import BasePaginator  # noqa: E402
from dlt.sources.rest_api import rest_api_source  # noqa: E402


class TokenPaginator(BasePaginator):
    """TeamsWork takes the token of the next page in a header."""

    def __init__(self) -> None:
        super().__init__()
        self.token: str | None = None

    def update_state(self, response, data=None) -> None:
        self.token = response.json().get("continuationToken")
        self._has_next_page = bool(self.token)

    def update_request(self, request) -> None:
        request.headers["continuationToken"] = self.token


def from_rest():
    endpoint = {"path": "tickets", "params": {"limit": 1000, "key": "bench"}, "data_selector": "items"}
    return rest_api_source(
        {
            "client": {"base_url": f"{URL}/", "paginator": TokenPaginator()},
            "resources": [{"name": "tickets", "endpoint": endpoint}],
        },
        max_table_nesting=None if VARIANT == "default" else 0,
    )


def arrow_pages() -> Iterator[pyarrow.Table]:
    """Each page as one table: lists and objects as JSON, times as they are written."""
    token, session = None, requests.Client().session
    while True:
        headers = {} if token is None else {"continuationToken": token}
        page = session.get(f"{URL}/tickets", params={"limit": 1000, "key": "bench"}, headers=headers).json()
        yield pyarrow.Table.from_pylist([flat(ticket) for ticket in page["items"]])
        token = page.get("continuationToken")
        if not token:
            return


def flat(ticket: dict) -> dict:
    return {
        name: json.dumps(value) if isinstance(value, (dict, list)) else value if value is None else str(value)
        for name, value in ticket.items()
    }


def main() -> None:
    file = str(Path(FOLDER) / "bench.duckdb")
    pipeline = dlt.pipeline("bench", destination=dlt.destinations.duckdb(file), dataset_name="teamswork")
    if VARIANT == "arrow":
        pipeline.run(dlt.resource(arrow_pages, name="tickets"))
    else:
        pipeline.run(from_rest(), loader_file_format=None if VARIANT == "default" else "parquet")
    with pipeline.sql_client() as client:
        [[rows]] = client.execute_sql("SELECT count(*) FROM tickets")
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"rows": rows, "cpuMs": 1000 * sum(each.ru_utime + each.ru_stime for each in used)}))


if __name__ == "__main__":
    main()
