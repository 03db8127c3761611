"""The compiled rules and solved policies of a game, as `cargo bench --bench peer_tables` writes them, and one episode of it.

`make` builds the player from a source of random numbers: the same few lines run as plain Python on lists and, compiled by
Numba, on arrays. All arrays are flat; the index arithmetic is that of their shapes, given beside the names.
"""

import collections
import json
import pathlib

import numpy as np

NAMES = """priors grid start one_offs flows war_payments discounts mover actions first_branch likelihood steps opening
meeting events after outcome election elections mediation_cost policy mediates mediation messages""".split()

# The arrays, and the table that finds the cell of a belief: bins, cells, and 1 / width of a cell.
Tables = collections.namedtuple("Tables", [*NAMES, "cells", "widths", "one"])

# What an episode adds to: counts of the 8 outcomes, then payoffs of disarmer, guarantor and broker, their squares, crises
# and their squares.
SUMS = 16


def load(folder, kind=np.float64):
    """The tables with floats of one kind."""
    folder = pathlib.Path(folder)
    arrays = {name: np.load(folder / f"{name}.npy") for name in NAMES}
    grid = arrays["grid"]
    bins = int(np.ceil(1 / np.diff(grid).min())) + 1
    low = np.arange(bins + 1) / bins
    cells = np.clip(np.searchsorted(grid, low, side="right") - 1, 0, len(grid) - 2)
    arrays = {name: a.astype(kind) if a.dtype == np.float64 else a for name, a in arrays.items()}
    return Tables(**arrays, cells=cells, widths=(1 / np.diff(grid)).astype(kind), one=np.ones(1, kind))


def ours(folder):
    return json.loads((pathlib.Path(folder) / "ours.json").read_text())


def as_lists(tables):
    return Tables(*(a.tolist() for a in tables))


def make(random, compiled=lambda f: f):
    """`play(tables, sums)` plays one episode and adds to `sums`."""

    @compiled
    def cell_of(t, belief):
        cell = t.cells[int(belief * (len(t.cells) - 1))]
        if cell + 2 < len(t.grid) and belief >= t.grid[cell + 1]:
            cell += 1
        if cell > 0 and belief < t.grid[cell]:
            cell -= 1
        return cell

    @compiled
    def speak(t, high, accuracy, first):
        """Index of a message: 0 warns, 1 vouches. `first` is where the strategic chances by signal begin."""
        good = random() < (accuracy if high else t.one[0] - accuracy)
        if random() < t.messages[3]:
            return int(good)
        return int(random() < t.messages[first + int(good)])

    @compiled
    def play(t, sums):
        one = t.one[0]
        points = len(t.grid)
        square = points * points
        nodes = len(t.mover)
        states = len(t.opening)
        kinds = len(t.one_offs) // (len(t.elections) * 12)
        dealer, keeper = int(random() < t.priors[0]), int(random() < t.priors[1])
        p, q = t.priors[0], t.priors[1]
        if t.messages[0] > 0:
            first = speak(t, keeper, t.messages[1], 4)
            second = speak(t, dealer, t.messages[2], 8 + 2 * first)
            p, q = t.messages[12 + 2 * first + second], t.messages[6 + first]
        i, j = cell_of(t, p), cell_of(t, q)
        x, y = (p - t.grid[i]) * t.widths[i], (q - t.grid[j]) * t.widths[j]
        state = t.start[0]
        feigned = 0
        outcome = -1
        crises = 0
        pay_d, pay_g, pay_b = one - one, one - one, one - one
        for rnd in range(len(t.elections)):
            meeting = t.meeting[2 * state]
            if t.mediation[state]:
                at = ((rnd * states + state) * points + i) * points + j
                chance = (one - x) * ((one - y) * t.mediates[at] + y * t.mediates[at + 1])
                chance += x * ((one - y) * t.mediates[at + points] + y * t.mediates[at + points + 1])
                if random() < chance:
                    meeting = t.meeting[2 * state + 1]
                    pay_b -= t.mediation_cost[rnd]
            if random() < meeting:
                node = t.opening[state]
                while True:
                    mover = t.mover[node]
                    actions = t.actions[node]
                    at = ((rnd * nodes + node) * square + i * points + j) * 8
                    below = at + points * 8
                    wa, wb, wc, wd = (one - x) * (one - y), (one - x) * y, x * (one - y), x * y
                    own = 4 * dealer if mover == 0 else 4 * keeper
                    total = one - one
                    for a in range(own, own + actions):
                        total += (
                            wa * t.policy[at + a]
                            + wb * t.policy[at + 8 + a]
                            + wc * t.policy[below + a]
                            + wd * t.policy[below + 8 + a]
                        )
                    left = random() * total
                    action = 0
                    while True:
                        a = own + action
                        left -= (
                            wa * t.policy[at + a]
                            + wb * t.policy[at + 8 + a]
                            + wc * t.policy[below + a]
                            + wd * t.policy[below + 8 + a]
                        )
                        if left < 0 or action + 1 == actions:
                            break
                        action += 1
                    branch = 0
                    if t.first_branch[4 * node + action] < 1 and random() >= t.first_branch[4 * node + action]:
                        branch = 1
                    step = ((node * 4 + action) * 2 + branch) * 5
                    if mover < 2:
                        seen = node * 16 + 4 * t.steps[step + 2]
                        low, high, low_sum, high_sum = one - one, one - one, one - one, one - one
                        for a in range(actions):
                            u = (
                                wa * t.policy[at + a]
                                + wb * t.policy[at + 8 + a]
                                + wc * t.policy[below + a]
                                + wd * t.policy[below + 8 + a]
                            )
                            v = (
                                wa * t.policy[at + 4 + a]
                                + wb * t.policy[at + 12 + a]
                                + wc * t.policy[below + 4 + a]
                                + wd * t.policy[below + 12 + a]
                            )
                            low += u * t.likelihood[seen + a]
                            high += v * t.likelihood[seen + a]
                            low_sum += u
                            high_sum += v
                        low, high = low / low_sum, high / high_sum
                        if mover == 0:
                            both = p * high + (one - p) * low
                            if both > 0:
                                p = p * high / both
                            i = cell_of(t, p)
                            x = (p - t.grid[i]) * t.widths[i]
                        else:
                            both = q * high + (one - q) * low
                            if both > 0:
                                q = q * high / both
                            j = cell_of(t, q)
                            y = (q - t.grid[j]) * t.widths[j]
                    paid = ((rnd * kinds + t.steps[step + 3]) * 4 + dealer + 2 * keeper) * 3
                    pay_d += t.one_offs[paid]
                    pay_g += t.one_offs[paid + 1]
                    pay_b += t.one_offs[paid + 2]
                    feigned |= t.steps[step + 4]
                    if t.steps[step] == 0:
                        state = t.steps[step + 1]
                        break
                    node = t.steps[step + 1]
            paid = (state * 4 + dealer + 2 * keeper) * 3
            pay_d += t.discounts[3 * rnd] * t.flows[paid]
            pay_g += t.discounts[3 * rnd + 1] * t.flows[paid + 1]
            pay_b += t.discounts[3 * rnd + 2] * t.flows[paid + 2]
            luck = random()
            if luck < t.events[4 * state]:
                crises += 1
                if luck < t.events[4 * state + 1]:
                    paid = (rnd * 4 + dealer + 2 * keeper) * 3
                    pay_d += t.war_payments[paid]
                    pay_g += t.war_payments[paid + 1]
                    pay_b += t.war_payments[paid + 2]
                    outcome = 7
                    break
            if t.elections[rnd] and random() < t.election[0]:
                keeper = int(random() < t.election[1])
                q = t.election[1]
                j = cell_of(t, q)
                y = (q - t.grid[j]) * t.widths[j]
            lost = t.events[4 * state + 3]
            if t.events[4 * state + 2] > 0 and random() < t.events[4 * state + 2]:
                state = t.after[2 * state]
            if lost > 0 and random() < lost:
                state = t.after[2 * state + 1]
        if outcome < 0:
            outcome = t.outcome[2 * state + feigned]
        sums[outcome] += 1
        sums[8] += pay_d
        sums[9] += pay_g
        sums[10] += pay_b
        sums[11] += pay_d * pay_d
        sums[12] += pay_g * pay_g
        sums[13] += pay_b * pay_b
        sums[14] += crises
        sums[15] += crises * crises

    return play
