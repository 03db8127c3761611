"""Arguments that are checked before anything is computed: each is what was asked for, or a `UsageError` says what is wanted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .errors import UsageError


def whole(name: str, number: Any, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    is_whole = isinstance(number, (int, np.integer)) and not isinstance(number, bool)
    if not is_whole or not least <= number <= most:
        raise UsageError(f"{name}={number!r}: give a whole number from {least} to {most}")
    return int(number)


def threads_of(threads: Any) -> int | None:
    """A number of threads, if it is one; `None` for as many as the machine has."""
    return None if threads is None else whole("threads", threads, 1, 1024)


def number(name: str, value: Any, wanted: str) -> float:
    """A number; `wanted` says which."""
    if not isinstance(value, (int, float, np.integer, np.floating)) or isinstance(value, bool):
        raise UsageError(f"{name}={value!r}: give {wanted}")
    return float(value)


def truth(name: str, value: Any) -> bool:
    """`True` or `False`."""
    if not isinstance(value, (bool, np.bool_)):
        raise UsageError(f"{name}={value!r}: give True or False")
    return bool(value)


def text_of(name: str, value: Any, wanted: str) -> str:
    """A text; `wanted` says which."""
    if not isinstance(value, str):
        raise UsageError(f"{name}={value!r}: give {wanted}")
    return value


def path_of(value: Any, wanted: str) -> str:
    """The path of a file or folder; `wanted` says of what."""
    if not isinstance(value, (str, os.PathLike)):
        raise UsageError(f"{value!r} is a {type(value).__name__}; give {wanted}")
    found = os.fspath(value)
    if not isinstance(found, str):
        raise UsageError(f"{value!r} is a path of bytes; give {wanted}")
    return found


def names(name: str, value: Any, example: str) -> list[str]:
    """A list of texts, at least one. A text alone is a list of one."""
    if isinstance(value, str):
        return [value]
    listed = list(value) if isinstance(value, Iterable) and not isinstance(value, (bytes, Mapping)) else None
    if listed is None or not all(isinstance(one, str) for one in listed):
        raise UsageError(f"{name}={value!r}: give a text or a list of texts, such as {example}")
    # Those of numpy are texts of their own kind.
    return [str(one) for one in listed]


def arms_of(arms: Any) -> list[str] | None:
    """Names of arms; a text is the name of one, and `None` stands for all."""
    if arms is None:
        return None
    listed = names("arms", arms, '["no_broker", "broker"]')
    if not listed:
        raise UsageError("arms=[]: no arm is named; name one, or leave arms out for all of them")
    return listed


def settings_of(settings: Any) -> Mapping[str, Any]:
    """Settings by key path; `None` for none."""
    if settings is None:
        return {}
    example = 'such as {"guarantor.keeper_prior": 0.4}'
    if not isinstance(settings, Mapping):
        raise UsageError(f"{settings!r} is a {type(settings).__name__}; give settings as a dict from key paths to values, {example}")
    for key in settings:
        if not isinstance(key, str) or not key.strip() or "=" in key:
            raise UsageError(f"{key!r} is no key path; give settings as a dict from key paths to values, {example}")
    return settings


def charts_of(charts: Any) -> list[str]:
    """Kinds of files that are made of each chart: `True` for the usual ones, `False` for none, or their names."""
    if isinstance(charts, (bool, np.bool_)):
        return ["svg", "png"] if charts else []
    try:
        return names("charts", charts, '["svg", "png"]')
    except UsageError as error:
        raise UsageError(f"charts={charts!r}: give True, False, or kinds of files, such as ['svg', 'png']") from error
