"""Scenarios are read, checked and changed, and what is wrong is told with its place."""

import os
import pickle
import subprocess

import numpy as np
import pytest

import honest_broker as hb

FILE = "tests/data/uncertain.toml"


def test_a_scenario_says_what_it_is():
    scenario = hb.Scenario.load(FILE)
    assert (scenario.name, scenario.title) == ("uncertain", "Many worlds")
    assert scenario.arms[:2] == ["no_broker", "broker"] and scenario.summary.startswith("The complete scenario")
    uncertain = scenario.uncertain
    prior = uncertain.loc["disarmer.dealer_prior"]
    assert prior["distribution"] == "interval90 [0.2, 0.5]" and prior["unit"] == "probability"
    # The 90 % interval of the file.
    assert prior["p05"] == pytest.approx(0.2) and prior["p95"] == pytest.approx(0.5) and (prior["low"], prior["high"]) == (0, 1)
    assert np.isnan(uncertain.loc["talks.meetings_per_year", "high"])
    assert set(uncertain["kind"]) == {"number", "event"}
    assert scenario.values()["clock.years"] == 5
    assert scenario.text == open(FILE, encoding="utf-8").read()
    assert "Stages, in per cent" in scenario.describe()


def test_quantiles_are_those_of_the_distribution():
    scenario = hb.Scenario.load(FILE)
    found = scenario.quantile("disarmer.dealer_prior", [[0.05, 0.95]])
    assert found.shape == (1, 2) and np.allclose(found, [[0.2, 0.5]])
    event = scenario.uncertain.query("kind == 'event'").index[0]
    assert set(scenario.quantile(event, [0.001, 0.999])) == {0.0, 1.0}
    with pytest.raises(hb.UsageError, match="nothing of the key 'clock.years' is uncertain"):
        scenario.quantile("clock.years", 0.5)
    with pytest.raises(hb.UsageError, match="above 0 and below 1"):
        scenario.quantile("disarmer.dealer_prior", 1.0)


def test_settings_of_every_kind_are_taken_and_replace_each_other():
    scenario = hb.Scenario.load(FILE, {"clock.years": 6})
    changed = scenario.with_settings(
        {
            "talks.sequence": "disarm_first",
            "guarantor.keeper_prior": {"uniform": [0.2, 0.6]},
            "disarmer.rationality": np.float64(4.0),
            "clock.years": np.int64(7),
        }
    )
    values = changed.values()
    assert values["talks.sequence"] == "disarm_first" and values["guarantor.keeper_prior"] == {"uniform": [0.2, 0.6]}
    assert values["disarmer.rationality"] == 4 and values["clock.years"] == 7
    assert len(changed.settings) == 4 and scenario.values()["clock.years"] == 6
    without = hb.example("hanoi-grand-bargain").with_settings({"broker": False})
    assert without.arms == ["no_broker"] and "broker.name" not in without.values()
    idle = scenario.with_settings({"clock.years": 5}).check()
    assert any(problem.code == "idle_setting" and problem.key == "clock.years" for problem in idle)


def test_scenarios_travel_to_other_processes():
    scenario = hb.example("hanoi-grand-bargain").with_settings({"talks.sequence": "relief_first"})
    again = pickle.loads(pickle.dumps(scenario))
    assert again.fingerprint == scenario.fingerprint and again.settings == scenario.settings


def test_all_that_is_wrong_has_its_place():
    text = open(FILE, encoding="utf-8").read().replace("dealer_prior = { interval90", "dealer_prio = { interval90", 1)
    text = text.replace("war_cost = 35", "war_cost = -35", 1)
    with pytest.raises(hb.ScenarioError) as caught:
        hb.Scenario.from_text(text, "mine")
    lines = text.splitlines()
    found = {problem.key: problem for problem in caught.value.problems}
    problem = found["disarmer.dealer_prio"]
    assert (problem.file, problem.code, problem.severity) == ("mine.toml", "unknown_key", "error")
    assert lines[problem.line - 1][problem.column - 1 :].startswith("dealer_prio") and "dealer_prior" in problem.help
    assert found["disarmer.war_cost"].line == lines.index("war_cost = -35") + 1
    assert "mine.toml" in str(caught.value) and isinstance(caught.value, ValueError)
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


def test_files_settings_and_examples_that_are_not_there():
    with pytest.raises(hb.ScenarioError, match="cannot read the scenario"):
        hb.Scenario.load("scenarios/no-such.toml")
    with pytest.raises(hb.ScenarioError) as caught:
        hb.example("hanoi-grand-bargain").with_settings({"clock.yaers": 3})
    assert caught.value.problems[0].file == "settings"
    with pytest.raises(hb.UsageError, match="there is no example 'nothing'; there are best-broker"):
        hb.example("nothing")
    with pytest.raises(hb.UsageError, match="no value of a scenario"):
        hb.Scenario.load(FILE, {"clock.years": object()})


def test_settings_are_told_without_the_words_of_the_command():
    scenario = hb.Scenario.load(FILE)
    with pytest.raises(hb.ScenarioError) as caught:
        scenario.with_settings({"guarantor.keeper_prior": 2, "clock.yaers": 3})
    assert [problem.excerpt for problem in caught.value.problems] == ["guarantor.keeper_prior=2", "clock.yaers=3"]
    lines = str(caught.value).splitlines()
    written = next(place for place, line in enumerate(lines) if line.endswith("guarantor.keeper_prior=2"))
    # What is wrong stands above the mark.
    assert lines[written + 1].index("^") == lines[written].index("2")
    (idle,) = scenario.with_settings({"clock.years": 5}).check()
    for said in [str(caught.value), str(idle)]:
        assert "--" not in said and "command line" not in said


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: hb.Scenario.load(FILE).with_settings("clock.years=3"), "is a str; give settings as a dict"),
        (lambda: hb.Scenario.load(FILE).with_settings(None), "None is no dict of settings"),
        (lambda: hb.Scenario.load(FILE, [("clock.years", 3)]), "is a list; give settings as a dict"),
        (lambda: hb.Scenario.load(FILE, {"": 3}), "'' is no key path"),
        (lambda: hb.Scenario.load(FILE, {3: 3}), "3 is no key path"),
        (lambda: hb.Scenario.load(3), "3 is a int; give the path of a scenario file"),
        (lambda: hb.Scenario.from_text(3), "text=3: give the text of a scenario file"),
        (lambda: hb.compare([hb.Scenario.load(FILE)]), "is a list; give one Scenario or the path of one scenario file"),
        (lambda: hb.compare(FILE, 3), "3 is a int; give the folder"),
        (lambda: hb.example(3), "name=3: give the name of an example"),
        (lambda: hb.read(3), "3 is a int; give the path of a folder of results"),
        (lambda: hb.Scenario.load(FILE).coordinates("16"), "worlds='16': give a whole number from 1 to 4000000"),
        (lambda: hb.Scenario.load(FILE).coordinates(16, seed=-1), "seed=-1: give a whole number from 0"),
        (lambda: hb.Scenario.load(FILE).solve([]), "no arm is named"),
        (lambda: hb.Scenario.load(FILE).solve(3), "arms=3: give a text or a list of texts"),
        (lambda: hb.Scenario.load(FILE).values(3), "arm=3: give the name of an arm"),
        (lambda: hb.Scenario.load(FILE).solve(rounds=1000, grid=3), "more than 100000 decisions .*; ask for fewer rounds$"),
    ],
)
def test_arguments_of_the_wrong_kind_are_told_what_is_wanted(call, message):
    with pytest.raises(hb.UsageError, match=message):
        call()


@pytest.mark.parametrize(("arms", "settings"), [("broker", {"guarantor.keeper_prior": 0.3}), (None, {})])
def test_a_solution_says_what_the_command_prints(arms, settings, command):
    arguments = [] if arms is None else ["--arms", arms]
    arguments += [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    ran = subprocess.run(
        [command, "solve", FILE, "--grid", "3", *arguments], capture_output=True, encoding="utf-8", env=environment, check=True
    )
    solution = hb.Scenario.load(FILE, settings).solve(arms, grid=3)
    assert solution.text == repr(solution) == ran.stdout
    assert "\t" not in solution.text and "One world of many: " in solution.text
    assert "\t" not in hb.Scenario.load(FILE).describe()


def test_solving_the_central_world():
    scenario = hb.example("hanoi-grand-bargain")
    solution = scenario.solve("broker", grid=3)
    row = solution.outcomes.iloc[0]
    assert row["arm"] == "broker" and sum(row[f"p_{outcome}"] for outcome in hb.OUTCOMES) == pytest.approx(1)
    assert set(solution.values["player"]) >= {"disarmer", "guarantor"}
    summed = solution.policy.groupby(["history", "player", "type"], observed=True, dropna=False)["probability"].sum()
    assert np.allclose(summed, 1)
    both = scenario.solve(grid=3, engine="polars")
    assert both.outcomes["arm"].to_list() == scenario.arms and "nodes" in both.text
    assert both.outcomes["p_war"][scenario.arms.index("broker")] == row["p_war"]
    with pytest.raises(hb.ScenarioError, match="no arm `nobody`"):
        scenario.solve("nobody", grid=3)
    with pytest.raises(hb.UsageError, match="grid=1"):
        scenario.solve("broker", grid=1)
