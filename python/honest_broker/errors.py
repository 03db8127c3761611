"""What can go wrong, as exceptions. All but `Interrupted` derive from `HonestBrokerError`, so that one `except` catches them; and the warning."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a scenario or a design, or hardly meant.

    `line` and `column` are counted from 1. `row` is the row of a design, counted from 0. What does not apply is `None`.
    """

    code: str
    """Stable name of what is wrong, such as `unknown_key`."""
    severity: str
    """`error` or `warning`."""
    file: str
    """The file's path as it was given, `settings` for a setting, `arms` for the name of an arm, or `design`."""
    line: int | None
    """Line of the file."""
    column: int | None
    """Column of the line, in characters; of a design, the number of its column."""
    key: str | None
    """Key path, such as `stages.3.detection`."""
    found: str | None
    """The offending text as it was written."""
    message: str
    """What is wrong."""
    help: str | None
    """What would be right."""
    arm: str | None
    """The arm in which it is wrong, if it is right outside that arm."""
    excerpt: str | None
    """The line that it points at."""
    row: int | None = None
    """Row of a design; `None` if it is wrong in every row."""

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        elif self.line is not None and self.file != "design":
            place += f":{self.line}" + ("" if self.column is None else f":{self.column}")
        about = "" if self.key is None else f" ({self.key})"
        arm = "" if self.arm is None else f" in the arm {self.arm}"
        help = "" if self.help is None else f"; {self.help}"
        return f"{place}{about}: {self.message}{arm}{help}"


def problems_of(listed: dict[str, Any], *, of_design: bool = False) -> list[Problem]:
    """Problems from what the library lists."""
    problems = []
    for one in listed.get("problems", []):
        if of_design and one["file"] == "design" and one["line"] is not None:
            # A key that is not there is so in every row.
            everywhere = one["code"] in ("unknown_key", "must_be_fixed")
            one = {**one, "row": None if everywhere else one["line"] - 1}
        problems.append(Problem(**one))
    return problems


class HonestBrokerWarning(UserWarning):
    """What is computed is not quite what was asked for, such as 16 worlds in place of 10."""


class HonestBrokerError(Exception):
    """Anything that went wrong. `details` is what programs read."""

    def __init__(self, message: str, details: str = "{}") -> None:
        super().__init__(message, details)
        self.message = message
        self.details: dict[str, Any] = json.loads(details)

    def __str__(self) -> str:
        return self.message


class UsageError(HonestBrokerError, ValueError):
    """An argument has no meaning, or arguments contradict each other."""


class ScenarioError(HonestBrokerError, ValueError):
    """All that is wrong with a scenario: `problems`, in the order of the text.

    `not_shown` is the number of further problems that were found and not kept.
    """

    def __init__(self, message: str, details: str = "{}") -> None:
        super().__init__(message, details)
        self.problems: list[Problem] = problems_of(self.details)
        self.not_shown: int = self.details.get("not_shown", 0)


class DesignError(ScenarioError):
    """All that is wrong with a design: `problems`, each with the row (counted from 0) and the key of its column."""

    SHOWN = 20

    def __init__(self, message: str, details: str = "{}") -> None:
        super().__init__(message, details)
        self.problems = problems_of(self.details, of_design=True)
        self.hint: str | None = None
        """What seems to be meant, if the design as a whole seems to mean something else."""

    def __str__(self) -> str:
        if not self.problems:
            return self.message
        lines = [str(problem) for problem in self.problems[: self.SHOWN]]
        rest = len(self.problems) - len(lines) + self.not_shown
        more = [f"and {rest} more, see .problems"] if rest else []
        return "\n".join([*lines, *more, *([] if self.hint is None else [self.hint])])


class JobError(HonestBrokerError, RuntimeError):
    """A comparison did not come to its end. `kept` is the folder with finished worlds, if there is one."""

    def __init__(self, message: str, details: str = "{}") -> None:
        super().__init__(message, details)
        kept = self.details.get("kept")
        self.kept: Path | None = None if kept is None else Path(kept)


class ResultsError(HonestBrokerError, ValueError):
    """A folder holds no results, or not the table that was asked for."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, or the stop button of a notebook. `kept` is the folder with finished worlds, if there is one.

    It is a `KeyboardInterrupt` and no `HonestBrokerError`: whoever catches errors does not mean to catch it.
    """

    def __init__(self, message: str, details: str = "{}") -> None:
        super().__init__(message, details)
        self.message = message
        kept = json.loads(details).get("kept")
        self.kept: Path | None = None if kept is None else Path(kept)

    def __str__(self) -> str:
        return self.message if self.kept is None else f"{self.message} (in {self.kept})"
