"""The comparison of a scenario's arms over many worlds, in this process."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from .frames import Engine, check_engine
from .progress import Progress, Told
from .results import Results, read
from .scenario import Scenario, threads_of


def compare(
    scenario: Scenario | str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    *,
    settings: Mapping[str, Any] | None = None,
    arms: Sequence[str] | None = None,
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
    charts: bool = True,
    resume: bool = True,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
    engine: Engine = "pandas",
) -> Results:
    """Compares the arms of a scenario, writes a folder of results and reads it. As the command `compare` does, with the same bytes.

    `scenario` is a `Scenario` or the path of a file; `out` is `results/NAME` if left out. Options have the meaning and the defaults of the
    command; `precision` and `threshold` are probabilities. With `resume=True` finished worlds of an interrupted run are used, and a result
    of this very request is read as it is; `force=True` replaces what is there.

    Ctrl-C raises `Interrupted`, a `KeyboardInterrupt`, within a second; finished worlds are kept, 16 at a time, and the same call goes on
    from there. `progress` may be a function of the name of a step, units of work done, and all of them.

    Raises `ScenarioError`, `UsageError` or `JobError`; nothing is then half-written.
    """
    check_engine(engine)
    if not isinstance(scenario, Scenario):
        scenario = Scenario.load(scenario, settings)
    elif settings:
        scenario = scenario.with_settings(settings)
    folder = Path("results") / scenario.name if out is None else Path(out)
    options = {
        "arms": None if arms is None else [str(arm) for arm in arms],
        "baseline": baseline,
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
    with Told(progress) as told:
        scenario._native.compare(
            os.fspath(folder),
            json.dumps({name: value for name, value in options.items() if value is not None}, default=plain),
            charts=charts,
            force=force,
            resume=resume,
            threads=threads_of(threads),
            told=told,
        )
    return read(folder, engine=engine)


def plain(value: Any) -> Any:
    """A number of numpy as one of Python; anything else as text, which is refused with its name."""
    return value.item() if hasattr(value, "item") else str(value)
