"""Results are read as they were written, with their order."""

import csv
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

import honest_broker as hb

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = "results/sample"


def written(table):
    with open(f"{SAMPLE}/{table}.csv", newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.parametrize("table", hb.read(ROOT / "results" / "sample").tables)
def test_every_cell_of_every_table_is_what_stands_in_the_file(table):
    rows = written(table)
    frame = hb.read(SAMPLE).table(table)
    other = hb.read(SAMPLE, engine="polars").table(table)
    assert len(frame) == len(other) == len(rows) > 0
    for name in rows[0]:
        for row, cell, theirs in zip(rows, frame[name], other[name].to_list()):
            text = row[name]
            if text == "":
                assert pd.isna(cell) and theirs is None, (table, name)
            elif isinstance(cell, str):
                assert cell == theirs == text
            else:
                assert float(cell) == float(theirs) == float(text), (table, name)


def test_arms_and_outcomes_are_ordered_as_in_the_program():
    results = hb.read(SAMPLE)
    outcomes = results.outcomes
    assert list(outcomes["outcome"].cat.categories) == list(hb.OUTCOMES)
    assert outcomes["outcome"].cat.ordered and hb.OUTCOMES[0] == "settlement" and hb.OUTCOMES[-1] == "war"
    assert list(results.contrasts["arm"].cat.categories) == results.arm_names == ["no_broker", "broker"]
    assert (outcomes["outcome"] > "deadlock").sum() == (outcomes["outcome"].isin(["breach", "war"])).sum() > 0
    theirs = hb.read(SAMPLE, engine="polars").outcomes
    assert theirs["outcome"].dtype == pl.Enum(hb.OUTCOMES)
    assert theirs.sort("outcome")["outcome"][0] == "settlement"


def test_missing_is_missing_and_whole_numbers_are_whole():
    worlds = hb.read(SAMPLE).worlds
    assert worlds.loc[worlds["arm"] == "no_broker", "accepted"].isna().all()
    assert worlds["world"].dtype == np.int64 and worlds.attrs["units"]["p_war"] == "probability"
    assert "exact probability of war" in worlds.attrs["meanings"]["p_war"]


def test_a_result_shows_itself_in_a_notebook():
    results = hb.read(SAMPLE)
    page = results._repr_html_()
    assert "Singapore 2018" in page and "<th>settlement</th><td>0.15 (0.09 to 0.25)</td>" in page and "report.html" in page
    assert "outcomes" in dir(results) and "outcomes" in repr(results)
    assert results.manifest["options"]["worlds"] == 256 and results.briefing["stem"] == "singapore-2018"
    pickle.loads(pickle.dumps(results)).outcomes


def test_what_is_no_result_is_said():
    with pytest.raises(hb.ResultsError, match="scenarios is no folder of results"):
        hb.read("scenarios")
    with pytest.raises(AttributeError, match="no table 'outcome' in .*there are .*outcomes"):
        hb.read(SAMPLE).outcome
    with pytest.raises(hb.UsageError, match="give 'pandas' or 'polars'"):
        hb.read(SAMPLE, engine="excel")
