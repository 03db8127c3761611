"""Tests run from the root of the project, whose scenarios and sample they read, with the package that is installed."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture
def command():
    """The command that came with the wheel."""
    from honest_broker.__main__ import program

    assert os.access(program(), os.X_OK)
    return str(program())
