"""Plays the same games in all programs, checks that they are the same, and prints speeds and ratios.

    run.py TABLES    the folder that `cargo bench --bench peer_tables -- TABLES` has filled
"""

import os
import pathlib
import platform
import random
import sys
import time

# Some machines set these to make old builds of OpenBLAS work; they only slow a current NumPy.
if os.environ.pop("OPENBLAS_CORETYPE", None) or os.environ.pop("OPENBLAS_L2_SIZE", None):
    os.environ.pop("OPENBLAS_L2_SIZE", None)
    os.execv(sys.executable, [sys.executable, *sys.argv])

import numba
import numpy as np

import arrays
import game as rules

ARRAYS = 10_000
# A share further off than this many standard errors, or a mean payoff, means another game. About 100 are looked at.
FAR = 4.5
SECONDS = float(os.environ.get("PEER_SECONDS", "6"))


def repeated(play, batch):
    """Fastest rate of many batches within the time, and all sums. In processor time: a peer must not look slow because the
    machine did something else, and none of them uses more than one thread."""
    sums, best, plays, began = 0, 0.0, 0, time.monotonic()
    while plays == 0 or time.monotonic() - began < SECONDS:
        start = time.process_time()
        sums = sums + np.asarray(play(batch), float)
        best = max(best, batch / (time.process_time() - start))
        plays += batch
    return best, sums, plays


def plain(tables):
    play, lists = rules.make(random.random), rules.as_lists(tables)

    def many(count):
        sums = [0] * rules.SUMS
        for _ in range(count):
            play(lists, sums)
        return sums

    return many


def compiled(tables):
    if tables.policy.dtype == np.float32:
        draw = numba.njit(lambda: np.float32(np.random.random()))
    else:
        draw = numba.njit(lambda: np.random.random())
    play = rules.make(draw, numba.njit)

    @numba.njit
    def some(t, count, sums):
        for _ in range(count):
            play(t, sums)

    def many(count):
        sums = np.zeros(rules.SUMS)
        some(tables, count, sums)
        return sums

    many(10)
    return many


def distances(sums, plays, ours):
    """Standard errors between a peer and us: outcome shares, mean payoffs, crises."""
    total = ours["episodes"]
    shares = np.array(ours["outcomes"]) / total
    theirs = sums[:8] / plays
    pooled = (np.array(ours["outcomes"]) + sums[:8]) / (total + plays)
    error = np.sqrt(pooled * (1 - pooled) * (1 / plays + 1 / total))
    found = [(a - b) / e for a, b, e in zip(theirs, shares, error) if e > 0]
    for at, square, name in ((8, 11, "payoff_disarmer"), (9, 12, "payoff_guarantor"), (10, 13, "payoff_broker"), (14, 15, "crises")):
        if ours[name]["mean"] is not None:
            mean = sums[at] / plays
            spread = max(sums[square] / plays - mean**2, 0) / plays + ours[name]["error"] ** 2
            found.append((mean - ours[name]["mean"]) / np.sqrt(spread))
    return found


def line(name, rate, fastest, check=""):
    print(f"{name:<42} {rate:>12,.0f} {fastest / rate:>9.1f}  {check}", flush=True)


def whole_game(folder, arm):
    ours = rules.ours(folder / arm)
    single, half = rules.load(folder / arm), rules.load(folder / arm, np.float32)
    print(f"\nSingapore step by step, {arm}, 40 rounds, {ours['decisions']:.1f} decisions an episode")
    print(f"{'':<42} {'episodes/s':>12} {'ours is':>9}  largest distance in standard errors")
    far = 0.0
    for name, play, batch in (
        ("plain Python loops", plain(single), 200),
        ("NumPy f64, arrays of 10,000", arrays.player(single, ARRAYS, 7), ARRAYS),
        ("Numba f64, one thread", compiled(single), 4_000),
        ("Numba f32, one thread", compiled(half), 4_000),
    ):
        rate, sums, plays = repeated(play, batch)
        off = max(map(abs, distances(sums, plays, ours)))
        far = max(far, off)
        line(name, rate, ours["lockstep"], f"{off:.1f} of {plays:,} plays")
    for name, key in (
        ("ours, one at a time", "scalar"),
        ("ours, lockstep, narrow", "lockstep_narrow"),
        ("ours, lockstep, AVX2", "lockstep_avx2"),
        ("ours, lockstep, widest", "lockstep"),
    ):
        line(name, ours[key], ours["lockstep"])
    return far


def short_game(folder):
    import openspiel

    short = openspiel.Short(folder / "short")
    ours = short.ours
    print(f"\n{ours['game']} (exported), {short.moves:.1f} moves a play with draws, {ours['decisions']:.1f} decisions")
    print(f"{'':<42} {'plays/s':>12} {'ours is':>9}  largest distance in standard errors")
    far = 0.0
    for name, play in (("OpenSpiel, loop in Python", short.loop), ("OpenSpiel, C++ policy bots", short.bots)):
        rate, sums, plays = repeated(play, 1_000)
        off = 0.0
        for i, side in enumerate(("payoff_disarmer", "payoff_guarantor")):
            # The payoffs of a play vary alike in both programs, so our error says theirs.
            spread = ours[side]["error"] * np.sqrt(1 + ours["episodes"] / plays)
            off = max(off, abs(sums[i] / plays - ours[side]["mean"]) / spread)
        far = max(far, off)
        line(name, rate, ours["lockstep"], f"{off:.1f} of {plays:,} plays; {rate * short.moves / 1e6:.2f} M moves/s")
    line("ours, one at a time", ours["scalar"], ours["lockstep"])
    line("ours, lockstep, widest", ours["lockstep"], ours["lockstep"], f"{ours['lockstep'] * short.moves / 1e6:.0f} M moves/s")
    for side, expected in zip(("payoff_disarmer", "payoff_guarantor"), short.expected):
        off = (ours[side]["mean"] - expected) / ours[side]["error"]
        print(f"  {side}: ours {ours[side]['mean']:.5f}, Gambit's exact value {expected:.5f}, {off:+.1f} standard errors")
        far = max(far, abs(off))
    return far


def kernel(folder):
    import nodes

    ours = rules.ours(folder / "broker")["solve"]
    print("\nfixed points at nodes of the belief grid, f64, one thread")
    for actions in (2, 4):
        problems = nodes.problems(4_000, actions)
        nodes.with_numba(*problems)
        results = []
        for name, solve in (("NumPy", nodes.with_numpy), ("Numba", nodes.with_numba)):
            best = float("inf")
            for _ in range(7):
                start = time.process_time()
                updates, policies = solve(*problems)
                best = min(best, time.process_time() - start)
            results.append(policies)
            points = len(problems[1])
            print(f"{name}, {actions} actions: {points / best / 1e6:6.3f} M fixed points/s, {1e9 * best / updates:6.1f} ns a node-update")
        assert np.abs(results[0] - results[1]).max() < 1e-8
    print(f"ours, whole solve, both arms: {ours['nodes'] / ours['seconds'] / 1e6:6.3f} M fixed points/s ({ours['seconds'] * 1e3:.0f} ms)")


def gambit_games(folder):
    try:
        import gambit

        rows = list(gambit.rows(folder, longest=float(os.environ.get("GAMBIT_SECONDS", "60"))))
    except ImportError:
        print("\nSKIPPED: Gambit is not installed")
        return
    print("\nlogit equilibrium of exported games, from the file (Gambit) and from the rules on a grid of 11 (ours)")
    print(f"{'game':<40} {'lambda':>7} {'sets':>5} {'Gambit s':>10} {'ours s':>10} {'ratio':>9}")
    for name, precision, sets, theirs, own in rows:
        print(f"{name:<40} {precision:>7g} {sets:>5} {theirs:>10.4f} {own:>10.6f} {theirs / own:>9,.0f}")


def main():
    folder = pathlib.Path(sys.argv[1])
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, Numba {numba.__version__}; one thread")
    far = max(whole_game(folder, arm) for arm in ("no_broker", "broker"))
    far = max(far, short_game(folder))
    kernel(folder)
    gambit_games(folder)
    if far > FAR:
        print(f"\nA peer is {far:.1f} standard errors away: it plays another game.", file=sys.stderr)
        return 1
    print(f"\nAll peers play the same games: no share and no mean is further off than {far:.1f} standard errors.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
