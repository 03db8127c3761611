"""A short game in OpenSpiel: the Gambit file that our program exports, played with the policies that Gambit found for it."""

import collections
import csv
import json
import pathlib
import random

import pyspiel

FIXTURES = pathlib.Path(__file__).parents[2] / "tests" / "peers" / "fixtures"


def rows(name, game):
    with open(FIXTURES / name, newline="") as file:
        return [r for r in csv.DictReader(file) if r["game"] == game["game"] and float(r["lambda"]) == game["lambda"]]


class Short:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.ours = json.loads((folder / "ours.json").read_text())
        self.game = pyspiel.load_efg_game((folder / "game.efg").read_text())
        policies = collections.defaultdict(dict)
        for row in rows("policies.csv", self.ours):
            policies[row["information_set"]][row["action"]] = float(row["probability"])
        self.policy, self.moves, self.played = {}, 0.0, 0
        self.walk(self.game.new_initial_state(), policies, 1.0)
        self.expected = [float(row["gambit"]) for row in rows("payoffs.csv", self.ours)]

    def walk(self, state, policies, reached):
        """Fills the policies by OpenSpiel's names, and counts the moves of a play, draws of chance among them."""
        if state.is_terminal():
            return
        self.moves += reached
        if state.is_chance_node():
            branches = state.chance_outcomes()
        else:
            name = state.information_state_string()
            # "0-0-1-dealer: r0 meets": player, and the information set by player, number and label.
            policy = policies[name.split("-", 3)[3]]
            chances = [policy[state.action_to_string(a)] for a in state.legal_actions()]
            total = sum(chances)
            branches = [(a, p / total) for a, p in zip(state.legal_actions(), chances)]
            self.policy[name] = branches
        for action, probability in branches:
            self.walk(state.child(action), policies, reached * probability)

    def loop(self, plays):
        """A loop in Python over OpenSpiel's states, policies in a dictionary; returns plays and the sum of payoffs."""
        draw, policy, totals = random.random, self.policy, [0.0, 0.0]
        for _ in range(plays):
            state = self.game.new_initial_state()
            while not state.is_terminal():
                chances = state.chance_outcomes() if state.is_chance_node() else policy[state.information_state_string()]
                left = draw()
                for action, probability in chances:
                    left -= probability
                    if left < 0:
                        break
                state.apply_action(action)
            totals = [a + b for a, b in zip(totals, state.returns())]
        return totals

    def bots(self, plays):
        """OpenSpiel's own loop in C++ over bots with tabular policies."""
        table = pyspiel.TabularPolicy(self.policy)
        # Seeds go on from call to call; the same ones again would be the same plays again.
        seeds = range(self.played, self.played + plays)
        self.played += plays
        bots = [pyspiel.make_policy_bot(self.game, player, 2 * seeds[0] + player, table) for player in range(2)]
        totals = [0.0, 0.0]
        for seed in seeds:
            returns = pyspiel.evaluate_bots(self.game.new_initial_state(), bots, seed)
            totals = [a + b for a, b in zip(totals, returns)]
        return totals
