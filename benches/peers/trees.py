"""How far programs for extensive games come: one exported game of a few rounds, read and solved by Gambit or read and swept by
OpenSpiel. Called by run.py, which stops it when it takes too long.

    trees.py gambit|openspiel FILE.efg
"""

import re
import resource
import sys
import time


def main(program, path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    begin = time.process_time()
    if program == "gambit":
        import pygambit

        begin = time.process_time()
        game = pygambit.read_efg(path)
        read = time.process_time() - begin
        precision = float(re.search(r"at lambda ([0-9.e+-]+)", text)[1])
        begin = time.process_time()
        pygambit.qre.logit_solve_lambda(game, lam=[precision])
    else:
        import pyspiel

        begin = time.process_time()
        game = pyspiel.load_efg_game(text)
        read = time.process_time() - begin
        begin = time.process_time()
        # It has no solver for a quantal response in agent form; this is one of the many sweeps of one that it has.
        pyspiel.CFRSolver(game).evaluate_and_update_policy()
    solve = time.process_time() - begin
    print(f"{read:.4f} {solve:.4f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
