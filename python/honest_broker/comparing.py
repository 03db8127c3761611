"""The comparison of a scenario's arms over many worlds, in this process."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

from .arguments import arms_of, charts_of, number, path_of, text_of, threads_of, truth
from .errors import HonestBrokerWarning
from .frames import Engine, check_engine
from .progress import Progress, Told
from .results import Results, read
from .scenario import Scenario

Chart: TypeAlias = Literal["svg", "png"]
"""A kind of file for a chart."""


def compare(
    scenario: Scenario | str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    *,
    settings: Mapping[str, Any] | None = None,
    arms: str | Sequence[str] | None = None,
    baseline: str | None = None,
    worlds: int | None = None,
    episodes: int | Literal["auto"] | None = None,
    grid: int | None = None,
    seed: int | None = None,
    evaluate: Literal["exact", "play", "both"] | None = None,
    refine: Literal["some", "every"] | None = None,
    sampling: Literal["sobol", "monte-carlo"] | None = None,
    selection: Literal["continued", "traced", "good-news", "bad-news"] | None = None,
    precision: float | None = None,
    max_worlds: int | None = None,
    threshold: float | None = None,
    level: float = 0.95,
    charts: bool | Chart | Sequence[Chart] = True,
    resume: bool = True,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
    engine: Engine = "pandas",
) -> Results:
    """Compares the arms of a scenario, writes a folder of results and reads it. As the command `compare` does, with the same bytes.

    `scenario` is a `Scenario` or the path of a file; `out` is `results/NAME` if left out. Options have the meaning and the defaults of the
    command; `precision` and `threshold` are probabilities, and `level` is the confidence level of all intervals of this result, from 0.5 to
    0.999. `charts` are the kinds of files of each chart, `svg` and `png`; `True` stands for both, `False` for no chart. With `resume=True` finished worlds of an interrupted run are used, and a result
    of this very request is read as it is; `force=True` replaces what is there.

    Ctrl-C raises `Interrupted`, a `KeyboardInterrupt`, within a second; finished worlds are kept, 16 at a time, and the same call goes on
    from there. `progress` may be a function of the name of a step, units of work done, and all of them.

    Raises `ScenarioError`, `UsageError` or `JobError`; nothing is then half-written. Warns (`HonestBrokerWarning`) if it computes more worlds
    than asked for, which come in multiples of 16.
    """
    check_engine(engine)
    if not isinstance(scenario, Scenario):
        wanted = "one Scenario or the path of one scenario file; call compare once for each of several"
        scenario = Scenario.load(path_of(scenario, wanted), settings)
    elif settings:
        scenario = scenario.with_settings(settings)
    folder = Path("results") / scenario.name if out is None else Path(path_of(out, "the folder of the results"))
    options = {
        "arms": arms_of(arms),
        "baseline": None if baseline is None else text_of("baseline", baseline, "the name of an arm"),
        "worlds": worlds,
        "episodes": episodes,
        "grid": grid,
        "seed": seed,
        "evaluate": evaluate,
        "refine": refine,
        "sampling": sampling,
        "selection": selection,
        "precision": precision,
        "max_worlds": max_worlds,
        "threshold": threshold,
    }
    given = json.dumps({name: value for name, value in options.items() if value is not None}, default=plain)
    kinds = charts_of(charts)
    share = number("level", level, "a confidence level from 0.5 to 0.999, for example 0.9")
    for note in scenario._native.notes(given):
        warnings.warn(note, HonestBrokerWarning, stacklevel=2)
    with Told(progress) as told:
        scenario._native.compare(
            os.fspath(folder),
            given,
            level=share,
            charts=kinds,
            force=truth("force", force),
            resume=truth("resume", resume),
            threads=threads_of(threads),
            told=told,
        )
    return read(folder, engine=engine)


def plain(value: Any) -> Any:
    """A number of numpy as one of Python; anything else as text, which is refused with its name."""
    return value.item() if hasattr(value, "item") else str(value)
