"""Gambit's tracing of the logit correspondence on the exported games, and the time it takes."""

import json
import pathlib
import time

GAMES = pathlib.Path(__file__).parents[2] / "tests" / "peers" / "games"


def rows(folder, longest=20.0):
    """(game, lambda, information sets, Gambit's seconds, our seconds), smallest games first, up to a total time."""
    import pygambit

    ours = json.loads((pathlib.Path(folder) / "solves.json").read_text())
    spent = 0.0
    for row in sorted(ours, key=lambda r: (r["sets"], r["game"], r["lambda"])):
        if spent > longest:
            return
        game = pygambit.read_efg(GAMES / f"{row['game']}.efg")
        best = float("inf")
        for _ in range(3 if spent < longest / 2 else 1):
            start = time.perf_counter()
            result = pygambit.qre.logit_solve_lambda(game, lam=[row["lambda"]])[-1]
            seconds = time.perf_counter() - start
            spent += seconds
            best = min(best, seconds)
        assert abs(result.lam - row["lambda"]) < 1e-7 * row["lambda"]
        yield row["game"], row["lambda"], row["sets"], best, row["seconds"]
