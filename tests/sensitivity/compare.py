"""Compares shares of variance with SALib, and regions with the EMA workbench, on the program's own tables.

Three comparisons, each with the error that it allows:

1. First-order shares of `drivers` against RBD-FAST of SALib on `draws.csv` and `worlds.csv`. The two smooth the conditional mean in other ways; with 1,024
   worlds RBD-FAST has a standard error of about 0.02 and a bias of that size. Allowed: 0.07 for every key, and the same strongest key.
2. Total shares of `drivers --totals` against the totals that SALib gives for a design of its own, which `sweep --design --coordinates`
   has solved. Allowed: the difference within four of its standard errors.
3. The region of `discover` against PRIM of the EMA workbench on the same worlds and the same keys. Allowed: where both boxes hold about
   as many worlds, densities differ by no more than 0.1.
"""

import logging
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

from SALib.analyze import rbd_fast, sobol as sobol_analysis  # noqa: E402
from SALib.sample import sobol as sobol_sample  # noqa: E402

from ema_workbench.analysis import prim  # noqa: E402

program, work = sys.argv[1], Path(sys.argv[2])
SCENARIO = "scenarios/hanoi-grand-bargain.toml"
# Three numbers in three tables of a scenario of fixed numbers, so that each table is one number.
THREE = {
    "disarmer.relief_value": "{ uniform = [0.6, 1.4] }",
    "guarantor.keeper_prior": "{ uniform = [0.3, 0.95] }",
    "talks.meetings_per_year": "{ uniform = [0.5, 4] }",
}
failed = []


def run(*arguments):
    subprocess.run([program, *map(str, arguments), "--quiet", "--charts", "svg"], check=True)


def check(what, good, said):
    print(f"{'ok  ' if good else 'FAIL'} {what}: {said}")
    if not good:
        failed.append(what)


def joined(folder):
    """What came of each world under each arm, with what was drawn in it."""
    draws = pd.read_csv(folder / "draws.csv").drop(columns=["scenario_hash", "settings", "run_hash", "replicate"])
    return pd.read_csv(folder / "worlds.csv").merge(draws, on=["scenario", "world"], validate="many_to_one")


def log_odds(p):
    p = p.clip(1e-9, 1 - 1e-9)
    return np.log(p / (1 - p))


# 1. First order.
out = work / "drivers"
run("drivers", SCENARIO, "--grid", 3, "--worlds", 1024, "--out", out)
drivers = pd.read_csv(out / "drivers.csv")
worlds = joined(out)
worlds = worlds[worlds.arm == "no_broker"].sort_values("world")
own = drivers.query("arm == 'no_broker' and part == 'level' and metric == 'outcome.settlement' and scale == 'odds'")
own = own[own.placebo == 0].set_index("key")
keys = [key for key in own.index if worlds[key.replace(".", "_")].nunique() > 2]
columns = [key.replace(".", "_") for key in keys]
x, y = worlds[columns].to_numpy(float), log_odds(worlds.p_settlement.to_numpy(float))
problem = {"num_vars": len(keys), "names": keys, "bounds": [[0, 1]] * len(keys)}
theirs = np.array(rbd_fast.analyze(problem, x, y, M=10, seed=1)["S1"])
ours = own.loc[keys, "estimate"].to_numpy()
far = np.abs(theirs - ours)
check("first-order shares", far.max() < 0.07, f"largest difference {far.max():.3f} ({keys[far.argmax()]})")
check("the strongest key", keys[theirs.argmax()] == keys[ours.argmax()], f"{keys[ours.argmax()]}")

# 2. Totals.
settings = [word for key, value in THREE.items() for word in ("--set", f"{key}={value}")]
scenario = "tests/data/complete.toml"
out = work / "totals"
run("drivers", scenario, *settings, "--grid", 3, "--worlds", 512, "--totals", "--out", out)
totals = pd.read_csv(out / "totals.csv")
totals = totals.query("arm == 'no_broker' and part == 'level' and metric == 'completed' and scale == 'odds'").set_index("group")
problem = {"num_vars": 3, "names": list(THREE), "bounds": [[0, 1]] * 3}
sample = sobol_sample.sample(problem, 64, calc_second_order=False, scramble=True, seed=1)
design = work / "design.csv"
pd.DataFrame(sample, columns=list(THREE)).to_csv(design, index=False)
out = work / "sweep"
run("sweep", scenario, *settings, "--design", design, "--coordinates", "--grid", 3, "--worlds", 16, "--out", out)
sweep = pd.read_csv(out / "sweep.csv")
sweep = sweep.query("arm == 'no_broker' and metric == 'completed' and part == 'level'").sort_values("point")
y = log_odds(sweep.estimate.to_numpy(float))
theirs = sobol_analysis.analyze(problem, y, calc_second_order=False, seed=1)
for place, key in enumerate(THREE):
    ours = totals.loc[key.split(".")[0]]
    error = np.hypot(ours.std_error, theirs["ST_conf"][place] / 1.96)
    apart = abs(ours.estimate - theirs["ST"][place])
    check(f"total share of {key}", apart < 4 * error, f"{ours.estimate:.3f} and {theirs['ST'][place]:.3f}, error {error:.3f}")

# 3. Regions.
out = work / "discover"
run("discover", SCENARIO, "--grid", 3, "--worlds", 1024, "--out", out)
regions, limits = pd.read_csv(out / "regions.csv"), pd.read_csv(out / "region_limits.csv")
worlds = joined(out)
wide = worlds.pivot(index="world", columns="arm", values="p_settlement").sort_index()
inputs = worlds[worlds.arm == "broker"].sort_values("world").reset_index(drop=True)
for event in regions.event.unique():
    rows = regions[(regions.event == event) & (regions["sample"] == "search")].set_index("part")
    names = [key for key in limits[limits.event == event].key]
    if rows.empty or not names:
        continue
    value = {"helps": wide.broker - wide.no_broker, "harms": wide.no_broker - wide.broker, "likely": wide.broker}[event]
    hits = (value.to_numpy() >= rows.threshold.iloc[0]).astype(int)
    searched = np.arange(len(hits)) % 4 != 3
    frame = inputs.loc[searched, [key.replace(".", "_") for key in names]].reset_index(drop=True)
    box = prim.Prim(frame, hits[searched], threshold=0.01, peel_alpha=0.05, mass_min=0.05).find_box()
    density, coverage, base = (rows.estimate[part] for part in ("density", "coverage", "base_rate"))
    mass = coverage * base / density
    theirs = box.peeling_trajectory
    near = theirs.iloc[(theirs["mass"] - mass).abs().argmin()]
    apart = abs(near["density"] - density)
    said = f"density {density:.2f} and {near['density']:.2f} at mass {mass:.2f} and {near['mass']:.2f}, base rate {base:.2f}"
    check(f"region of {event}", apart < 0.1, said)

sys.exit(f"{len(failed)} comparisons failed" if failed else 0)
