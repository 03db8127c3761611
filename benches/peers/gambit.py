"""Gambit's tracing of the logit correspondence on the exported games, and the time it takes."""

import json
import pathlib
import time

GAMES = pathlib.Path(__file__).parents[2] / "tests" / "peers" / "games"


def rows(folder, longest=20.0):
    """(game, lambda, information sets, Gambit's seconds, our seconds) at each game's largest lambda, small games first."""
    import pygambit

    ours = json.loads((pathlib.Path(folder) / "solves.json").read_text())
    last = {row["game"]: row for row in sorted(ours, key=lambda r: r["lambda"])}
    spent = 0.0
    for row in sorted(last.values(), key=lambda r: (r["sets"], r["game"])):
        if spent > longest:
            return
        game = pygambit.read_efg(GAMES / f"{row['game']}.efg")
        best = float("inf")
        for _ in range(3 if spent < longest / 2 else 1):
            start = time.process_time()
            result = pygambit.qre.logit_solve_lambda(game, lam=[row["lambda"]])[-1]
            seconds = time.process_time() - start
            spent += seconds
            best = min(best, seconds)
        assert abs(result.lam - row["lambda"]) < 1e-7 * row["lambda"]
        yield row["game"], row["lambda"], row["sets"], best, row["seconds"]
