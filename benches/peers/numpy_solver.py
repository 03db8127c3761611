"""Backward induction and exact outcomes as a good user of NumPy writes them: the fixed points of all states and grid points at once by
Newton's method, only those that have not converged yet, started from the posteriors of the round after; mass carried forwards
by matrices of interpolation.

Arrays of values are `[channel, state, i, j]`. Decisions work on lines: `[channel, line, point]`, the last axis being the belief about
the mover and the first two channels the mover's.
"""

import numpy as np

TOLERANCE = 1e-9


class Lines:
    """Linear interpolation on lines of grid points."""

    def __init__(self, grid):
        self.grid, self.widths, self.inner = grid, np.diff(grid), grid[1:-1]

    def locate(self, m):
        cell = np.searchsorted(self.inner, m, side="right")
        width = self.widths[cell]
        return cell, (m - self.grid[cell]) / width, width

    def read(self, values, base, m):
        """Values `[channel, line × point]` at the beliefs `m`, each on the line that begins at `base`."""
        cell, fraction, _ = self.locate(m)
        low, high = values[:, base + cell], values[:, base + cell + 1]
        return low + (high - low) * fraction

    def matrices(self, m):
        """What takes mass of each point to the beliefs `m[line, point]`."""
        cell, fraction, _ = self.locate(m)
        spread = np.zeros(m.shape + (len(self.grid),))
        np.put_along_axis(spread, cell[..., None], (1 - fraction)[..., None], -1)
        np.put_along_axis(spread, cell[..., None] + 1, fraction[..., None], -1)
        return spread


def fixed_points(lines, values, signal, gain, rationality, m):
    """Posteriors after every observation. `values[o]` is `[channel, line, point]`, `signal[a, o]` the chance of observation o after
    action a by line, `gain[a, type]` what an action pays at once by line. Updates `m[o, line, point]` in place; returns policies
    `[type, a, line, point]`, values `[channel, line, point]` but for lump sums of the other side, and how many missed."""
    observations, actions = len(values), len(signal)
    count, size = m.shape[1:]
    flat = [v.reshape(4, -1) for v in values]
    line = np.repeat(np.arange(count), size)
    base = line * size
    mu = np.tile(lines.grid, count)
    beliefs = m.reshape(observations, -1)

    def respond(at):
        """Values and slopes after observations, action values, policies and chances of observations at the points `at`."""
        u, slope = np.empty((2, observations, 2, len(at)))
        for o in range(observations):
            cell, fraction, width = lines.locate(beliefs[o, at])
            low, high = flat[o][:2, base[at] + cell], flat[o][:2, base[at] + cell + 1]
            u[o] = low + (high - low) * fraction
            slope[o] = (high - low) / width
        here = signal[:, :, line[at]]
        if actions == 2:
            q = np.stack([u[0], u[1] + gain[1][:, line[at]]])
        else:
            q = gain[:, :, line[at]] + (here[:, :, None] * u[None]).sum(1)
        weight = np.exp(rationality[line[at]] * (q - q.max(0)))
        sigma = weight / weight.sum(0)
        chance = sigma if actions == 2 else (here[:, :, None] * sigma[:, None]).sum(0)
        return u, slope, here, q, sigma, chance

    def posteriors(at, chance):
        public = mu[at] * chance[:, 1] + (1 - mu[at]) * chance[:, 0]
        safe = np.where(public > 0, public, 1)
        return public, safe, np.where(public > 0, mu[at] * chance[:, 1] / safe, mu[at])

    at = np.arange(count * size)
    for attempt in range(400):
        u, slope, here, q, sigma, chance = respond(at)
        public, safe, new = posteriors(at, chance)
        step = new - beliefs[:, at]
        open_ = np.abs(step).max(0) > TOLERANCE
        if not open_.any():
            at = at[:0]
            break
        if not open_.all():
            at, slope, here, sigma, chance, safe, step = (
                x[..., open_] for x in (at, slope, here, sigma, chance, safe, step))
        if attempt >= 15:
            beliefs[:, at] += 0.3 * step
            continue
        if actions == 2:
            # Both actions are seen: ± σ(1 − σ).
            product = sigma[0] * sigma[1]
            both = np.stack([np.stack([product, -product]), np.stack([-product, product])])
        else:
            both = (sigma[:, None, None] * here[:, :, None, None] * here[:, None, :, None]).sum(0)
            both -= chance[:, None] * chance[None, :]
        change = rationality[line[at]] * both * slope[None]                       # [o, by o', type, point]
        scale = mu[at] * (1 - mu[at]) / safe**2
        jacobian = -scale[:, None] * (chance[:, None, 0] * change[:, :, 1] - chance[:, None, 1] * change[:, :, 0])
        jacobian[range(observations), range(observations)] += 1
        if observations == 2:
            (a, b), (c, d) = jacobian
            moved = np.stack([step[0] * d - step[1] * b, step[1] * a - step[0] * c]) / (a * d - b * c)
        else:
            moved = np.linalg.solve(np.moveaxis(jacobian, -1, 0), step.T[..., None])[..., 0].T
        beliefs[:, at] = np.clip(beliefs[:, at] + moved, 0, 1)
    missed = len(at)
    everywhere = np.arange(count * size)
    _, _, _, q, sigma, chance = respond(everywhere)
    public, _, _ = posteriors(everywhere, chance)
    value = np.empty((4, count * size))
    value[:2] = (sigma * q).sum(0)
    value[2:] = sum(public[o] * lines.read(flat[o][2:], base, beliefs[o]) for o in range(observations))
    return np.moveaxis(sigma, 0, 1).reshape(2, actions, count, size), value.reshape(4, count, size), missed


def of_disarmer(values):
    """`[channel, state, i, j]` as lines along i."""
    return np.swapaxes(values, 2, 3).reshape(4, -1, values.shape[2])


def of_guarantor(values):
    """`[channel, state, i, j]` as lines along j, the guarantor's channels first."""
    return values[[2, 3, 0, 1]].reshape(4, -1, values.shape[3])


def back_from_disarmer(values, size):
    return np.swapaxes(values.reshape(4, -1, size, size), 2, 3)


def back_from_guarantor(values, size):
    return values.reshape(4, -1, size, size)[[2, 3, 0, 1]]


class Solver:
    def __init__(self, game):
        self.game, self.lines = game, Lines(game.grid)
        size, stages = len(game.grid), game.stages
        self.size, self.answers = size, stages + 1
        self.ruptured = np.arange(self.answers, len(game.state))
        self.back = game.state[self.ruptured, 0]
        self.gone, self.left = game.broken
        self.hidden = np.flatnonzero(game.exposure.max(0) > 0)
        exposed = [game.exposed(s) for s in self.hidden]
        self.public = np.array([e[0] for e in exposed])
        self.hit, self.miss = np.array([e[1] for e in exposed]), np.array([e[2] for e in exposed])
        self.keeper, self.dealer = game.place(game.successor_keeper), game.place(game.successor_dealer)
        answers, returns = self.answers * size, len(self.ruptured) * size
        # First the guarantor's answers and the disarmer's returns, then reviews and the guarantor's returns.
        d, g = game.rationality
        self.rationality = [np.repeat([g, d], [answers, returns]), np.repeat([d, g], [answers, returns])]
        seen = np.eye(2)[:, :, None]
        self.seen = np.broadcast_to(seen, (2, 2, answers + returns))
        self.gain = [np.zeros((2, 2, answers + returns)) for _ in range(2)]
        self.gain[0][1, :, :answers] = np.repeat(game.renege, size, axis=1)
        f, found = np.repeat(game.alarm, size), np.repeat(game.detection, size)
        zero, one = np.zeros_like(f), np.ones_like(f)
        self.signal = np.array([[1 - f, f, zero], [1 - found, found, zero], [zero, zero, one]])
        prior = np.tile(game.grid, (2, answers + returns, 1))
        self.warm = [prior.copy(), prior.copy(), np.tile(game.grid, (3, stages * size, 1))]
        self.missed = 0

    def redraw(self, values, t):
        """Election, then succession, backwards."""
        game = self.game
        if game.turnover[t] > 0:
            j, b = self.keeper
            new = values[..., j] + (values[..., j + 1] - values[..., j]) * b
            new[2:] = (1 - game.successor_keeper) * new[2] + game.successor_keeper * new[3]
            values = (1 - game.turnover[t]) * values + game.turnover[t] * new[..., None]
        if game.succession > 0:
            i, a = self.dealer
            new = values[:, :, i] + (values[:, :, i + 1] - values[:, :, i]) * a
            new[:2] = (1 - game.successor_dealer) * new[0] + game.successor_dealer * new[1]
            values = (1 - game.succession) * values + game.succession * new[:, :, None]
        return values

    def along(self, values, m):
        """Values `[channel, state, i, j]` at other beliefs about the disarmer, `m[state, i]`."""
        cell, fraction, _ = self.lines.locate(m)
        states = np.arange(len(m))[:, None]
        low, high = values[:, states, cell], values[:, states, cell + 1]
        return low + (high - low) * fraction[..., None]

    def close(self, opening, t):
        """Values after the moves of a round."""
        game = self.game
        r = game.rebuild[:, None, None]
        after = self.redraw((1 - r) * opening + r * opening[:, game.rebuilt], t)
        if len(self.hidden):
            fresh = self.redraw(opening[:, self.left[game.state[self.hidden, 0]]], t)
            chance = np.stack([np.broadcast_to(e[:, None], self.public.shape) for e in game.exposure[:, self.hidden]]
                              + [self.public, self.public])[..., None]
            after[:, self.hidden] = chance * self.along(fresh, self.hit) + (1 - chance) * self.along(after[:, self.hidden], self.miss)
        war = game.war[:, None, None]
        discount = np.repeat(game.discount, 2)[:, None, None, None]
        return game.flow[..., None] + discount * (war * game.lost[:, None, None, None] + (1 - war) * after)

    def decide(self, which, values, signal, gain, rationality):
        sigma, value, missed = fixed_points(self.lines, values, signal, gain, rationality, self.warm[which])
        self.missed += missed
        return sigma, value

    def round(self, opening, t):
        """Values at the start of a round, and its policies."""
        game, size, ruptured = self.game, self.size, self.ruptured
        X = self.close(opening, t)
        force, cut = X[:, : self.answers], self.answers * size
        first = np.concatenate([of_guarantor(force), of_disarmer(X[:, self.back])], axis=1)
        second = np.concatenate([of_guarantor(X[:, self.gone]), of_disarmer(X[:, ruptured])], axis=1)
        one, value = self.decide(0, [first, second], self.seen, self.gain[0], self.rationality[0])
        answer, returns = back_from_guarantor(value[:, :cut], size), back_from_disarmer(value[:, cut:], size)

        left = X[:, self.left]
        first = np.concatenate([of_disarmer(answer), of_guarantor(returns)], axis=1)
        second = np.concatenate([of_disarmer(left), of_guarantor(X[:, ruptured])], axis=1)
        two, value = self.decide(1, [first, second], self.seen, self.gain[1], self.rationality[1])
        review, reopened = back_from_disarmer(value[:, :cut], size), back_from_guarantor(value[:, cut:], size)

        outcomes = [of_disarmer(answer[:, 1:]), of_disarmer(left[:, :-1]), of_disarmer(force[:, :-1])]
        gain = np.zeros((3, 2, game.stages * size))
        credited = 1 - game.detection
        gain[1] = np.repeat(credited * game.feint_disarmer * game.annuity[0, t], size, axis=1)
        rationality = np.full(game.stages * size, game.rationality[0])
        three, value = self.decide(2, outcomes, self.signal, gain, rationality)
        feigns = three[:, 1] * np.stack([1 - game.grid, game.grid])[:, None]            # [type, line, point]
        feigns = feigns.reshape(2, 1, game.stages, size, size)
        lump = (feigns * (credited * game.feint_guarantor * game.annuity[1, t])[..., None, None]).sum(0)
        step = back_from_disarmer(value, size)
        step[2:] += np.swapaxes(lump, 2, 3)

        new = np.empty_like(X)
        s, r = game.step[:, None, None], game.review[:, None, None]
        new[:, : self.answers] = r * review + (1 - s - r) * force
        new[:, : self.answers - 1] += s[:-1] * step
        new[:, ruptured] = game.reopening * reopened + (1 - game.reopening) * X[:, ruptured]
        return new, (one, two, three)

    def backwards(self):
        game, size = self.game, self.size
        values = np.zeros((4, len(game.state), size, size))
        plan = [None] * game.played
        for t in reversed(range(game.foresight)):
            values, policies = self.round(values, t)
            if t < game.played:
                plan[t] = policies, [m.copy() for m in self.warm]
        return values, plan

    # Mass is [disarmer's type, guarantor's type, whether feigned, state, i, j].

    def by_disarmer(self, mass, m, weight):
        """Mass times `weight[type, line, point]`, taken along i to beliefs `m[line, point]`."""
        size = self.size
        lines = np.swapaxes(mass, -1, -2) * weight.reshape(2, 1, 1, -1, size, size)
        spread = self.lines.matrices(m).reshape(-1, size, size, size)
        return np.swapaxes((lines[..., None, :] @ spread)[..., 0, :], -1, -2)

    def by_guarantor(self, mass, m, weight):
        size = self.size
        lines = mass * weight.reshape(1, 2, 1, -1, size, size)
        spread = self.lines.matrices(m).reshape(-1, size, size, size)
        return (lines[..., None, :] @ spread)[..., 0, :]

    def forwards(self, plan):
        game, size, K, ruptured = self.game, self.size, self.answers, self.ruptured
        cut = K * size
        mass = np.zeros((2, 2, 2, len(game.state), size, size))
        (i, a), (j, b) = game.place(game.priors[0]), game.place(game.priors[1])
        (p, q) = game.priors
        pairs = np.outer([1 - p, p], [1 - q, q])[..., None, None]
        mass[:, :, 0, 0, i : i + 2, j : j + 2] = pairs * np.outer([1 - a, a], [1 - b, b])
        war = 0.0
        s, r = game.step[:, None, None], game.review[:, None, None]
        f, found = self.signal[0, 1][:, None], self.signal[1, 1][:, None]
        for t in range(game.played):
            (one, two, three), (m1, m2, m3) = plan[t]
            force, moved = mass[:, :, :, :K], np.zeros_like(mass)
            moved[:, :, :, :K] = (1 - s - r) * force
            answering = self.by_disarmer(r * force, m2[0, :cut], two[:, 0, :cut])
            moved[:, :, :, self.left] += self.by_disarmer(r * force, m2[1, :cut], two[:, 1, :cut])
            at_step = (s * force)[:, :, :, :-1]
            comply, feign, hold = np.moveaxis(three, 1, 0)
            answering[:, :, :, 1:] += self.by_disarmer(at_step, m3[0], comply * (1 - f))
            feint = self.by_disarmer(at_step, m3[0], feign * (1 - found))
            answering[:, :, 1, 1:] += feint.sum(2)
            moved[:, :, :, self.left[:-1]] += self.by_disarmer(at_step, m3[1], comply * f + feign * found)
            moved[:, :, :, : K - 1] += self.by_disarmer(at_step, m3[2], hold)
            moved[:, :, :, :K] += self.by_guarantor(answering, m1[0, :cut], one[:, 0, :cut])
            moved[:, :, :, self.gone] += self.by_guarantor(answering, m1[1, :cut], one[:, 1, :cut])

            waiting = mass[:, :, :, ruptured]
            moved[:, :, :, ruptured] += (1 - game.reopening) * waiting
            opening = game.reopening * waiting
            moved[:, :, :, ruptured] += self.by_guarantor(opening, m2[1, cut:], two[:, 1, cut:])
            asked = self.by_guarantor(opening, m2[0, cut:], two[:, 0, cut:])
            moved[:, :, :, ruptured] += self.by_disarmer(asked, m1[1, cut:], one[:, 1, cut:])
            returned = self.by_disarmer(asked, m1[0, cut:], one[:, 0, cut:])
            for n, k in enumerate(self.back):
                moved[:, :, :, k] += returned[:, :, :, n]
            war += (moved * game.war[:, None, None]).sum()
            mass = self.events(moved * (1 - game.war[:, None, None]), t)
        outcomes = np.bincount(game.ends.ravel(), np.moveaxis(mass.sum((-1, -2)), -1, 0).ravel(), minlength=8)
        outcomes[7] += war
        return outcomes

    def events(self, moved, t):
        game, size = self.game, self.size
        r = game.rebuild[:, None, None]
        mass = (1 - r) * moved
        builds = np.flatnonzero(game.rebuild > 0)
        mass[:, :, :, game.rebuilt[builds]] += (r * moved)[:, :, :, builds]
        if len(self.hidden):
            hidden = moved[:, :, :, self.hidden]
            chance = game.exposure[:, None, None, self.hidden, None, None]
            hit, miss = (np.swapaxes(self.lines.matrices(m), 1, 2) for m in (self.hit, self.miss))
            mass[:, :, :, self.hidden] = miss @ ((1 - chance) * hidden)
            mass[:, :, :, self.left[game.state[self.hidden, 0]]] += hit @ (chance * hidden)
        if game.succession > 0:
            (i, a), prior = self.dealer, np.array([1 - game.successor_dealer, game.successor_dealer])
            gone = game.succession * mass.sum((0, -2)) * prior[:, None, None, None, None]
            mass *= 1 - game.succession
            mass[..., i, :] += (1 - a) * gone
            mass[..., i + 1, :] += a * gone
        if game.turnover[t] > 0:
            (j, b), prior = self.keeper, np.array([1 - game.successor_keeper, game.successor_keeper])
            gone = game.turnover[t] * mass.sum((1, -1))[:, None] * prior[:, None, None, None]
            mass *= 1 - game.turnover[t]
            mass[..., j] += (1 - b) * gone
            mass[..., j + 1] += b * gone
        return mass


def solve(game):
    """Values at the priors by channel, outcome probabilities, and decisions that did not converge."""
    solver = Solver(game)
    values, plan = solver.backwards()
    return game.at_priors(values[:, 0]), solver.forwards(plan), solver.missed
