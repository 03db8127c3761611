"""Designs: keys, and what each has in each row, from whatever Python holds them in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from .arguments import names as names_of
from .errors import UsageError


def written(value: Any) -> str:
    """A value as a scenario file has it: a number, a truth, a text, a list, or a distribution such as `{"uniform": [0.2, 0.6]}`.

    A text that begins with a bracket is taken for TOML as it stands.
    """
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        return repr(float(value))
    if isinstance(value, str):
        return value if value.lstrip().startswith(("{", "[")) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {written(own)}" for key, own in value.items()) + " }"
    if isinstance(value, Iterable):
        return "[" + ", ".join(written(own) for own in value) + "]"
    raise UsageError(f"{value!r} is no value of a scenario; give a number, True, False, a text, a list or a distribution")


def entry(value: Any) -> str:
    """A cell of a design as the library reads it; empty if it is missing."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, (float, np.floating)) and np.isnan(value)):
        return ""
    return written(value)


def settings(given: Mapping[str, Any]) -> list[str]:
    """Settings as the library reads them."""
    return [f"{key}={written(value)}" for key, value in given.items()]


def table(design: Any, keys: str | Sequence[str] | None) -> tuple[list[str], list[list[str]]]:
    """Keys and rows of a design."""
    if isinstance(design, Mapping):
        return of_mapping(design, keys)
    if hasattr(design, "columns") and (hasattr(design, "itertuples") or hasattr(design, "rows")):
        names = [str(name) for name in design.columns]
        refuse_keys(keys)
        rows = design.itertuples(index=False, name=None) if hasattr(design, "itertuples") else design.rows()
        return names, [[entry(cell) for cell in row] for row in rows]
    if isinstance(design, Sequence) and design and all(isinstance(row, Mapping) for row in design):
        refuse_keys(keys)
        names = list(dict.fromkeys(name for row in design for name in row))
        return names, [[entry(row.get(name)) for name in names] for row in design]
    return of_array(design, keys)


def refuse_keys(keys: str | Sequence[str] | None) -> None:
    if keys is not None:
        raise UsageError("keys= belongs to an array; this design names its columns itself")


def of_mapping(design: Mapping[str, Any], keys: str | Sequence[str] | None) -> tuple[list[str], list[list[str]]]:
    refuse_keys(keys)

    def is_column(value: Any) -> bool:
        return isinstance(value, Iterable) and not isinstance(value, (str, Mapping))

    if not any(is_column(value) for value in design.values()):
        return [str(key) for key in design], [[entry(value) for value in design.values()]]
    columns = {key: list(value) for key, value in design.items() if is_column(value)}
    lengths = {key: len(column) for key, column in columns.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{key} has {length}" for key, length in lengths.items())
        raise UsageError(f"the columns of the design have different lengths: {said}")
    rows = next(iter(lengths.values()))
    # A single value stands in every row.
    whole = [columns.get(key, [design[key]] * rows) for key in design]
    return [str(key) for key in design], [[entry(column[row]) for column in whole] for row in range(rows)]


def of_array(design: Any, keys: str | Sequence[str] | None) -> tuple[list[str], list[list[str]]]:
    array = np.asarray(design)
    if keys is None:
        raise UsageError("an array does not say what its columns are: give keys=[...], one for each column, or a data frame")
    names = names_of("keys", keys, '["guarantor.keeper_prior", "clock.years"]')
    if array.ndim != 2 or array.shape[1] != len(names):
        raise UsageError(
            f"the design has the shape {array.shape} and there are {len(names)} keys; give an array of the shape (rows, {len(names)})"
        )
    return names, [[entry(cell) for cell in row] for row in array.tolist()]


def looks_like_coordinates(keys: Sequence[str], rows: Sequence[Sequence[str]], drawn: Sequence[str]) -> bool:
    """Whether a design has a column for all that is drawn, and nothing but numbers from 0 to 1."""

    def is_share(cell: str) -> bool:
        try:
            return 0 <= float(cell) <= 1
        except ValueError:
            return False

    return bool(keys) and sorted(keys) == sorted(drawn) and all(is_share(cell) for row in rows for cell in row)
