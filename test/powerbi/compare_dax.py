"""Evaluates the measures of a model in DAX, and says where they differ from what is expected.

Needs `npm run python:setup dax`: PyPI's pbip-compiler brings pbix_mcp, which has the engine. Reads a JSON file (dax.slow.test.ts writes it),
and prints a JSON object: how many figures were equal, and those that were not.
"""

import json
import sys
from datetime import datetime

from pbix_mcp.dax.engine import evaluate_measures_batch


def value_of(value, kind):
    if value is None:
        return None
    if kind in ("date", "local", "instant"):
        return datetime.fromisoformat(value.replace("+00", ""))
    if kind in ("integer", "bigint"):
        return int(value)
    if kind == "double":
        return float(value)
    if kind == "boolean":
        return value in (True, "true")
    return value


def is_same(found, expected):
    if found is None or expected is None:
        return found is None and expected is None
    return abs(float(found) - expected) <= 1e-6 * max(1.0, abs(expected))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        model = json.load(file)
    kinds = {name: {c["name"]: c["type"] for c in table["columns"]} for name, table in model["tables"].items()}
    tables = {
        name: {
            "columns": list(kinds[name]),
            "rows": [[value_of(v, k) for v, k in zip(row, kinds[name].values())] for row in table["rows"]],
        }
        for name, table in model["tables"].items()
    }
    relationships = [
        {
            "FromTable": way["from"]["table"],
            "FromColumn": way["from"]["column"],
            "ToTable": way["to"]["table"],
            "ToColumn": way["to"]["column"],
            "IsActive": 1 if way["isActive"] else 0,
            "CrossFilteringBehavior": 2 if way["filtersBothWays"] else 1,
            "FromCardinality": 2,
            "ToCardinality": 1,
        }
        for way in model["relationships"]
    ]
    days = [row[list(kinds["Dates"]).index("Date")] for row in tables["Dates"]["rows"]]
    equal, different = 0, []
    for case in model["cases"]:
        filters = {}
        if case["period"]:
            first, last = (datetime.fromisoformat(case["period"][end]) for end in ("first", "last"))
            filters["Dates.Date"] = [day for day in days if first <= day <= last]
        if case["field"]:
            table, column = case["field"].split(".")
            filters[case["field"]] = [value_of(case["value"], kinds[table][column])]
        found = evaluate_measures_batch(
            list(case["figures"]),
            tables,
            dict(model["measures"]),
            filter_context=filters,
            relationships=relationships,
            date_tables={"Dates": "Date"},
            date_table="Dates",
            date_column="Date",
            measure_tables=model["homes"],
            model_columns={name: set(columns) for name, columns in kinds.items()},
        )
        for name, expected in case["figures"].items():
            if is_same(found[name], expected):
                equal += 1
            else:
                different.append([name, case["field"], case["value"], case["period"], str(found[name]), expected])
    print(json.dumps({"equal": equal, "different": different}))


main()
