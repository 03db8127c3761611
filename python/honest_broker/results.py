"""Folders of results, as the commands write them."""

from __future__ import annotations

import csv
import html
import json
import os
from pathlib import Path
from typing import Any

from .arguments import path_of
from .errors import ResultsError
from .frames import Engine, Frame, check_engine, frame, read_columns


class Results:
    """A folder of results. Every table is an attribute: `results.outcomes` is `outcomes.csv` as a frame.

    Texts are ordered categories, in the order in which the program writes them: arms as in the scenario, outcomes as in all tables and
    charts. Numbers are as they were written, bit by bit; a missing cell is NaN, `<NA>` or null, never zero. A frame of pandas has
    `.attrs["units"]` and `.attrs["meanings"]`, by column. Tables are read when they are first asked for.
    """

    def __init__(self, folder: str | os.PathLike[str], engine: Engine = "pandas") -> None:
        check_engine(engine)
        self.folder = Path(path_of(folder, "the path of a folder of results"))
        """The folder."""
        self.engine = engine
        """Whose frames tables are: `pandas` or `polars`."""
        self._frames: dict[str, Frame] = {}
        self.manifest: dict[str, Any] = self._json("manifest.json", required=True)
        """What was computed, from what and by what: options, seed, sizes, checksums of all files."""
        self.tables: list[str] = sorted(file.stem for file in self.folder.glob("*.csv"))
        """Names of the tables."""
        self._dictionary: dict[tuple[str, str], dict[str, str]] = {}
        if "columns" in self.tables:
            with open(self.folder / "columns.csv", newline="", encoding="utf-8") as opened:
                self._dictionary = {(row["table"], row["column"]): row for row in csv.DictReader(opened)}

    def _json(self, name: str, *, required: bool = False) -> dict[str, Any]:
        file = self.folder / name
        if not file.is_file():
            if required:
                raise ResultsError(
                    f"{self.folder} is no folder of results: there is no {name} in it; name a folder such as results/singapore-2018"
                )
            return {}
        with open(file, encoding="utf-8") as opened:
            try:
                read: dict[str, Any] = json.load(opened)
            except json.JSONDecodeError as error:
                raise ResultsError(f"{file} is damaged: {error}") from error
        return read

    @property
    def arm_names(self) -> list[str]:
        """Names of the arms, in the order of all tables; empty if it was made of several scenarios."""
        options = self.manifest.get("options", {})
        return [str(arm) for arm in options.get("arms", [])] if isinstance(options, dict) else []

    @property
    def briefing(self) -> dict[str, Any]:
        """What the result says, in words and numbers: `briefing.json`; empty if there is none."""
        return self._json("briefing.json")

    @property
    def report(self) -> Path | None:
        """The page that shows everything, for a browser."""
        page = self.folder / "report.html"
        return page if page.is_file() else None

    def table(self, name: str) -> Frame:
        """A table by name, which may be one that is no name of Python."""
        if name not in self._frames:
            if name not in self.tables:
                raise ResultsError(f"there is no table {name!r} in {self.folder}; there are {', '.join(self.tables)}")
            columns = read_columns(self.folder / f"{name}.csv", self._dictionary)
            self._frames[name] = frame(columns, self.engine, self.arm_names)
        return self._frames[name]

    def __getattr__(self, name: str) -> Frame:
        if name.startswith("_") or name in ("tables", "manifest", "folder", "engine"):
            raise AttributeError(name)
        try:
            return self.table(name)
        except ResultsError as error:
            raise AttributeError(str(error)) from error

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def __repr__(self) -> str:
        return f"Results({str(self.folder)!r}: {', '.join(self.tables)})"

    def _repr_html_(self) -> str:
        title = self.briefing.get("title", self.folder.name)
        parts = [f"<h4>{html.escape(str(title))}</h4>"]
        if "outcomes" in self.tables:
            columns = {name: cells for name, _, _, _, _, cells in read_columns(self.folder / "outcomes.csv", self._dictionary)}
            parts.append(outcomes_in_html(columns))
        if self.report is not None:
            address = html.escape(self.report.resolve().as_uri(), quote=True)
            parts.append(f'<p><a href="{address}">report</a></p>')
        parts.append(f"<p>tables: {html.escape(', '.join(self.tables))}</p>")
        return "\n".join(parts)


def outcomes_in_html(columns: dict[str, Any]) -> str:
    """Probabilities of the outcomes by arm, in per cent with their intervals: exact where they are known."""
    rows = list(zip(*(columns[name] for name in ("arm", "outcome", "method", "weighting", "estimate", "low", "high"))))
    method = "exact" if any(row[2] == "exact" for row in rows) else rows[0][2] if rows else ""
    kept = {(row[0], row[1]): row[4:] for row in rows if row[2] == method and row[3] == "with_broker"}
    arms = list(dict.fromkeys(arm for arm, _ in kept))
    outcomes = list(dict.fromkeys(outcome for _, outcome in kept))

    def cell(arm: str, outcome: str) -> str:
        value, low, high = kept.get((arm, outcome), (float("nan"),) * 3)
        if value != value:
            return ""
        return f"{100 * value:.2f}" + ("" if low != low else f" ({100 * low:.2f} to {100 * high:.2f})")

    head = "".join(f"<th>{html.escape(arm)}</th>" for arm in arms)
    body = "".join(
        f"<tr><th>{html.escape(outcome)}</th>" + "".join(f"<td>{cell(arm, outcome)}</td>" for arm in arms) + "</tr>"
        for outcome in outcomes
    )
    return f"<table><thead><tr><th>outcome, per cent</th>{head}</tr></thead><tbody>{body}</tbody></table>"


def read(folder: str | os.PathLike[str], *, engine: Engine = "pandas") -> Results:
    """Reads a folder of results, such as `compare`, `sweep`, `drivers` and the other commands write them.

    Raises `ResultsError` if it is none.
    """
    return Results(folder, engine)
