"""One world of a scenario as plain numbers: the game without a broker, with the disarmer first (docs/model.md, sections 2 to 5).

Types are indexed as in the program: 0 is staller or reneger, 1 is dealer or keeper. Values have four channels: the disarmer's two
types, then the guarantor's two.
"""

import csv
import json
import math
import subprocess
from pathlib import Path

import numpy as np

OUTCOMES = [
    "settlement", "hollow_settlement", "interim_deal", "symbolic_talks",
    "revocation", "deadlock", "breach", "war",
]
FORCE, BY_GUARANTOR, BY_DISARMER = 0, 1, 2


def worlds_of(program, scenario, folder, count=16):
    """Rows of draws.csv: every number of `count` worlds."""
    run(program, ["compare", scenario, "--arms", "no_broker", "--worlds", count, "--refine", "every", "--grid", 3,
                  "--evaluate", "exact", "--no-charts", "--out", folder, "--force", "--quiet"])
    with open(Path(folder) / "draws.csv", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def keys_of(program, scenario, folder):
    """The keys of a scenario with what is written there; uncertain numbers are tables."""
    run(program, ["solve", scenario, "--arms", "no_broker", "--grid", 2, "--out", folder, "--force"])
    manifest = json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))
    return manifest["request"]["worlds"]["scenario"]["no_broker"]


def numbers_of(keys, row):
    """Every number of the scenario in the world of a row."""
    numbers = {}
    for key, written in keys.items():
        drawn = row.get(key.replace(".", "_"), "")
        if drawn != "":
            numbers[key] = float(drawn)
        elif isinstance(written, (int, float)) and not isinstance(written, bool):
            numbers[key] = written
            if key.startswith("stakeholders.") and key.endswith(".backs"):
                numbers[key.removesuffix("backs") + "stands"] = written
    for column, text in row.items():
        if column.startswith("stakeholders_") and column.endswith("_stands"):
            name = column.removeprefix("stakeholders_").removesuffix("_stands")
            numbers[f"stakeholders.{name}.stands"] = float(text)
    return numbers


def settings_of(keys, numbers):
    """What fixes a scenario at the world: key=value for everything that is uncertain."""
    for key, written in keys.items():
        if not isinstance(written, dict):
            continue
        stands = key.startswith("stakeholders.") and key.endswith(".backs")
        yield f"{key}={numbers[key.removesuffix('backs') + 'stands'] if stands else numbers[key]!r}"


def run(program, arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{program} {arguments} ended with {done.returncode}\n{done.stderr}")
    return done.stdout


def occurrence(mean):
    return -math.expm1(-mean)


class Game:
    """What the solvers need, compiled from the numbers of a world."""

    def __init__(self, numbers, grid):
        def get(key, default=None):
            return numbers.get(key, default)

        def pair(key, low, high, default=None):
            both = get(key, default)
            return np.array([get(f"{key}.{low}", both), get(f"{key}.{high}", both)], dtype=float)

        n = int(get("clock.rounds_per_year"))
        self.per_year = n
        self.played = round(get("clock.years") * n)
        self.foresight = round(get("clock.foresight_years") * n)
        self.grid = 0.5 * (1.0 - np.cos(math.pi * np.arange(grid) / (grid - 1)))
        self.grid[-1] = 1.0
        self.priors = np.array([get("disarmer.dealer_prior"), get("guarantor.keeper_prior")])
        self.rationality = np.array([get("disarmer.rationality"), get("guarantor.rationality")])
        self.discount = np.array([get(f"{p}.discount_factor") for p in ("disarmer", "guarantor")]) ** (1.0 / n)

        count = 1
        while f"stages.{count + 1}.detection" in numbers:
            count += 1
        self.stages = count

        def stage(key, default=None):
            return np.array([get(f"stages.{j + 1}.{key}", default[j] if default is not None else None)
                             for j in range(count)], dtype=float)

        zeros = np.zeros(count)
        share, relief = stage("deterrent_share"), stage("relief_share")
        threat, cost = stage("threat_share", share), stage("cost_share", relief)
        reversible, revocable = stage("reversible"), stage("revocable")
        self.detection, self.alarm = stage("detection"), stage("false_alarm", zeros)

        # Where the stakeholders stand.
        aid, guarantee, pressure, calm = 0.0, 0.0, get("disarmer.pressure", 0.0), 1.0
        names = {key.split(".")[1] for key in numbers if key.startswith("stakeholders.")}
        for name in sorted(names):
            where = f"stakeholders.{name}." + ("" if get(f"stakeholders.{name}.stands") else "when_opposed.")
            aid += get(where + "aid", 0.0)
            guarantee += get(where + "guarantee", 0.0)
            pressure -= get(where + "pressure_relief", 0.0)
            calm *= 1.0 - get(where + "calm", 0.0)
        pressure = max(0.0, pressure)

        # States: in force by stages, then ruptured by stages, side and whether rebuilt.
        given = np.concatenate([[0.0], np.cumsum(share)])
        can_rebuild = np.concatenate([[0.0], np.cumsum((share + threat) * reversible)]) > 0
        states = [(k, FORCE, 0) for k in range(count + 1)]
        for k in range(count + 1):
            for side in (BY_GUARANTOR, BY_DISARMER):
                states += [(k, side, rebuilt) for rebuilt in range(1 + can_rebuild[k])]
        index = {state: s for s, state in enumerate(states)}
        self.state = np.array(states)
        self.broken = np.array([[index[k, side, 0] for k in range(count + 1)] for side in (BY_GUARANTOR, BY_DISARMER)])

        covert = pair("disarmer.covert_share", "staller", "dealer", 0.0)
        self.covert = covert
        declared = 1.0 - covert
        value = pair("disarmer.deterrent_value", "staller", "dealer")
        loss = pair("guarantor.threat_reduction", "reneger", "keeper")
        price = pair("guarantor.relief_cost", "reneger", "keeper")
        tension = pair("guarantor.tension", "reneger", "keeper", 0.0)
        escalation = get("crises.escalation", 0.0)
        rebuild_years = get("disarmer.rebuild_years", 0.0)

        size = len(states)
        x = self.grid
        dealer_mean = (1.0 - x) * declared[0] + x * declared[1]
        self.flow = np.zeros((4, size, grid))           # by channel, state and belief about the disarmer; of one round
        self.war = np.zeros(size)
        self.rebuild = np.zeros(size)
        self.rebuilt = np.arange(size)
        self.exposure = np.zeros((2, size))
        for s, (k, side, rebuilt) in enumerate(states):
            force = side == FORCE
            left = 1.0 - reversible[:k] * rebuilt
            held = np.ones(k) if force else 1.0 - revocable[:k]
            a, threat_gone = share[:k] @ left, threat[:k] @ left
            c, c_cost = relief[:k] @ held, cost[:k] @ held
            for kind in range(2):
                process = get("disarmer.prestige", 0.0) + aid * c if force else -(
                    pressure + get("disarmer.exposure", 0.0) * a * declared[kind])
                self.flow[kind, s] = value[kind] * (1 - a * declared[kind]) + get("disarmer.relief_value") * c + process
                strain = get("guarantor.talks_cost", 0.0) if force else tension[kind]
                self.flow[2 + kind, s] = loss[kind] * threat_gone * dealer_mean - price[kind] * c_cost - strain
            rate = get("crises.rate_in_force" if force else "crises.rate_ruptured", 0.0) * calm
            self.war[s] = occurrence(rate * escalation / n)
            if not force and not rebuilt and can_rebuild[k]:
                self.rebuilt[s] = index[k, side, 1]
                self.rebuild[s] = 1.0 if rebuild_years == 0 else occurrence(1.0 / (rebuild_years * n))
            if force and k > 0:
                eta = get("verification.exposure_rate", 0.0)
                self.exposure[:, s] = [occurrence(eta * h / n) for h in covert]
        self.flow /= n
        costs = np.array([get("disarmer.war_cost", 0.0)] * 2 + [get("guarantor.war_cost", 0.0)] * 2)
        self.lost = -costs

        meetings = get("talks.meetings_per_year")
        step = np.array([occurrence(1.0 / (y + 1.0 / meetings) / n) for y in stage("years", zeros)] + [0.0])
        review = occurrence(get("talks.reviews_per_year", 0.0) / n)
        self.step, self.review = step, (1.0 - step) * review
        self.reopening = occurrence(get("talks.reopening_rate", 0.0) / n)

        renege = pair("guarantor.renege_cost", "reneger", "keeper", 0.0)
        self.renege = -(renege[:, None] + guarantee) * given[None, :]                   # by type and stages
        kept = get("verification.concealed_value", 1.0) * (1.0 - reversible)
        # What a credited feint pays a year: the disarmer by type, the guarantor by [disarmer's type][own type].
        self.feint_disarmer = (value * declared)[:, None] * (share * kept)[None, :]
        self.feint_guarantor = -declared[:, None, None] * loss[None, :, None] * (threat * kept)[None, None, :]
        annuity = np.zeros((2, self.foresight + 1))
        for t in reversed(range(self.foresight)):
            annuity[:, t] = 1.0 / n + self.discount * annuity[:, t + 1]
        self.annuity = annuity

        self.succession = occurrence(get("disarmer.succession.rate", 0.0) / n)
        self.successor_dealer = get("disarmer.succession.dealer_prior", 0.5)
        self.successor_keeper = get("guarantor.elections.successor_keeper_prior", 0.5)
        self.turnover = np.zeros(self.foresight)
        first, every = get("guarantor.elections.first_year"), get("guarantor.elections.every_years")
        if first is not None:
            turnover = [get("guarantor.elections.turnover")]
            if turnover[0] is None:
                turnover = []
                while f"guarantor.elections.turnover.{len(turnover) + 1}" in numbers:
                    turnover.append(get(f"guarantor.elections.turnover.{len(turnover) + 1}"))
            due, number = round(first * n), 0
            while due <= self.foresight:
                self.turnover[due - 1] = turnover[min(number, len(turnover) - 1)]
                if not every:
                    break
                due, number = due + round(every * n), number + 1

        self.ends = np.array([self.outcomes_of(s) for s in range(size)])                # [state, pair and feint] → outcome

    def outcomes_of(self, s):
        """Outcome by disarmer's type, guarantor's type and whether a stage was feigned, as one index of eight."""
        k, side, _ = self.state[s]
        ends = []
        for kind, _, feigned in np.ndindex(2, 2, 2):
            if side == FORCE and k == self.stages:
                hollow = feigned or self.covert[kind] > 0.05
                ends.append("hollow_settlement" if hollow else "settlement")
            elif side == FORCE:
                ends.append("interim_deal" if k else "symbolic_talks")
            elif side == BY_GUARANTOR:
                ends.append("revocation" if k else "deadlock")
            else:
                ends.append("breach")
        return [OUTCOMES.index(end) for end in ends]

    def place(self, belief):
        """Cell of a belief and how far into it."""
        cell = min(max(int(np.searchsorted(self.grid, belief, side="right")) - 1, 0), len(self.grid) - 2)
        return cell, (belief - self.grid[cell]) / (self.grid[cell + 1] - self.grid[cell])

    def at_priors(self, values):
        """Values `[channel, i, j]` at the priors."""
        (i, a), (j, b) = self.place(self.priors[0]), self.place(self.priors[1])
        line = (1 - a) * values[:, i] + a * values[:, i + 1]
        return (1 - b) * line[:, j] + b * line[:, j + 1]

    def exposed(self, s):
        """For each belief about the disarmer: public chance of exposure, then the beliefs after it and without it."""
        low, high = self.exposure[:, s]
        x = self.grid
        public = (1 - x) * low + x * high
        hit = np.where(public > 0, x * high / np.where(public > 0, public, 1), x)
        miss = np.where(public < 1, x * (1 - high) / np.where(public < 1, 1 - public, 1), x)
        return public, hit, miss
