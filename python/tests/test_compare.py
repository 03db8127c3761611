"""A comparison in the process of Python is that of the command, and Ctrl-C keeps what is finished."""

import os
import signal
import subprocess
import sys
import textwrap
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import honest_broker as hb

FILE = "tests/data/uncertain.toml"
QUICK = {"worlds": 16, "grid": 3, "episodes": 20, "arms": ["broker"], "charts": False}


def files(folder):
    return {file.name: file.read_bytes() for file in Path(folder).iterdir() if file.is_file()}


def test_the_same_bytes_as_the_command(tmp_path, command):
    told = []
    results = hb.compare(
        FILE, tmp_path / "p", settings={"disarmer.rationality": 4}, progress=lambda *said: told.append(said), **QUICK
    )
    arguments = ["--worlds", "16", "--grid", "3", "--episodes", "20", "--arms", "broker", "--no-charts", "--quiet"]
    subprocess.run(
        [command, "compare", FILE, *arguments, "--set", "disarmer.rationality=4", "--out", str(tmp_path / "c")], check=True
    )
    mine, theirs = files(tmp_path / "p"), files(tmp_path / "c")
    assert mine.keys() == theirs.keys()
    assert [name for name in mine if mine[name] != theirs[name]] == []
    assert ("worlds", 16, 16) in told
    assert results.arm_names == ["no_broker", "broker"] and (results.outcomes["worlds"] > 0).all()


def test_a_finished_result_is_read_and_another_is_not_replaced(tmp_path):
    first = hb.compare(FILE, tmp_path / "r", **QUICK)
    before = files(tmp_path / "r")
    told = []
    hb.compare(FILE, tmp_path / "r", progress=lambda *said: told.append(said), **QUICK)
    assert told == [] and files(tmp_path / "r") == before
    with pytest.raises(hb.JobError, match="add force=True to replace"):
        hb.compare(FILE, tmp_path / "r", seed=2, **QUICK)
    assert files(tmp_path / "r") == before
    again = hb.compare(FILE, tmp_path / "r", seed=2, force=True, **QUICK)
    assert again.manifest["options"]["seed"] == "2" != first.manifest["options"]["seed"]


def test_a_level_is_that_of_the_command_and_of_no_other_comparison(tmp_path, command):
    exact = {"worlds": 16, "grid": 3, "evaluate": "exact", "arms": "broker", "charts": False}

    def compared(level):
        return hb.compare(FILE, tmp_path / f"p{level}", level=level, **exact)

    # One after the other and both at a time, in one process.
    with ThreadPoolExecutor(2) as both:
        levels = [0.9, 0.95, 0.8]
        told = dict(zip(levels, both.map(compared, levels)))
    usual = hb.compare(FILE, tmp_path / "usual", **exact)
    assert files(tmp_path / "usual") == files(tmp_path / "p0.95")
    for level, results in told.items():
        assert set(results.outcomes["level"].dropna()) == {level}
    width = {level: (results.contrasts["high"] - results.contrasts["low"]).sum() for level, results in told.items()}
    assert width[0.8] < width[0.9] < width[0.95]
    arguments = ["--worlds", "16", "--grid", "3", "--evaluate", "exact", "--arms", "broker", "--no-charts", "--quiet", "--level", "0.9"]
    subprocess.run([command, "compare", FILE, *arguments, "--out", str(tmp_path / "c")], check=True)
    assert files(tmp_path / "c") == files(tmp_path / "p0.9")
    assert usual.manifest["options"].get("level") != told[0.9].manifest["options"].get("level")


def test_charts_are_of_the_kinds_asked_for(tmp_path, command):
    quick = {**QUICK, "evaluate": "exact", "episodes": None}
    hb.compare(FILE, tmp_path / "p", **{**quick, "charts": ["svg"]})
    arguments = ["--worlds", "16", "--grid", "3", "--evaluate", "exact", "--arms", "broker", "--charts", "svg", "--quiet"]
    subprocess.run([command, "compare", FILE, *arguments, "--out", str(tmp_path / "c")], check=True)
    assert files(tmp_path / "p") == files(tmp_path / "c")
    assert {file.suffix for file in (tmp_path / "p").iterdir()} & {".svg", ".png"} == {".svg"}
    hb.compare(FILE, tmp_path / "one", **{**quick, "charts": "png"})
    assert {file.suffix for file in (tmp_path / "one").iterdir()} & {".svg", ".png"} == {".png"}


def test_worlds_that_are_rounded_up_are_warned_of_before_they_are_computed(tmp_path):
    asked = {**QUICK, "worlds": 10}
    with pytest.warns(hb.HonestBrokerWarning, match="^10 worlds are rounded up to 16, a multiple of 16$") as caught:
        hb.compare(FILE, tmp_path / "r", **asked)
    assert [warning.filename for warning in caught] == [__file__] and issubclass(hb.HonestBrokerWarning, UserWarning)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        hb.compare(FILE, tmp_path / "whole", **QUICK)
        with pytest.raises(hb.HonestBrokerWarning):
            hb.compare(FILE, tmp_path / "not", **asked)
    assert not (tmp_path / "not").exists()


def test_a_text_is_one_arm(tmp_path):
    results = hb.compare(FILE, tmp_path / "r", **{**QUICK, "arms": "broker"})
    assert results.arm_names == ["no_broker", "broker"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"worlds": 1}, "worlds=1: give a whole number from 2"),
        ({"worlds": 16.5, "grid": 1, "refine": "all"}, r"(?s)worlds=16.5.*|grid=1.*refine=.all.: give one of some, every"),
        ({"evaluate": "exact", "episodes": 5}, "^evaluate='exact' plays nothing, so episodes has no meaning"),
        ({"worlds": 64, "precision": 0.1, "max_worlds": 32}, "^worlds=64 is the first look under precision and exceeds max_worlds=32$"),
        ({"worlds": [16]}, r"worlds=\[16\]"),
        ({"charts": ["svg", "gif"]}, "charts=gif: give True, False, or kinds out of svg, png$"),
        ({"charts": ["svg", "pdf"]}, "charts=pdf: the command .* draws PDF"),
        ({"charts": None}, "charts=None: give True, False, or kinds of files"),
        ({"force": "yes"}, "force='yes': give True or False"),
        ({"baseline": ["broker"]}, "give the name of an arm"),
        ({"level": 2}, "level=2: give a level from 0.5 to 0.999"),
        ({"level": "0.9"}, "level='0.9': give a confidence level"),
        ({"arms": []}, "no arm is named"),
        ({"max_worlds": 64}, "has a meaning with precision alone"),
        ({"arms": ["nobody"]}, "no arm `nobody`"),
        ({"engine": "excel"}, "give 'pandas' or 'polars'"),
        ({"seed": -1}, "seed=-1"),
    ],
)
def test_what_contradicts_itself_is_refused_and_nothing_is_written(tmp_path, arguments, message):
    with pytest.raises(hb.HonestBrokerError, match=message):
        hb.compare(FILE, tmp_path / "r", **arguments)
    assert list(tmp_path.iterdir()) == []


CTRL_C = """
    import sys, time
    import honest_broker as hb
    def told(step, done, total):
        print(step, done, total, flush=True)
    try:
        hb.compare({file!r}, {out!r}, worlds=4096, grid=5, episodes=200, refine="every", charts=False, progress=told)
    except KeyboardInterrupt as stopped:
        print("interrupted", time.time(), stopped.kept, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_ctrl_c_ends_within_a_second_and_the_same_call_goes_on(tmp_path):
    out = str(tmp_path / "r")
    script = textwrap.dedent(CTRL_C).format(file=FILE, out=out)
    running = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    for line in running.stdout:
        step, done, _ = line.split()
        # Two chunks are surely finished.
        if step == "worlds" and int(done) >= 48:
            break
    running.send_signal(signal.SIGINT)
    sent = time.time()
    rest = running.communicate(timeout=60)[0].split()
    assert running.returncode == 0
    when, kept = float(rest[rest.index("interrupted") + 1]), rest[-1]
    assert when - sent < 1.0
    assert not Path(out, "manifest.json").exists()

    def chunks():
        found = [file for file in Path(kept).iterdir() if file.name.startswith("chunk-")]
        return {file.name: (file.stat().st_mtime_ns, file.read_bytes()) for file in found}

    before = chunks()
    assert len(before) >= 2

    class Enough(Exception):
        pass

    def told(step, done, total):
        if done >= 16 * len(before):
            raise Enough

    with pytest.raises(Enough):
        hb.compare(FILE, out, worlds=4096, grid=5, episodes=200, refine="every", charts=False, progress=told)
    # What was finished is used as it is: no chunk was written again.
    after = chunks()
    assert {name: after.get(name) for name in before} == before


def test_ctrl_c_in_a_design_is_a_keyboard_interrupt():
    script = textwrap.dedent("""
        import os, signal, time, numpy, honest_broker as hb
        def told(step, done, total):
            if done > 0:
                os.kill(os.getpid(), signal.SIGINT)
        try:
            hb.example("hanoi-grand-bargain").evaluate(
                {"guarantor.keeper_prior": numpy.linspace(0.1, 0.9, 1000)}, grid=9, progress=told)
        except hb.Interrupted as stopped:
            print("said", stopped, stopped.kept)
    """)
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert ran.stdout == "said interrupted; nothing is kept None\n", ran.stderr
