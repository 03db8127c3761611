"""The same game with NumPy: every step of a round for all episodes at once."""

import numpy as np

from game import SUMS


class Arrays:
    """Plays episodes in arrays of a given size."""

    def __init__(self, tables, size, seed=1):
        self.t, self.size = tables, size
        self.random = np.random.default_rng(seed).random
        points = len(tables.grid)
        self.points = points
        self.policy = tables.policy.reshape(len(tables.elections), len(tables.mover), points * points, 2, 4)
        self.mediates = tables.mediates.reshape(len(tables.elections), len(tables.opening), points * points)
        self.one_offs = tables.one_offs.reshape(len(tables.elections), -1, 4, 3)
        self.flows = tables.flows.reshape(-1, 4, 3)
        self.war = tables.war_payments.reshape(-1, 4, 3)
        self.steps = tables.steps.reshape(-1, 4, 2, 5)
        self.first_branch = tables.first_branch.reshape(-1, 4)
        self.likelihood = tables.likelihood.reshape(-1, 4, 4)
        self.discounts = tables.discounts.reshape(-1, 3)
        self.events = tables.events.reshape(-1, 4)
        self.after = tables.after.reshape(-1, 2)
        self.meeting = tables.meeting.reshape(-1, 2)
        self.outcome = tables.outcome.reshape(-1, 2)

    def corners(self, who):
        """Indices and weights of the four grid points around the beliefs of some episodes."""
        grid, places = self.t.grid, []
        for side in range(2):
            belief = self.beliefs[side][who]
            cell = np.clip(np.searchsorted(grid, belief, side="right") - 1, 0, self.points - 2)
            places.append((cell, (belief - grid[cell]) * self.t.widths[cell]))
        (i, x), (j, y) = places
        at = i * self.points + j
        indices = (at, at + 1, at + self.points, at + self.points + 1)
        return indices, ((1 - x) * (1 - y), (1 - x) * y, x * (1 - y), x * y)

    def speak(self, high, accuracy, strategic):
        m = self.t.messages
        good = self.random(self.size) < np.where(high, accuracy, 1 - accuracy)
        honest = self.random(self.size) < m[3]
        vouches = self.random(self.size) < np.take_along_axis(strategic, good.astype(int)[:, None], 1)[:, 0]
        return np.where(honest, good, vouches).astype(int)

    def play(self, sums):
        t, n = self.t, self.size
        dealer, keeper = ((self.random(n) < prior).astype(int) for prior in t.priors)
        self.beliefs = [np.full(n, prior) for prior in t.priors]
        m = t.messages
        if m[0]:
            first = self.speak(keeper, m[1], np.broadcast_to(m[4:6], (n, 2)))
            second = self.speak(dealer, m[2], m[8:12].reshape(2, 2)[first])
            self.beliefs = [m[12:16].reshape(2, 2)[first, second], m[6:8][first]]
        self.dealer, self.keeper = dealer, keeper
        self.state = np.full(n, t.start[0])
        self.feigned = np.zeros(n, int)
        self.payoffs = np.zeros((n, 3))
        crises = np.zeros(n)
        alive = np.arange(n)
        outcome = np.full(n, 7)
        for rnd in range(len(t.elections)):
            self.negotiate(rnd, alive)
            state, types = self.state[alive], dealer[alive] + 2 * keeper[alive]
            self.payoffs[alive] += self.discounts[rnd] * self.flows[state, types]
            chances = self.events[state]
            luck = self.random(len(alive))
            crises[alive] += luck < chances[:, 0]
            war = luck < chances[:, 1]
            if war.any():
                self.payoffs[alive[war]] += self.war[rnd, types[war]]
                alive, state, chances = alive[~war], state[~war], chances[~war]
            if t.elections[rnd]:
                changed = alive[self.random(len(alive)) < t.election[0]]
                keeper[changed] = self.random(len(changed)) < t.election[1]
                self.beliefs[1][changed] = t.election[1]
            after = np.where(self.random(len(alive)) < chances[:, 2], self.after[state, 0], state)
            if self.events[:, 3].any():
                after = np.where(self.random(len(alive)) < chances[:, 3], self.after[after, 1], after)
            self.state[alive] = after
        outcome[alive] = self.outcome[self.state[alive], self.feigned[alive]]
        sums[:8] += np.bincount(outcome, minlength=8)
        sums[8:11] += self.payoffs.sum(0)
        sums[11:14] += (self.payoffs**2).sum(0)
        sums[14] += crises.sum()
        sums[15] += (crises**2).sum()

    def negotiate(self, rnd, alive):
        t = self.t
        state = self.state[alive]
        meeting = self.meeting[state, 0]
        if t.mediation.any():
            asked = np.flatnonzero(t.mediation[state])
            corners, weights = self.corners(alive[asked])
            table = self.mediates[rnd]
            chance = sum(w * table[state[asked], c] for c, w in zip(corners, weights))
            does = asked[self.random(len(asked)) < chance]
            meeting[does] = self.meeting[state[does], 1]
            self.payoffs[alive[does], 2] -= t.mediation_cost[rnd]
        who = alive[self.random(len(alive)) < meeting]
        node = t.opening[self.state[who]]
        while len(who):
            corners, weights = self.corners(who)
            table = self.policy[rnd]
            mixture = sum(w[:, None, None] * table[node, c] for c, w in zip(corners, weights))
            mixture /= mixture.sum(2, keepdims=True)
            mover = t.mover[node]
            kind = np.where(mover == 0, self.dealer[who], self.keeper[who])
            rows = np.arange(len(who))
            own = mixture[rows, kind].cumsum(1)
            action = (self.random(len(who))[:, None] >= own).sum(1)
            action = np.minimum(action, t.actions[node] - 1)
            branch = (self.random(len(who)) >= self.first_branch[node, action]).astype(int)
            step = self.steps[node, action, branch]
            chance = (mixture * self.likelihood[node, step[:, 2]][:, None, :]).sum(2)
            for side in range(2):
                of = mover == side
                prior = self.beliefs[side][who[of]]
                high = prior * chance[of, 1]
                both = high + (1 - prior) * chance[of, 0]
                self.beliefs[side][who[of]] = np.where(both > 0, high / np.where(both > 0, both, 1), prior)
            types = self.dealer[who] + 2 * self.keeper[who]
            self.payoffs[who] += self.one_offs[rnd, step[:, 3], types]
            self.feigned[who] |= step[:, 4]
            more = step[:, 0] == 1
            self.state[who[~more]] = step[~more, 1]
            who, node = who[more], step[more, 1]


def player(tables, size, seed=1):
    arrays = Arrays(tables, size, seed)

    def play(episodes):
        sums = np.zeros(SUMS)
        for _ in range(episodes // size):
            arrays.play(sums)
        return sums

    return play
