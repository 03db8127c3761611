from collections.abc import Callable
from typing import Any, TypeAlias, final

__all__ = ["VERSION", "BUILD", "OUTCOMES", "GRID_RANGE", "NativeScenario", "examples", "example"]

VERSION: str
BUILD: str
OUTCOMES: list[str]
GRID_RANGE: tuple[int, int]

_Column: TypeAlias = tuple[str, str, str, str, bool, Any]
_Told: TypeAlias = Callable[[str, int, int], object] | None

def examples() -> list[tuple[str, str]]: ...
def example(name: str) -> str | None: ...
@final
class NativeScenario:
    @staticmethod
    def load(path: str, settings: list[str]) -> NativeScenario: ...
    @staticmethod
    def from_text(name: str, text: str, settings: list[str]) -> NativeScenario: ...
    def with_settings(self, settings: list[str]) -> NativeScenario: ...
    @property
    def text(self) -> str: ...
    def facts(self) -> str: ...
    def described(self) -> str: ...
    def resolved(self, arm: str) -> str: ...
    def quantile(self, key: str, coordinates: list[float]) -> bytes | None: ...
    def coordinates(self, worlds: int, seed: int, sampling: str) -> bytes: ...
    def evaluate(
        self,
        keys: list[str],
        rows: list[list[str]],
        *,
        coordinates: bool,
        arms: list[str],
        grid: int,
        rough: bool,
        threads: int | None,
        told: _Told,
    ) -> list[_Column]: ...
    def solve(
        self, arms: list[str], *, grid: int, rounds: int, threads: int | None, told: _Told
    ) -> tuple[list[_Column], list[_Column], list[_Column], str]: ...
    def notes(self, options: str) -> list[str]: ...
    def compare(
        self,
        out: str,
        options: str,
        *,
        level: float,
        charts: list[str],
        force: bool,
        resume: bool,
        threads: int | None,
        told: _Told,
    ) -> bool: ...
