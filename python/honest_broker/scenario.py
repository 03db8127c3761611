"""Scenarios: read, checked, changed, solved, and evaluated in worlds that somebody else has chosen."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from . import _native
from .arguments import arms_of, path_of, settings_of, text_of, threads_of, truth, whole
from .design import settings as as_settings
from .design import looks_like_coordinates, table
from .errors import DesignError, Problem, UsageError, problems_of
from .frames import Engine, Frame, check_engine, frame, handed
from .progress import Progress, Told


class Scenario:
    """A checked scenario: every one of its arms is a playable game. It does not change; `with_settings` makes another.

    Make one with `Scenario.load`, `Scenario.from_text` or `example`. It can be pickled, and so sent to other processes.
    """

    def __init__(self, native: _native.NativeScenario) -> None:
        self._native = native
        self._facts: dict[str, Any] = json.loads(native.facts())
        self._by_column: dict[str, str] | None = None

    @classmethod
    def load(cls, path: str | os.PathLike[str], settings: Mapping[str, Any] | None = None) -> Scenario:
        """Reads and checks a scenario file.

        `settings` replaces values, by key path: numbers, words, `False` to switch a table off, or a distribution such as
        `{"uniform": [0.2, 0.6]}`.

        Raises `ScenarioError`, which has all that is wrong, with line and column.
        """
        file = path_of(path, "the path of a scenario file")
        return cls(_native.NativeScenario.load(file, as_settings(settings_of(settings))))

    @classmethod
    def from_text(cls, text: str, name: str = "scenario", settings: Mapping[str, Any] | None = None) -> Scenario:
        """Checks the text of a scenario. `name` is its name in tables; the rest is as in `load`."""
        text_of("text", text, "the text of a scenario file")
        text_of("name", name, "a text, such as 'my-case'")
        return cls(_native.NativeScenario.from_text(name, text, as_settings(settings_of(settings))))

    def with_settings(self, settings: Mapping[str, Any]) -> Scenario:
        """The scenario with other values, by key path; each takes the place of an earlier setting of the same key.

        Raises `ScenarioError`, whose problems name the setting, or `UsageError` if they are no settings.
        """
        if settings is None:
            raise UsageError("None is no dict of settings; give one from key paths to values")
        return type(self)(self._native.with_settings(as_settings(settings_of(settings))))

    def __reduce__(self) -> tuple[Any, ...]:
        return restored, (type(self), self.name, self.text, tuple(self._facts["settings"]))

    @property
    def name(self) -> str:
        """Name in tables: that of the file without its ending."""
        return str(self._facts["name"])

    @property
    def title(self) -> str:
        """Title to display."""
        return str(self._facts["title"])

    @property
    def summary(self) -> str | None:
        """What it is about, in the words of the file."""
        summary = self._facts["summary"]
        return None if summary is None else str(summary)

    @property
    def fingerprint(self) -> str:
        """Twelve digits that change with anything that alters results, and with nothing else: `scenario_hash` of tables."""
        return str(self._facts["fingerprint"])

    @property
    def text(self) -> str:
        """The text of the file with all that it extends, without settings."""
        return self._native.text

    @property
    def settings(self) -> list[str]:
        """The settings it was read with, each `key=value`."""
        return list(self._facts["settings"])

    @property
    def arms(self) -> list[str]:
        """Names of the arms, in the order of all tables: `no_broker`, `broker` if there is one, then those of the file."""
        return [arm["name"] for arm in self._facts["arms"]]

    @property
    def uncertain(self) -> pd.DataFrame:
        """What is drawn in every world: a row for each number or event, indexed by key path.

        Columns: `column` (the key with underscores, which `evaluate` takes as well), `kind` (number or event), `unit`, `distribution`,
        `low` and `high` (bounds of its values; NaN where there is none), `p05`, `median`, `p95` (quantiles, in the unit of the key; NaN of
        an event), `meaning`.
        """
        names = ["column", "kind", "unit", "distribution", "low", "p05", "median", "p95", "high", "meaning"]
        rows = self._facts["uncertain"]
        numbers = ["low", "p05", "median", "p95", "high"]
        made = pd.DataFrame([[row[name] for name in names] for row in rows], columns=names)
        made[numbers] = made[numbers].astype(np.float64)
        made.index = pd.Index([row["key"] for row in rows], name="key", dtype="object")
        return made

    def check(self) -> list[Problem]:
        """What is valid and hardly meant: warnings, with line and column. Often empty."""
        return problems_of(self._facts["warnings"])

    def describe(self) -> str:
        """What the scenario means, as the command `check` says it: stages, incentives, the broker, what is uncertain, the arms."""
        return self._native.described()

    def values(self, arm: str | None = None) -> dict[str, Any]:
        """Every key path of an arm with the value in effect, defaults included. A distribution is a dict such as `{"pert": [0, 1, 2]}`."""
        wanted = self._facts["default_arm"] if arm is None else text_of("arm", arm, "the name of an arm")
        values: dict[str, Any] = json.loads(self._native.resolved(wanted))
        return values

    def quantile(self, key: str, coordinates: float | Sequence[float] | np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Values of an uncertain number at coordinates in (0, 1), of the same shape, in the unit of the key; of an event, 1 or 0.

        A coordinate is the share of the distribution that lies below. In the game, shares of the stages are scaled so that they sum to 1.
        """
        at = np.asarray(coordinates, dtype=np.float64)
        if not np.all((at > 0) & (at < 1)):
            raise UsageError("a coordinate is a number above 0 and below 1")
        found = self._native.quantile(self._key(text_of("key", key, "a key path")), at.ravel().tolist())
        if found is None:
            raise UsageError(f"nothing of the key {key!r} is uncertain; .uncertain lists what is")
        return np.frombuffer(found, dtype=np.float64).reshape(at.shape).copy()

    def coordinates(self, worlds: int = 256, *, seed: int = 1, sampling: str = "sobol") -> pd.DataFrame:
        """Coordinates of worlds 0 to `worlds` − 1 of `compare` with this seed: shape (worlds, uncertain numbers and events), in (0, 1).

        What is correlated is so here. `evaluate(coordinates, coordinates=True)` gives the numbers of these worlds. `sampling` is `sobol`
        or `monte-carlo`.
        """
        worlds, seed = whole("worlds", worlds, 1, 4_000_000), whole("seed", seed, 0, 2**64 - 1)
        text_of("sampling", sampling, "one of sobol, monte-carlo")
        keys = [own["key"] for own in self._facts["uncertain"]]
        flat = np.frombuffer(self._native.coordinates(worlds, seed, sampling), dtype=np.float64)
        return pd.DataFrame(flat.reshape(worlds, len(keys)).copy(), columns=keys)

    def evaluate(
        self,
        design: Any,
        *,
        keys: str | Sequence[str] | None = None,
        coordinates: bool = False,
        arms: str | Sequence[str] | None = None,
        grid: int = 5,
        rough: bool = True,
        threads: int | None = None,
        progress: Progress = None,
        engine: Engine = "pandas",
    ) -> Frame:
        """Solves the world of every row of a design, under each of `arms`: a name or a list of names, all if
        left out. Nothing is drawn and nothing played.

        `design` is a data frame of pandas or polars with a column for each key; an array of the shape (rows, len(keys)) with `keys`; a
        dict from keys to columns or single values; or a list of dicts. Keys are key paths or their names with underscores. Entries are
        values in the unit of the key, or with `coordinates=True` numbers from 0 to 1: shares of the key's distribution that lie below. What
        no column names stays at its median.

        `grid` is the number of points a side of the belief grid; `rough=True` solves as `sweep` and `drivers` do, `False` to the
        precision of `compare`. `threads` is as many as the machine has if left out. No number depends on threads.

        Returns a frame with a row for each world and arm, in the order of the rows and then of `arms`: `world` (row of the design, from 0),
        `arm` (an ordered category), `p_OUTCOME` (exact probabilities of the eight outcomes, which sum to 1), `p_completed` and `p_in_force`,
        means of metrics in their units (stages, years, payoffs), `accepted` (probability that both sides accept the broker), `gain_PLAYER`
        (payoff with the broker minus without; NaN in an arm without one), and how well it was solved. A frame of pandas has
        `.attrs["units"]` and `.attrs["meanings"]`.

        Raises `DesignError`, which names row and key of every entry that is wrong, or is missing, before anything is computed;
        `ScenarioError` if there is no such arm, and `UsageError`.
        """
        check_engine(engine)
        names, rows = table(design, keys)
        keys = [self._key(name) for name in names]
        chosen = arms_of(arms) or self.arms
        try:
            with Told(progress) as told:
                columns = self._native.evaluate(
                    keys,
                    rows,
                    coordinates=truth("coordinates", coordinates),
                    arms=chosen,
                    grid=whole("grid", grid, *_native.GRID_RANGE),
                    rough=truth("rough", rough),
                    threads=threads_of(threads),
                    told=told,
                )
        except DesignError as error:
            drawn = [own["key"] for own in self._facts["uncertain"]]
            if not coordinates and looks_like_coordinates(keys, rows, drawn):
                error.hint = "did you mean coordinates=True? The columns are those of .coordinates(), and all entries lie between 0 and 1"
            raise
        return frame(handed(columns), engine, chosen)

    def solve(
        self,
        arm: str | Sequence[str] | None = None,
        *,
        grid: int = 11,
        rounds: int = 1,
        threads: int | None = None,
        progress: Progress = None,
        engine: Engine = "pandas",
    ) -> Solution:
        """Solves arms in the central world: numbers at their medians. `arm` is a name or a list of names; all arms if left out.

        `grid` is the number of points a side of the belief grid; `rounds` is how many rounds `policy` tells.
        """
        check_engine(engine)
        arms = arms_of(arm) or self.arms
        with Told(progress) as told:
            outcomes, values, policy, text = self._native.solve(
                arms,
                grid=whole("grid", grid, *_native.GRID_RANGE),
                rounds=whole("rounds", rounds, 1, 1000),
                threads=threads_of(threads),
                told=told,
            )
        order = [name for name in self.arms if name in arms]
        made = [frame(handed(columns), engine, order) for columns in (outcomes, values, policy)]
        return Solution(made[0], made[1], made[2], text)

    def _key(self, name: str) -> str:
        """The key path of a column, which may have underscores for its dots."""
        if self._by_column is None:
            known = [own["key"] for own in self._facts["uncertain"]]
            for arm in self.arms:
                known.extend(self.values(arm))
            self._by_column = {key.replace(".", "_"): key for key in reversed(known)} | {key: key for key in known}
        return self._by_column.get(name, name)

    def __repr__(self) -> str:
        more = "".join(f", {setting}" for setting in self.settings)
        return f"Scenario({self.name!r}: {len(self.arms)} arms, {len(self._facts['uncertain'])} uncertain{more})"


class Solution:
    """Arms solved in the central world."""

    def __init__(self, outcomes: Frame, values: Frame, policy: Frame, text: str) -> None:
        self.outcomes = outcomes
        """A row for each arm, with the columns of `Scenario.evaluate`."""
        self.values = values
        """Expected discounted payoffs of every type of every player, in the player's unit."""
        self.policy = policy
        """Probability of every action of every type at every decision of the first rounds."""
        self.text = text
        """What the command `solve` prints of it where the output is no terminal: lines of at most 96 columns."""

    def __repr__(self) -> str:
        return self.text


def restored(kind: type[Scenario], name: str, text: str, settings: Sequence[str]) -> Scenario:
    """A scenario from its text and settings as they were written."""
    return kind(_native.NativeScenario.from_text(name, text, list(settings)))


def example(name: str) -> Scenario:
    """A scenario that comes with the program, such as `hanoi-grand-bargain` or `textbook/hostage`; `examples()` lists them."""
    text = _native.example(text_of("name", name, "the name of an example"))
    if text is None:
        raise UsageError(f"there is no example {name!r}; there are {', '.join(examples())}")
    return Scenario.from_text(text, name.rsplit("/", 1)[-1])


def examples() -> list[str]:
    """Names of the scenarios that come with the program, the calibrated ones first."""
    return [name for name, _ in _native.examples()]
