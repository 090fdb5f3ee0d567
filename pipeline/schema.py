"""What a declared table is: columns with types, keys and allowed values, and the check that rows obey them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from pipeline.errors import TableError

ColumnType = Literal["string", "integer", "number", "boolean"]
_POLARS: dict[str, pl.DataType] = {
    "string": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
}


@dataclass(frozen=True)
class Column:
    """One column: its meaning, its unit where it has one, and what may stand in it."""

    name: str
    type: ColumnType
    description: str
    unit: str | None = None
    required: bool = False
    allowed: tuple[str, ...] | None = None


@dataclass(frozen=True)
class ForeignKey:
    """`column` of this table holds values of the same-named key column of `table`."""

    column: str
    table: str


@dataclass(frozen=True)
class Table:
    """A declared table. `frame` is the only way rows become one."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    foreign_keys: tuple[ForeignKey, ...] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def schema(self) -> dict[str, pl.DataType]:
        return {column.name: _POLARS[column.type] for column in self.columns}

    def empty(self) -> pl.DataFrame:
        """The table with no rows."""
        return pl.DataFrame(schema=self.schema)

    def frame(self, rows: pl.DataFrame | Sequence[Mapping[str, Any]] | Iterable[Mapping[str, Any]]) -> pl.DataFrame:
        """Rows as this table: declared columns in declared order and type, sorted by key, checked.

        Columns that the rows lack become empty; a column that is not declared, an empty required value, a value
        outside the allowed ones or a repeated key raises TableError.
        """
        frame = rows if isinstance(rows, pl.DataFrame) else self._from_rows(rows)
        extra = [name for name in frame.columns if name not in self.schema]
        if extra:
            raise TableError(f"table {self.name}", f"column {extra[0]!r} is not declared", "declare it in tables.py")
        frame = frame.select(
            (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype, strict=True).alias(name)
            for name, dtype in self.schema.items()
        )
        self._check(frame)
        return frame.sort(self.key, maintain_order=True) if self.key else frame

    def _from_rows(self, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
        listed = list(rows)
        unknown = {name for row in listed for name in row} - set(self.names)
        if unknown:
            raise TableError(
                f"table {self.name}", f"column {min(unknown)!r} is not declared", "declare it in tables.py"
            )
        # NaN is how numeric libraries spell "undefined"; in a table undefined is empty.
        data = {name: [_defined(row.get(name)) for row in listed] for name in self.names}
        return pl.DataFrame(data, schema=self.schema, strict=False)

    def _check(self, frame: pl.DataFrame) -> None:
        for column in self.columns:
            self._check_column(column, frame[column.name])
        if self.key and frame.select(self.key).is_duplicated().any():
            first = frame.filter(frame.select(self.key).is_duplicated()).select(self.key).row(0)
            raise TableError(f"table {self.name}", f"key {first} occurs more than once", "keep one row per key")

    def _check_column(self, column: Column, values: pl.Series) -> None:
        if column.required and values.null_count():
            row = int(values.is_null().arg_max() or 0) + 1
            raise TableError(f"table {self.name} row {row}", f"{column.name} is empty", "give it a value")
        if column.allowed is None:
            return
        bad = values.drop_nulls().filter(~values.drop_nulls().is_in(list(column.allowed)))
        if len(bad):
            allowed = ", ".join(column.allowed)
            raise TableError(f"table {self.name}", f"{column.name} is {bad[0]!r}", f"use one of {allowed}")


def _defined(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
