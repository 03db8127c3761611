"""How far programs for extensive games come: one exported game of a few rounds, read and solved by Gambit or read and swept by
OpenSpiel. Called by run.py, which stops it when it takes too long.

    trees.py gambit|openspiel FILE.efg
"""

import re
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
        # It solves for quantal responses only in matrix games and with opposite interests; this is one of the many sweeps of CFR.
        pyspiel.CFRSolver(game).evaluate_and_update_policy()
    solve = time.process_time() - begin
    print(f"{read:.4f} {solve:.4f} {peak()}")


def peak():
    """Peak resident memory in MB; getrusage would count that of the parent before this program was started."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(*sys.argv[1:])
