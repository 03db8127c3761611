"""Solves the exported games with Gambit, plays the solutions in Gambit and in OpenSpiel, and writes or checks fixtures.

    solve.py write FOLDER    writes policies.csv and payoffs.csv
    solve.py check FOLDER    computes everything anew and compares with the two files; exit code 1 if they differ
"""

import csv
import importlib.metadata
import multiprocessing
import pathlib
import re
import sys
import time
from collections import defaultdict

import pygambit
import pyspiel

GAMES = pathlib.Path(__file__).parent / "games"
TOLERANCE = 2e-7


def games():
    """Names of the games, each with its values of lambda."""
    wanted = defaultdict(list)
    with open(GAMES / "index.csv", newline="") as file:
        for row in csv.DictReader(file):
            wanted[row["game"]].append(row["lambda"])
    return wanted


# A decision in a file: player, number and label of the information set, actions.
DECISION = re.compile(r'^p "" (\d+) (\d+) "([^"]*)" \{ (.*) \} 0$', re.MULTILINE)


def information_sets(text, players):
    """Labels and actions of every player's information sets, in the order of their numbers in the file."""
    found = defaultdict(dict)
    for seat, number, label, actions in DECISION.findall(text):
        found[players[int(seat) - 1]][int(number)] = (label, re.findall(r'"([^"]*)"', actions))
    return {player: [sets[number] for number in sorted(sets)] for player, sets in found.items()}


def gambit_solutions(game, lambdas, sets):
    """For each lambda: {(player, information set): {action: probability}}, and the payoffs of the players."""
    results = pygambit.qre.logit_solve_lambda(game, lam=sorted(map(float, lambdas)))
    found = {}
    for name, result in zip(sorted(lambdas, key=float), results, strict=True):
        assert abs(result.lam - float(name)) < 1e-7 * float(name), (name, result.lam)
        policies = {}
        for player, expected in sets.items():
            # Gambit lists sets as the tree comes to them, which is how the exporter numbers them.
            for (label, actions), (_, mixed) in zip(expected, result.profile[player], strict=True):
                policies[player, label] = {action: mixed[action] for action in actions}
        found[name] = policies, result.profile.payoffs
    return found


def openspiel_payoffs(game, players, policies):
    def value(state):
        if state.is_terminal():
            return state.returns()
        if state.is_chance_node():
            branches = state.chance_outcomes()
        else:
            # "0-0-1-dealer: r0 meeting": player, and the information set by player, number and label.
            label = state.information_state_string().split("-", 3)[3]
            policy = policies[players[state.current_player()], label]
            branches = [(a, policy[state.action_to_string(a)]) for a in state.legal_actions()]
        total = [0.0] * len(players)
        for action, probability in branches:
            for i, payoff in enumerate(value(state.child(action))):
                total[i] += probability * payoff
        return total

    return value(game.new_initial_state())


def solve_game(task):
    """Rows of policies.csv and of payoffs.csv for one game."""
    name, lambdas = task
    began = time.monotonic()
    text = (GAMES / f"{name}.efg").read_text()
    game = pygambit.read_efg(GAMES / f"{name}.efg")
    assert game.has_perfect_recall, name
    spiel = pyspiel.load_efg_game(text)
    players = list(game.players)
    sets = information_sets(text, players)
    actions, payoffs = [], []
    for at, (policies, ours) in gambit_solutions(game, lambdas, sets).items():
        for (player, infoset), policy in policies.items():
            actions += [(name, at, player, infoset, a, f"{p:.10f}") for a, p in policy.items()]
        theirs = openspiel_payoffs(spiel, players, policies)
        for player, openspiel in zip(players, theirs, strict=True):
            payoffs.append((name, at, player, f"{ours[player]:.9f}", f"{openspiel:.9f}"))
    print(f"{name}: {sum(map(len, sets.values()))} information sets, {time.monotonic() - began:.1f} s", flush=True)
    return actions, payoffs


def solve():
    """All rows of policies.csv and of payoffs.csv, in the order of the games."""
    actions, payoffs = [], []
    with multiprocessing.Pool() as pool:
        for more_actions, more_payoffs in pool.imap(solve_game, games().items()):
            actions += more_actions
            payoffs += more_payoffs
    return actions, payoffs


HEADS = {
    "policies.csv": ("game", "lambda", "player", "information_set", "action", "probability"),
    "payoffs.csv": ("game", "lambda", "player", "gambit", "openspiel"),
}


def differences(file, rows, numbers):
    """Descriptions of rows that differ from those of a file by more than the tolerance."""
    with open(file, newline="") as stream:
        old = [tuple(row) for row in csv.reader(stream)][1:]
    if len(old) != len(rows):
        return [f"{file.name}: {len(rows)} rows now, {len(old)} in the fixture"]
    faults = []
    for before, now in zip(old, rows):
        apart = [abs(float(a) - float(b)) / max(1.0, abs(float(a))) for a, b in zip(before[-numbers:], now[-numbers:])]
        if before[:-numbers] != now[:-numbers] or max(apart) > TOLERANCE:
            faults.append(f"{file.name}: {before} became {now}")
    return faults


def main():
    mode, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("pygambit", "open_spiel")]
    print(f"tried with {' and '.join(versions)}", flush=True)
    actions, payoffs = solve()
    if mode == "write":
        for name, rows in (("policies.csv", actions), ("payoffs.csv", payoffs)):
            with open(folder / name, "w", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(HEADS[name])
                writer.writerows(rows)
        return 0
    faults = differences(folder / "policies.csv", actions, 1) + differences(folder / "payoffs.csv", payoffs, 2)
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    print(f"{len(actions)} probabilities and {len(payoffs)} pairs of payoffs, {len(faults)} differences")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
