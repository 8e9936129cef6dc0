"""Reads events of OpenLineage (an array of JSON on standard input) with the classes of its own client, which are made
from its schemas: a member that a class does not know, or one that it misses, ends this with an error."""

import importlib
import json
import pkgutil
import sys

import attr
import openlineage.client.generated as generated
from openlineage.client.generated.base import InputDataset, Job, OutputDataset, Run, RunEvent, EventType

BY_URL = {}
for found in pkgutil.iter_modules(generated.__path__):
    module = importlib.import_module(f"{generated.__name__}.{found.name}")
    for cls in vars(module).values():
        if isinstance(cls, type) and attr.has(cls) and hasattr(cls, "_get_schema"):
            BY_URL[cls._get_schema().rsplit("/", 1)[1]] = cls


def facet(name, value):
    members = {key: each for key, each in value.items() if not key.startswith("_")}
    if name == "ticketlake_run":
        return None
    cls = BY_URL[value["_schemaURL"].rsplit("/", 1)[1]]
    # A newer minor version adds members only: what this client knows of the facet must be what was sent.
    known = cls._get_schema().split("/facets/")[1].split("-")[0]
    sent = value["_schemaURL"].split("/facets/")[1].split("-")[0]
    assert known == sent, (cls.__name__, known, sent)
    if name == "schema":
        field = importlib.import_module("openlineage.client.generated.schema_dataset").SchemaDatasetFacetFields
        members["fields"] = [field(**each) for each in members["fields"]]
    return cls(**members)


def facets(values):
    read = {name: facet(name, value) for name, value in (values or {}).items()}
    return {name: value for name, value in read.items() if value is not None}


def dataset(cls, own, value):
    parts = {key: each for key, each in value.items() if key not in ("facets", own)}
    return cls(**parts, facets=facets(value.get("facets")), **{own: facets(value.get(own))})


for event in json.load(sys.stdin):
    RunEvent(
        eventTime=event["eventTime"],
        producer=event["producer"],
        eventType=EventType[event["eventType"]],
        run=Run(runId=event["run"]["runId"], facets=facets(event["run"]["facets"])),
        job=Job(event["job"]["namespace"], event["job"]["name"], facets(event["job"]["facets"])),
        inputs=[dataset(InputDataset, "inputFacets", each) for each in event["inputs"]],
        outputs=[dataset(OutputDataset, "outputFacets", each) for each in event["outputs"]],
    )
    assert set(event) == {"eventType", "eventTime", "producer", "schemaURL", "run", "job", "inputs", "outputs"}
    assert event["schemaURL"] == RunEvent._get_schema()
    print(event["eventType"])
