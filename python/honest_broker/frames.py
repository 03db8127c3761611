"""Tables as frames of pandas or polars, with ordered categories."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from . import _native
from .errors import UsageError

Engine: TypeAlias = Literal["pandas", "polars"]
Frame: TypeAlias = Any
"""A `pandas.DataFrame`, or a `polars.DataFrame` if that engine was asked for."""

OUTCOMES: tuple[str, ...] = tuple(_native.OUTCOMES)
"""Names of the outcomes, in the order of all tables and charts."""

OF_ARMS = ("arm", "baseline")
OF_OUTCOMES = ("outcome", "baseline_outcome", "arm_outcome", "jump_outcome")

Column: TypeAlias = tuple[str, str, str, str, bool, Any]
"""Name, kind, unit, meaning, whether cells may be missing, cells: of texts, of whole numbers or `None`, or of floats."""


def check_engine(engine: str) -> None:
    """Refuses what is no engine, before anything is computed."""
    if engine not in ("pandas", "polars"):
        raise UsageError(f"engine={engine!r}: give 'pandas' or 'polars'")
    if engine == "polars":
        polars()


def polars() -> Any:
    """The module polars."""
    try:
        import polars as pl
    except ImportError as error:
        raise UsageError("engine='polars' needs polars: pip install polars") from error
    return pl


def categories(name: str, cells: Iterable[str], arms: Sequence[str]) -> list[str]:
    """Categories of a column of texts, in order: that of the scenario for arms, that of all tables for outcomes, else that of the rows."""
    first: Sequence[str] = arms if name in OF_ARMS else OUTCOMES if name in OF_OUTCOMES else ()
    return list(dict.fromkeys([*first, *(cell for cell in cells if cell != "")]))


def frame(columns: Sequence[Column], engine: Engine, arms: Sequence[str]) -> Frame:
    """A frame of columns. Missing cells are NaN, `<NA>` or null, never zero."""
    return of_pandas(columns, arms) if engine == "pandas" else of_polars(columns, arms)


def of_pandas(columns: Sequence[Column], arms: Sequence[str]) -> pd.DataFrame:
    data: dict[str, Any] = {}
    for name, kind, _, _, gaps, cells in columns:
        if kind == "text":
            known = categories(name, cells, arms)
            data[name] = pd.Categorical([cell or None for cell in cells], categories=known, ordered=True)
        elif kind == "integer":
            data[name] = pd.array(cells, dtype="Int64") if gaps else np.asarray(cells, dtype=np.int64)
        else:
            data[name] = np.asarray(cells, dtype=np.float64)
    made = pd.DataFrame(data)
    made.attrs["units"] = {name: unit for name, _, unit, _, _, _ in columns if unit}
    made.attrs["meanings"] = {name: meaning for name, _, _, meaning, _, _ in columns if meaning}
    return made


def of_polars(columns: Sequence[Column], arms: Sequence[str]) -> Any:
    pl = polars()
    made = []
    for name, kind, _, _, _, cells in columns:
        if kind == "text":
            made.append(pl.Series(name, [cell or None for cell in cells], dtype=pl.Enum(categories(name, cells, arms))))
        elif kind == "integer":
            made.append(pl.Series(name, cells, dtype=pl.Int64))
        else:
            made.append(pl.Series(name, np.asarray(cells, dtype=np.float64), nan_to_null=True))
    return pl.DataFrame(made)


def handed(columns: Iterable[Column]) -> list[Column]:
    """Columns from the library, whose numbers are bytes."""
    return [
        (name, kind, unit, meaning, gaps, np.frombuffer(cells, dtype=np.float64).copy() if kind == "number" else cells)
        for name, kind, unit, meaning, gaps, cells in columns
    ]


def read_columns(file: Path, dictionary: dict[tuple[str, str], dict[str, str]]) -> list[Column]:
    """Columns of a table in a folder of results. A column that the dictionary does not know is one of texts."""
    with open(file, newline="", encoding="utf-8") as opened:
        header, *rows = csv.reader(opened)
    unknown = {"type": "text", "unit": "", "meaning": "", "may_be_empty": "yes"}
    columns: list[Column] = []
    for place, name in enumerate(header):
        said = dictionary.get((file.stem, name), unknown)
        texts = [row[place] for row in rows]
        cells: Any = texts
        if said["type"] == "integer":
            cells = [int(text) if text else None for text in texts]
        elif said["type"] == "number":
            cells = np.array([float(text) if text else np.nan for text in texts], dtype=np.float64)
        columns.append((name, said["type"], said["unit"], said["meaning"], said["may_be_empty"] == "yes", cells))
    return columns
