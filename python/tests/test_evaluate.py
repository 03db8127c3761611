"""Worlds of a design are those of the command, whatever the design is held in, and slips in it are told with row and key."""

import multiprocessing
import pickle
import subprocess
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd
import polars as pl
import pytest

import honest_broker as hb

FILE = "tests/data/uncertain.toml"
KEYS = ["guarantor.keeper_prior", "disarmer.relief_value"]
ARRAY = np.array([[0.3, 0.8], [0.5, 1.1], [0.7, 0.9]])


def p(frame):
    return frame[[f"p_{outcome}" for outcome in hb.OUTCOMES]].to_numpy()


def test_worlds_are_those_of_compare_bit_by_bit(tmp_path, command):
    arguments = ["--worlds", "16", "--grid", "3", "--refine", "every", "--evaluate", "exact", "--quiet", "--no-charts"]
    subprocess.run([command, "compare", FILE, *arguments, "--out", str(tmp_path / "c")], check=True)
    worlds = hb.read(tmp_path / "c").worlds
    scenario = hb.Scenario.load(FILE)
    design = scenario.coordinates(16)
    assert design.shape == (16, len(scenario.uncertain)) and ((design > 0) & (design < 1)).all(axis=None)
    own = scenario.evaluate(design, coordinates=True, grid=3, rough=False)
    both = own.merge(worlds, on=["world", "arm"], suffixes=("", "_theirs"))
    assert len(both) == len(own) == len(worlds)
    for name in [*(f"p_{outcome}" for outcome in hb.OUTCOMES), "accepted", "gain_broker", "nodes"]:
        pd.testing.assert_series_equal(both[name], both[f"{name}_theirs"], check_names=False, check_exact=True)


def test_worlds_are_those_of_sweep_with_a_design(tmp_path, command):
    scenario = hb.Scenario.load("tests/data/complete.toml")
    file = tmp_path / "design.csv"
    pd.DataFrame(ARRAY, columns=KEYS).to_csv(file, index=False)
    arguments = ["--design", str(file), "--grid", "3", "--arms", "broker", "--quiet", "--out", str(tmp_path / "s")]
    subprocess.run([command, "sweep", "tests/data/complete.toml", *arguments], check=True)
    sweep = hb.read(tmp_path / "s").sweep.query("part == 'level' and arm == 'broker'")
    own = scenario.evaluate(ARRAY, keys=KEYS, arms=["broker"], grid=3)
    for metric, column in [("outcome.breach", "p_breach"), ("completed", "p_completed"), ("payoff_disarmer", "payoff_disarmer")]:
        theirs = sweep[sweep["metric"] == metric].sort_values("point")["estimate"].to_numpy()
        assert len(theirs) == 3 and np.allclose(own[column].to_numpy(), theirs, rtol=0, atol=1e-15), metric


@pytest.mark.parametrize(
    "design",
    [
        pd.DataFrame(ARRAY, columns=KEYS),
        pl.DataFrame({key: ARRAY[:, place] for place, key in enumerate(KEYS)}),
        {"guarantor_keeper_prior": ARRAY[:, 0], "disarmer_relief_value": list(ARRAY[:, 1])},
        [dict(zip(KEYS, row)) for row in ARRAY.tolist()],
    ],
    ids=["pandas", "polars", "dict with underscores", "list"],
)
def test_designs_of_all_kinds_are_the_same(design):
    scenario = hb.Scenario.load(FILE)
    wanted = scenario.evaluate(ARRAY, keys=KEYS, grid=3, threads=1)
    pd.testing.assert_frame_equal(scenario.evaluate(design, grid=3), wanted, check_exact=True)
    assert list(wanted["world"]) == [row for row in range(3) for _ in scenario.arms]
    assert list(wanted["arm"].cat.categories) == scenario.arms
    assert np.allclose(p(wanted).sum(axis=1), 1) and wanted.attrs["units"]["years_in_force"] == "years"
    assert wanted.loc[wanted["arm"] == "no_broker", "accepted"].isna().all()


def test_single_values_stand_in_every_row_and_words_are_values():
    scenario = hb.Scenario.load(FILE)
    one = scenario.evaluate({"guarantor.keeper_prior": 0.3, "talks.sequence": "disarm_first"}, arms=["broker"], grid=3)
    many = scenario.evaluate(
        {"talks.sequence": ["disarm_first", "relief_first"], "guarantor.keeper_prior": 0.3}, arms=["broker"], grid=3, engine="polars"
    )
    assert many["p_breach"][0] == one["p_breach"][0] != many["p_breach"][1]
    assert many["arm"].dtype == pl.Enum(["broker"])


def test_slips_are_told_with_row_and_key():
    scenario = hb.Scenario.load(FILE)
    wrong = ARRAY.copy()
    wrong[1, 0], wrong[2, 1], wrong[2, 0] = np.nan, -1.0, 1.5
    with pytest.raises(hb.DesignError) as caught:
        scenario.evaluate(wrong, keys=KEYS, grid=3)
    places = [(problem.row, problem.key) for problem in caught.value.problems]
    assert places == [(1, KEYS[0]), (2, KEYS[0]), (2, KEYS[1])]
    assert "design, row 1 (guarantor.keeper_prior)" in str(caught.value)
    drawn = scenario.uncertain.index[0]
    with pytest.raises(hb.DesignError) as caught:
        scenario.evaluate({drawn: [0.5, np.nan, 1.2, None]}, coordinates=True, grid=3)
    assert [problem.row for problem in caught.value.problems] == [1, 2, 3]
    with pytest.raises(hb.DesignError) as caught:
        scenario.evaluate({"guarantor.keeper_prio": [0.5, 0.6]}, grid=3)
    assert len(caught.value.problems) == 1 and caught.value.problems[0].row is None
    assert "keeper_prior" in str(caught.value)
    with pytest.raises(hb.DesignError, match="fixed number"):
        scenario.evaluate({"clock.years": [0.5]}, coordinates=True, grid=3)


@pytest.mark.parametrize("gap", [None, pd.NA, np.nan, np.float32("nan"), pd.NaT], ids=str)
def test_a_value_that_is_missing_is_told_as_that_with_its_row(gap):
    scenario = hb.Scenario.load(FILE)
    for coordinates, key in [(False, KEYS[0]), (True, scenario.uncertain.index[0])]:
        with pytest.raises(hb.DesignError) as caught:
            scenario.evaluate({key: [gap, 0.5, gap]}, coordinates=coordinates, grid=3)
        # What is wrong in the first row hides nothing of the others.
        assert [(problem.row, problem.key) for problem in caught.value.problems] == [(0, key), (2, key)]
        assert f"design, row 2 ({key}): the value is missing; give every row a value" in str(caught.value)
        assert "=" not in str(caught.value)


def test_coordinates_that_are_taken_for_values_are_told_what_seems_to_be_meant():
    hint = "did you mean coordinates=True?"
    for scenario in [hb.Scenario.load(FILE), hb.example("hanoi-grand-bargain")]:
        with pytest.raises(hb.DesignError) as caught:
            scenario.evaluate(scenario.coordinates(16), grid=3)
        assert str(caught.value).splitlines()[-1].startswith(hint) and hint in pickle.loads(pickle.dumps(caught.value)).hint
        # A key that is not there is told once, and not in each of 16 rows.
        assert len(caught.value.problems) < 16
    for wrong in [scenario.coordinates(4).iloc[:, 1:], scenario.coordinates(4) + 1]:
        with pytest.raises(hb.DesignError) as caught:
            scenario.evaluate(wrong, grid=3)
        assert caught.value.hint is None and hint not in str(caught.value)


def test_a_text_is_one_arm_and_one_key():
    scenario = hb.Scenario.load(FILE)
    one = scenario.evaluate(ARRAY[:, :1], keys=KEYS[0], arms="broker", grid=3)
    pd.testing.assert_frame_equal(one, scenario.evaluate({KEYS[0]: ARRAY[:, 0]}, arms=("broker",), grid=3), check_exact=True)
    assert list(one["arm"]) == ["broker"] * 3


@pytest.mark.parametrize("points", [0, 1, 258, 2**40, True, 3.0, "3", None])
def test_a_grid_that_cannot_be_is_told_the_one_range_everywhere(points, tmp_path):
    scenario = hb.Scenario.load(FILE)
    calls = [lambda: scenario.evaluate(ARRAY, keys=KEYS, grid=points), lambda: scenario.solve("broker", grid=points)]
    if points is not None:
        calls.append(lambda: hb.compare(scenario, tmp_path / "r", grid=points))
    for call in calls:
        with pytest.raises(hb.UsageError, match="^grid=.*: give a whole number from 2 to 257$"):
            call()


def test_an_arm_that_is_not_there_is_the_same_error_everywhere(tmp_path):
    scenario = hb.Scenario.load(FILE)
    calls = [
        lambda: scenario.evaluate(ARRAY, keys=KEYS, arms=["nobody"]),
        lambda: scenario.solve("nobody"),
        lambda: scenario.values("nobody"),
        lambda: hb.compare(scenario, tmp_path / "r", arms="nobody"),
    ]
    for call in calls:
        with pytest.raises(hb.ScenarioError) as caught:
            call()
        (problem,) = caught.value.problems
        assert type(caught.value) is hb.ScenarioError
        assert (problem.code, problem.file) == ("unknown_arm", "arms") and "custody_only" in problem.help
        assert "command line" not in str(caught.value)


@pytest.mark.parametrize(
    ("design", "arguments", "message"),
    [
        (ARRAY, {}, "does not say what its columns are"),
        (ARRAY, {"keys": [*KEYS, "clock.years"]}, r"shape \(3, 2\) and there are 3 keys"),
        (ARRAY[0], {"keys": KEYS}, r"shape \(2,\)"),
        ({KEYS[0]: [0.1, 0.2], KEYS[1]: [1.0]}, {}, "different lengths"),
        (pd.DataFrame(ARRAY, columns=KEYS), {"keys": KEYS}, "names its columns itself"),
        (ARRAY[:0], {"keys": KEYS}, "no row"),
        (ARRAY, {"keys": [KEYS[0], KEYS[0]]}, "two columns"),
        (ARRAY, {"keys": KEYS, "arms": []}, "no arm is named"),
        (ARRAY, {"keys": KEYS, "arms": [1]}, r"arms=\[1\]: give a text or a list of texts"),
        (ARRAY, {"keys": 1}, "keys=1: give a text or a list of texts"),
        (ARRAY, {"keys": KEYS, "coordinates": "yes"}, "coordinates='yes': give True or False"),
        ({1: [0.5]}, {}, "1"),
        (ARRAY, {"keys": KEYS, "grid": 2.5}, "grid=2.5"),
        (ARRAY, {"keys": KEYS, "grid": 1000}, "grid=1000"),
        (ARRAY, {"keys": KEYS, "threads": 0}, "threads=0"),
    ],
)
def test_designs_that_cannot_be_are_refused(design, arguments, message):
    with pytest.raises(hb.HonestBrokerError, match=message):
        hb.Scenario.load(FILE).evaluate(design, **arguments)


def test_progress_is_told_and_an_error_in_it_ends_the_work():
    scenario = hb.Scenario.load(FILE)
    told = []
    scenario.evaluate(ARRAY, keys=KEYS, grid=3, progress=lambda *said: told.append(said))
    assert told[-1] == ("worlds", 3, 3)

    def fails(*_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        scenario.evaluate(np.tile(ARRAY, (400, 1)), keys=KEYS, grid=9, progress=fails)


def settlement(scenario):
    return scenario.evaluate(ARRAY, keys=KEYS, grid=3, arms=["broker"])["p_settlement"].to_list()


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_other_processes_solve_the_same(start):
    """Samplers and workbenches share rows out among processes, after this one has solved some."""
    scenario = hb.Scenario.load(FILE, {"talks.sequence": "disarm_first"})
    own = settlement(scenario)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(start)) as others:
        assert list(others.map(settlement, [scenario] * 3, timeout=120)) == [own] * 3
