"""What is around the package: the command, the examples, the page, the notebook, and that it is built from what the program is."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import honest_broker as hb

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "python.md"


def run(*arguments, **options):
    return subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True, **options)


def test_the_command_is_there_in_both_ways():
    script = Path(sys.executable).with_name("honest-broker")
    for command in [[script], [sys.executable, "-m", "honest_broker"]]:
        said = run(*command, "--version")
        assert said.returncode == 0 and said.stdout.startswith("honest-broker"), said
    wrong = run(script, "check", "no-such.toml")
    assert wrong.returncode == 3


def test_command_and_package_are_one_build(tmp_path):
    file = "tests/data/complete.toml"
    run(sys.executable, "-m", "honest_broker", "compare", file, "--grid", 3, "--episodes", 10, "--no-charts", "--out", tmp_path / "c")
    assert hb.__build__ in (tmp_path / "c" / "manifest.json").read_text(encoding="utf-8")


def test_libraries_are_those_of_the_program():
    def versions(file):
        with open(ROOT / file, "rb") as opened:
            packages = tomllib.load(opened)["package"]
        return {(package["name"], package["version"]) for package in packages}

    only_here = {name for name, _ in versions("python/Cargo.lock") - versions("Cargo.lock")}
    wanted = {"honest-broker-python", "pyo3", "pyo3-build-config", "pyo3-ffi", "pyo3-macros", "pyo3-macros-backend", "target-lexicon"}
    assert only_here == wanted


@pytest.mark.parametrize(("example", "size", "said"), [("salib_indices", 16, "80 worlds"), ("ema_experiments", 8, "16 experiments")])
def test_examples_run(example, size, said):
    ran = run(sys.executable, f"python/examples/{example}.py", size)
    assert ran.returncode == 0 and ran.stdout.startswith(said), ran.stdout + ran.stderr


def test_the_notebook_runs_from_beginning_to_end():
    notebook = nbformat.read(ROOT / "python" / "examples" / "negotiation.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "the notebook is kept without its output"
    done = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    outputs = [output for cell in done.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in outputs), "there is a chart"
    assert any("did you mean" in output.get("text", "") for output in outputs), "the misspelt key is told"
    assert any("<th>settlement</th>" in output.get("data", {}).get("text/html", "") for output in outputs)


def test_what_the_page_shows_runs_and_prints_that(tmp_path):
    """Blocks marked `python` run one after the other; a block marked `text` after one is what it prints."""
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    script, expected = [], []
    for place, (language, block) in enumerate(blocks):
        if language != "python":
            continue
        script.append(block)
        after = blocks[place + 1] if place + 1 < len(blocks) else ("", "")
        if after[0] == "text" and "print(" in block:
            expected.append(after[1])
    assert len(script) >= 6 and len(expected) >= 4
    file = tmp_path / "page.py"
    file.write_text("\n".join(script).replace('"results/', f'"{tmp_path}/').replace(f'"{tmp_path}/sample', '"results/sample'), encoding="utf-8")
    ran = run(sys.executable, file, cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "error::FutureWarning"})
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "".join(expected)
