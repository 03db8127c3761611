"""Which numbers move the outcome? Sobol indices of SALib over worlds that honest-broker solves.

    python salib_indices.py [ROWS]

SALib chooses the worlds as coordinates (shares of each number's distribution that lie below), honest-broker solves them, SALib analyses.
With N base points and D numbers, N (D + 2) worlds are solved.
"""

import sys

import numpy as np
import pandas as pd
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sample

import honest_broker as hb

rows = int(sys.argv[1]) if len(sys.argv) > 1 else 64
scenario = hb.example("hanoi-grand-bargain").with_settings(
    {
        "guarantor.keeper_prior": {"uniform": [0.3, 0.95]},
        "disarmer.relief_value": {"uniform": [0.6, 1.4]},
        "talks.meetings_per_year": {"uniform": [0.5, 4]},
    }
)
keys = ["guarantor.keeper_prior", "disarmer.relief_value", "talks.meetings_per_year"]
problem = {"num_vars": len(keys), "names": keys, "bounds": [[0, 1]] * len(keys)}

design = sample.sample(problem, rows, calc_second_order=False, seed=1)  # shape (rows * (len(keys) + 2), len(keys))
worlds = scenario.evaluate(design, keys=keys, coordinates=True, arms=["no_broker"], grid=3)
settlement = worlds["p_settlement"].to_numpy()
odds = np.log(settlement / (1 - settlement))
indices = analysis.analyze(problem, odds, calc_second_order=False, seed=1)

shares = pd.DataFrame({"first": indices["S1"], "total": indices["ST"], "total_conf": indices["ST_conf"]}, index=keys)
print(f"{len(worlds)} worlds; shares of the variance of the log odds of a settlement:")
print(shares.round(2).to_string())
