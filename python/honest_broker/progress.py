"""How far a computation is, for people: a bar of tqdm where it is installed, else lines of text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeAlias

Progress: TypeAlias = "bool | Callable[[str, int, int], object] | None"
"""`None` for a bar where somebody looks, `True` or `False`, or a function of the name of a step, units of work done, and all of them."""

PARTS = 10


class Shown:
    """Shows steps until it is closed."""

    def __init__(self) -> None:
        self.bars: dict[str, Any] = {}
        self.lines: dict[str, int] = {}
        try:
            from tqdm.auto import tqdm
        except ImportError:
            tqdm = None
        self.tqdm = tqdm

    def __call__(self, step: str, done: int, total: int) -> None:
        if self.tqdm is None:
            part = PARTS * done // max(total, 1)
            if part > self.lines.get(step, 0):
                self.lines[step] = part
                print(f"{step}: {done} of {total}", file=sys.stderr, flush=True)
            return
        bar = self.bars.get(step)
        if bar is None:
            # What is over at once needs no bar.
            bar = self.bars[step] = self.tqdm(total=total, desc=step, delay=0.5)
        bar.total = total
        bar.update(done - bar.n)

    def close(self) -> None:
        """Ends all bars."""
        for bar in self.bars.values():
            bar.close()


def is_looked_at() -> bool:
    """Whether somebody seems to look: a terminal, or a notebook."""
    if sys.stderr is not None and sys.stderr.isatty():
        return True
    kernel = sys.modules.get("ipykernel")
    return kernel is not None and "IPython" in sys.modules


class Told:
    """The function that is told of progress, if there is to be one, and its end: `with Told(progress) as told`."""

    def __init__(self, progress: Progress) -> None:
        wanted = is_looked_at() if progress is None else progress
        self.shown = Shown() if wanted is True else None
        self.function: Callable[[str, int, int], object] | None = wanted if callable(wanted) else self.shown

    def __enter__(self) -> Callable[[str, int, int], object] | None:
        return self.function

    def __exit__(self, *_: object) -> None:
        if self.shown is not None:
            self.shown.close()
