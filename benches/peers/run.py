"""Solves the same worlds with honest-broker, NumPy and Numba in one run: first that all agree, then what each costs, as a table in
Markdown. Called by run.sh.

    run.py HONEST_BROKER OUTCOMES [--repeats N] [--no-trees]

HONEST_BROKER is the program, OUTCOMES the example of that name. Times are processor seconds of one thread, the fastest of the
repeats, which take turns.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"

# A cache of its own, so that the first call compiles.
CACHE = tempfile.TemporaryDirectory()
os.environ["NUMBA_CACHE_DIR"] = CACHE.name

import numpy as np  # noqa: E402

import game as games  # noqa: E402
import numpy_solver  # noqa: E402

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SCENARIO, ILLUSTRATION = ROOT / "scenarios/singapore-2018.toml", ROOT / "tests/data/example.toml"
WORLDS, GRIDS = (0, 5, 10, 15), (5, 11)
# Both have the same fixed points up to the solvers' tolerances; the program keeps policies and mass in single precision.
VALUES_AGREE, OUTCOMES_AGREE = 1e-6, 1e-5
TREE_SECONDS = 60


def loud(message):
    print(f"\n!!! SKIPPED: {message}\n", file=sys.stderr, flush=True)


def peers():
    found = {"NumPy": numpy_solver.solve}
    try:
        import numba_solver

        found["Numba"] = numba_solver.solve
    except ImportError as error:
        loud(f"Numba cannot be used: {error}")
    return found


def seconds_of(command):
    """Processor seconds of a program and what it prints."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    printed = games.run(str(command[0]), command[1:])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, printed


class World:
    def __init__(self, outcomes, scenario, keys, numbers, name):
        self.numbers, self.name = numbers, name
        self.command = lambda grid, times: [outcomes, scenario, "no_broker", grid, times, *games.settings_of(keys, numbers)]

    def reference(self, grid):
        rows = dict(line.split() for line in seconds_of(self.command(grid, 1))[1].splitlines())
        values = [float(rows[kind]) for kind in ("staller", "dealer", "reneger", "keeper")]
        return np.array(values), np.array([float(rows[outcome]) for outcome in games.OUTCOMES])


def agreement(worlds, solvers):
    print("## Agreement with honest-broker\n\n| solver | grid | worlds | largest difference of a value | of an outcome probability | missed |")
    print("|---|---|---|---|---|---|")
    good = True
    for name, solve in solvers.items():
        for grid in GRIDS:
            apart, missed = np.zeros(2), 0
            for world in worlds:
                values, outcomes = world.reference(grid)
                ours, chances, left = solve(games.Game(world.numbers, grid))
                apart = np.maximum(apart, [np.abs(ours - values).max(), np.abs(chances - outcomes).max()])
                missed += left
            print(f"| {name} | {grid} | {len(worlds)} | {apart[0]:.1e} | {apart[1]:.1e} | {missed} |", flush=True)
            good &= bool(apart[0] <= VALUES_AGREE and apart[1] <= OUTCOMES_AGREE)
    return good


def times(world, solvers, repeats):
    print("\n## One world, solved with exact outcomes: processor seconds, one thread\n")
    print("| grid | " + " | ".join(["honest-broker", *(f"{name} | ratio" for name in solvers)]) + " |")
    print("|---|---|" + "---|---|" * len(solvers))
    for grid in GRIDS:
        fastest = {name: float("inf") for name in ["honest-broker", *solvers]}
        often = 1 + (40 if grid < 8 else 10)
        for _ in range(repeats):
            once, _ = seconds_of(world.command(grid, 1))
            many, _ = seconds_of(world.command(grid, often))
            fastest["honest-broker"] = min(fastest["honest-broker"], (many - once) / (often - 1))
            for name, solve in solvers.items():
                for _ in range(1 if name == "NumPy" else 5):
                    begin = time.process_time()
                    solve(games.Game(world.numbers, grid))
                    fastest[name] = min(fastest[name], time.process_time() - begin)
        ours = fastest["honest-broker"]
        cells = [f"{ours:.4f}", *(f"{fastest[name]:.3f} | {fastest[name] / ours:.1f}" for name in solvers)]
        print(f"| {grid} | " + " | ".join(cells) + " |", flush=True)


def trees(program, folder):
    print("\n## Programs for extensive games\n")
    print("| rounds | nodes | megabytes | program | seconds to read | seconds to solve | memory, MB |\n|---|---|---|---|---|---|---|")
    stopped = set()
    for rounds in (1, 2, 3, 4):
        file = folder / f"{rounds}.efg"
        games.run(program, ["export", SCENARIO, "--arm", "no_broker", "--rounds", rounds, "--max-nodes", 5_000_000,
                            "--out", file])
        with open(file, encoding="utf-8") as lines:
            nodes = sum(line[:2] in ("c ", "p ", "t ") for line in lines)
        for name in ("gambit", "openspiel"):
            if name in stopped:
                continue
            command = [sys.executable, HERE / "trees.py", name, file]
            try:
                done = subprocess.run(command, capture_output=True, text=True, timeout=TREE_SECONDS)
            except subprocess.TimeoutExpired:
                stopped.add(name)
                read, solve, memory = "", f"more than {TREE_SECONDS} s of clock, stopped", ""
            else:
                if done.returncode != 0:
                    stopped.add(name)
                    loud(f"{name} at {rounds} rounds: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
                    continue
                read, solve, memory = done.stdout.split()
            size = file.stat().st_size / 1e6
            print(f"| {rounds} | {nodes} | {size:.2f} | {name} | {read} | {solve} | {memory} |", flush=True)
        if stopped == {"gambit", "openspiel"}:
            return


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("honest_broker")
    parser.add_argument("outcomes")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--no-trees", action="store_true")
    options = parser.parse_args()
    solvers = peers()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        keys = games.keys_of(options.honest_broker, SCENARIO, folder / "keys")
        rows = games.worlds_of(options.honest_broker, SCENARIO, folder / "worlds")
        worlds = [World(options.outcomes, SCENARIO, keys, games.numbers_of(keys, rows[w]), f"world {w}") for w in WORLDS]
        fixed = games.keys_of(options.honest_broker, ILLUSTRATION, folder / "fixed")
        illustration = World(options.outcomes, ILLUSTRATION, fixed, games.numbers_of(fixed, {}), "illustration")
        if "Numba" in solvers:
            begin = time.process_time()
            solvers["Numba"](games.Game(worlds[0].numbers, 5))
            print(f"Numba's first call, which compiles: {time.process_time() - begin:.1f} s\n", flush=True)
        good = agreement([*worlds, illustration], solvers)
        times(worlds[0], solvers, options.repeats)
        if not options.no_trees:
            trees(options.honest_broker, folder)
    if not good:
        raise SystemExit("the solvers do not agree: what they cost says nothing")


if __name__ == "__main__":
    main()
