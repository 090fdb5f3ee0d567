"""The Frictionless Data Package: what stands in each CSV, derived from the declared tables."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.schema import Column, Table


def describe_package(tables: Sequence[Table], folder: Path, record: dict[str, Any]) -> dict[str, Any]:
    """The descriptor (Data Package v1 terms) of the CSV files of `tables` in `folder`.

    Foreign keys are declared only towards tables that are in the package. `record` gives the code version.
    """
    names = {table.name for table in tables}
    return {
        "profile": "tabular-data-package",
        "name": "uip-gap-exports",
        "title": "Policy beside practice: tables of one run",
        "version": str(record.get("packages", {}).get("uip-gap", "")),
        "resources": [_resource(table, folder, names) for table in tables],
    }


def _resource(table: Table, folder: Path, names: set[str]) -> dict[str, Any]:
    content = (folder / f"{table.name}.csv").read_bytes()
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "description": table.description,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "missingValues": [""],
            "foreignKeys": [
                {"fields": [key.column], "reference": {"resource": key.table, "fields": [key.column]}}
                for key in table.foreign_keys
                if key.table in names
            ],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if column.unit:
        described["unit"] = column.unit
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.allowed:
        constraints["enum"] = list(column.allowed)
    if constraints:
        described["constraints"] = constraints
    return described
