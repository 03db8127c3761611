"""Backward induction as a competent user of Numba writes it: compiled loops, and Newton's method started from the posteriors of the
round after. What becomes of play is in numba_walk.py.
"""

import math

import numpy as np

from numba_walk import fast, locate, start_of, walk

TOLERANCE = 1e-9


@fast
def solve3(grid, mu, lam, lines, signal, gain, m, q, sigma, u, du, chance, new, jac, step):
    """Posteriors `m` after three observations, from `lines[o, belief, type]`, `signal[a, o]` and what actions pay at once,
    `gain[a, type]`. Leaves action values in `q[type, a]`, policies in `sigma[type, a]`; returns whether it converged."""
    for attempt in range(400):
        for o in range(3):
            c = locate(grid, m[o])
            width = 1.0 / (grid[c + 1] - grid[c])
            f = (m[o] - grid[c]) * width
            for k in range(2):
                d = lines[o, c + 1, k] - lines[o, c, k]
                u[o, k], du[o, k] = lines[o, c, k] + d * f, d * width
        for k in range(2):
            top = -1e300
            for a in range(3):
                q[k, a] = gain[a, k] + signal[a, 0] * u[0, k] + signal[a, 1] * u[1, k] + signal[a, 2] * u[2, k]
                top = max(top, q[k, a])
            total = 0.0
            for a in range(3):
                sigma[k, a] = math.exp(lam * (q[k, a] - top))
                total += sigma[k, a]
            for a in range(3):
                sigma[k, a] /= total
            for o in range(3):
                chance[k, o] = sigma[k, 0] * signal[0, o] + sigma[k, 1] * signal[1, o] + sigma[k, 2] * signal[2, o]
        worst = 0.0
        for o in range(3):
            public = mu * chance[1, o] + (1.0 - mu) * chance[0, o]
            new[o] = mu * chance[1, o] / public if public > 0.0 else mu
            worst = max(worst, abs(new[o] - m[o]))
        if worst <= TOLERANCE:
            return True
        if attempt >= 15:
            # Newton's method went round in circles.
            for o in range(3):
                m[o] += 0.3 * (new[o] - m[o])
            continue
        for o in range(3):
            public = mu * chance[1, o] + (1.0 - mu) * chance[0, o]
            scale = mu * (1.0 - mu) / (public * public) if public > 0.0 else 0.0
            for p in range(3):
                both0 = sigma[0, 0] * signal[0, o] * signal[0, p] + sigma[0, 1] * signal[1, o] * signal[1, p] \
                    + sigma[0, 2] * signal[2, o] * signal[2, p]
                both1 = sigma[1, 0] * signal[0, o] * signal[0, p] + sigma[1, 1] * signal[1, o] * signal[1, p] \
                    + sigma[1, 2] * signal[2, o] * signal[2, p]
                d0 = lam * du[p, 0] * (both0 - chance[0, o] * chance[0, p])
                d1 = lam * du[p, 1] * (both1 - chance[1, o] * chance[1, p])
                jac[o, p] = (1.0 if o == p else 0.0) - scale * (chance[0, o] * d1 - chance[1, o] * d0)
            step[o] = new[o] - m[o]
        # Cramer's rule.
        a, b, c = jac[0, 0], jac[0, 1], jac[0, 2]
        d, e, f = jac[1, 0], jac[1, 1], jac[1, 2]
        g, h, i = jac[2, 0], jac[2, 1], jac[2, 2]
        A, B, C = e * i - f * h, f * g - d * i, d * h - e * g
        det = a * A + b * B + c * C
        x, y, z = step[0], step[1], step[2]
        m[0] += (x * A + y * (c * h - b * i) + z * (b * f - c * e)) / det
        m[1] += (x * B + y * (a * i - c * g) + z * (c * d - a * f)) / det
        m[2] += (x * C + y * (b * g - a * h) + z * (a * e - b * d)) / det
        for o in range(3):
            m[o] = min(max(m[o], 0.0), 1.0)
    return False


@fast
def solve2(grid, mu, lam, first, second, c, gain0, gain1, m):
    """The same for two actions that are seen: `first[belief, channel]`, `second[belief, channel]`, of which `c` and `c + 1` are the
    mover's, and what the second action pays at once by type. Returns the probabilities of the first action, the mover's values and
    whether it converged."""
    m0, m1 = m[0], m[1]
    for attempt in range(400):
        i = locate(grid, m0)
        j = locate(grid, m1)
        wi, wj = 1.0 / (grid[i + 1] - grid[i]), 1.0 / (grid[j + 1] - grid[j])
        fi, fj = (m0 - grid[i]) * wi, (m1 - grid[j]) * wj
        da0, da1 = first[i + 1, c] - first[i, c], first[i + 1, c + 1] - first[i, c + 1]
        db0, db1 = second[j + 1, c] - second[j, c], second[j + 1, c + 1] - second[j, c + 1]
        a0, a1 = first[i, c] + da0 * fi, first[i, c + 1] + da1 * fi
        b0, b1 = second[j, c] + db0 * fj + gain0, second[j, c + 1] + db1 * fj + gain1
        p0, p1 = 1.0 / (1.0 + math.exp(lam * (b0 - a0))), 1.0 / (1.0 + math.exp(lam * (b1 - a1)))
        public = mu * p1 + (1.0 - mu) * p0
        other = 1.0 - public
        n0 = mu * p1 / public if public > 0.0 else mu
        n1 = mu * (1.0 - p1) / other if other > 0.0 else mu
        r0, r1 = n0 - m0, n1 - m1
        if max(abs(r0), abs(r1)) <= TOLERANCE:
            m[0], m[1] = m0, m1
            return p0, p1, p0 * a0 + (1.0 - p0) * b0, p1 * a1 + (1.0 - p1) * b1, True
        if attempt >= 15:
            m0 += 0.3 * r0
            m1 += 0.3 * r1
            continue
        s0, s1 = lam * p0 * (1.0 - p0), lam * p1 * (1.0 - p1)
        k0 = mu * (1.0 - mu) / (public * public) if public > 0.0 else 0.0
        k1 = mu * (1.0 - mu) / (other * other) if other > 0.0 else 0.0
        # Derivatives of the chances of the first action by the two posteriors.
        x0, x1, y0, y1 = s0 * da0 * wi, s1 * da1 * wi, -s0 * db0 * wj, -s1 * db1 * wj
        j00 = 1.0 - k0 * (p0 * x1 - p1 * x0)
        j01 = -k0 * (p0 * y1 - p1 * y0)
        j10 = k1 * ((1.0 - p0) * x1 - (1.0 - p1) * x0)
        j11 = 1.0 + k1 * ((1.0 - p0) * y1 - (1.0 - p1) * y0)
        det = j00 * j11 - j01 * j10
        m0 = min(max(m0 + (r0 * j11 - r1 * j01) / det, 0.0), 1.0)
        m1 = min(max(m1 + (r1 * j00 - r0 * j10) / det, 0.0), 1.0)
    m[0], m[1] = m0, m1
    return p0, p1, p0 * a0 + (1.0 - p0) * b0, p1 * a1 + (1.0 - p1) * b1, False


@fast
def at(line, grid, m, c):
    i = locate(grid, m)
    f = (m - grid[i]) / (grid[i + 1] - grid[i])
    return line[i, c] + (line[i + 1, c] - line[i, c]) * f


@fast
def redraw(rows, size, turnover, keeper, kj, kf, succession, dealer, di, df):
    """Election, then succession, backwards, on `rows[i, j, channel]`."""
    if turnover > 0.0:
        for i in range(size):
            new = np.empty(4)
            for c in range(4):
                new[c] = rows[i, kj, c] + (rows[i, kj + 1, c] - rows[i, kj, c]) * kf
            new[2] = (1.0 - keeper) * new[2] + keeper * new[3]
            new[3] = new[2]
            for j in range(size):
                for c in range(4):
                    rows[i, j, c] = (1.0 - turnover) * rows[i, j, c] + turnover * new[c]
    if succession > 0.0:
        for j in range(size):
            new = np.empty(4)
            for c in range(4):
                new[c] = rows[di, j, c] + (rows[di + 1, j, c] - rows[di, j, c]) * df
            new[0] = (1.0 - dealer) * new[0] + dealer * new[1]
            new[1] = new[0]
            for i in range(size):
                for c in range(4):
                    rows[i, j, c] = (1.0 - succession) * rows[i, j, c] + succession * new[c]


@fast
def sweep(grid, foresight, played, stages, state, broken, lam, discount, flow, war, lost, rebuild, rebuilt, exposure,
          hit, miss, step, review, reopening, renege, feint_d, feint_g, annuity, detection, alarm,
          turnover, keeper, kj, kf, succession, dealer, di, df):
    """Values at the start, and policies and posteriors of the rounds that are played."""
    states, size = len(state), len(grid)
    K = stages + 1
    ruptured = states - K
    # Decisions between two: answers and reviews by stages, then both returns by ruptured state.
    twos = 2 * K + 2 * ruptured
    policy2, after2 = np.empty((played, twos, size, size, 2)), np.empty((played, twos, size, size, 2))
    policy3, after3 = np.empty((played, stages, size, size, 2, 3)), np.empty((played, stages, size, size, 3))
    warm2, warm3 = np.empty((twos, size, size, 2)), np.empty((stages, size, size, 3))
    for i in range(size):
        for j in range(size):
            for d in range(twos):
                guarantors = d < K or 2 * K <= d < 2 * K + ruptured
                warm2[d, i, j, :] = grid[j] if guarantors else grid[i]
            warm3[:, i, j, :] = grid[i]
    V = np.zeros((states, size, size, 4))
    X, answer, line = np.empty_like(V), np.empty((K, size, size, 4)), np.empty((size, size, 4))
    spared, exposed = np.empty((size, size, 4)), np.empty((size, size, 4))
    lines, signal, gain = np.empty((3, size, 2)), np.zeros((3, 3)), np.zeros((3, 2))
    signal[2, 2] = 1.0
    q, sigma = np.empty((2, 3)), np.empty((2, 3))
    room = (np.empty((3, 2)), np.empty((3, 2)), np.empty((2, 3)), np.empty(3), np.empty((3, 3)), np.empty(3))
    missed = 0
    for t in range(foresight - 1, -1, -1):
        # Flows and events.
        for s in range(states):
            r, to = rebuild[s], rebuilt[s]
            if r > 0.0:
                spared[:] = (1.0 - r) * V[s] + r * V[to]
            else:
                spared[:] = V[s]
            redraw(spared, size, turnover[t], keeper, kj, kf, succession, dealer, di, df)
            e0, e1 = exposure[0, s], exposure[1, s]
            if e0 > 0.0 or e1 > 0.0:
                exposed[:] = V[broken[1, state[s, 0]]]
                redraw(exposed, size, turnover[t], keeper, kj, kf, succession, dealer, di, df)
                for i in range(size):
                    mu = grid[i]
                    public = (1.0 - mu) * e0 + mu * e1
                    for j in range(size):
                        for c in range(4):
                            e = e0 if c == 0 else (e1 if c == 1 else public)
                            line[i, j, c] = e * at(exposed[:, j], grid, hit[s, i], c) \
                                + (1.0 - e) * at(spared[:, j], grid, miss[s, i], c)
                source = line
            else:
                source = spared
            w = war[s]
            for i in range(size):
                for j in range(size):
                    for c in range(4):
                        X[s, i, j, c] = flow[c, s, i] + discount[c // 2] * (w * lost[c] + (1.0 - w) * source[i, j, c])
        # The guarantor's answers.
        for k in range(K):
            gone = broken[0, k]
            for i in range(size):
                for j in range(size):
                    m = warm2[k, i, j]
                    p0, p1, v0, v1, good = solve2(grid, grid[j], lam[1], X[k, i], X[gone, i], 2, renege[0, k], renege[1, k], m)
                    missed += not good
                    public = grid[j] * p1 + (1.0 - grid[j]) * p0
                    answer[k, i, j, 2], answer[k, i, j, 3] = v0, v1
                    for c in range(2):
                        answer[k, i, j, c] = public * at(X[k, i], grid, m[0], c) + (1.0 - public) * at(X[gone, i], grid, m[1], c)
                    if t < played:
                        policy2[t, k, i, j, 0], policy2[t, k, i, j, 1] = p0, p1
                        after2[t, k, i, j] = m
        # Start of the round in force: reviews and steps.
        for k in range(K):
            left = broken[1, k]
            for i in range(size):
                mu = grid[i]
                for j in range(size):
                    d = K + k
                    m = warm2[d, i, j]
                    p0, p1, v0, v1, good = solve2(grid, mu, lam[0], answer[k, :, j], X[left, :, j], 0, 0.0, 0.0, m)
                    missed += not good
                    public = mu * p1 + (1.0 - mu) * p0
                    idle = 1.0 - step[k] - review[k]
                    V[k, i, j, 0] = review[k] * v0 + idle * X[k, i, j, 0]
                    V[k, i, j, 1] = review[k] * v1 + idle * X[k, i, j, 1]
                    for c in range(2, 4):
                        value = public * at(answer[k, :, j], grid, m[0], c) + (1.0 - public) * at(X[left, :, j], grid, m[1], c)
                        V[k, i, j, c] = review[k] * value + idle * X[k, i, j, c]
                    if t < played:
                        policy2[t, d, i, j, 0], policy2[t, d, i, j, 1] = p0, p1
                        after2[t, d, i, j] = m
            if k == stages:
                continue
            f, found = alarm[k], detection[k]
            signal[0, 0], signal[0, 1], signal[1, 0], signal[1, 1] = 1.0 - f, f, 1.0 - found, found
            for kind in range(2):
                gain[1, kind] = (1.0 - found) * feint_d[kind, k] * annuity[0, t]
            for j in range(size):
                lines[0], lines[1], lines[2] = answer[k + 1, :, j, :2], X[left, :, j, :2], X[k, :, j, :2]
                for i in range(size):
                    mu = grid[i]
                    m = warm3[k, i, j]
                    missed += not solve3(grid, mu, lam[0], lines, signal, gain, m, q, sigma, *room)
                    for c in range(2):
                        V[k, i, j, c] += step[k] * (sigma[c, 0] * q[c, 0] + sigma[c, 1] * q[c, 1] + sigma[c, 2] * q[c, 2])
                    l0 = sigma[0, 0] * (1.0 - f) + sigma[0, 1] * (1.0 - found)
                    l1 = sigma[1, 0] * (1.0 - f) + sigma[1, 1] * (1.0 - found)
                    credited, held = mu * l1 + (1.0 - mu) * l0, mu * sigma[1, 2] + (1.0 - mu) * sigma[0, 2]
                    for c in range(2, 4):
                        lump = (1.0 - found) * annuity[1, t] * (
                            (1.0 - mu) * sigma[0, 1] * feint_g[0, c - 2, k] + mu * sigma[1, 1] * feint_g[1, c - 2, k])
                        value = lump + credited * at(answer[k + 1, :, j], grid, m[0], c) \
                            + (1.0 - credited - held) * at(X[left, :, j], grid, m[1], c) + held * at(X[k, :, j], grid, m[2], c)
                        V[k, i, j, c] += step[k] * value
                    if t < played:
                        policy3[t, k, i, j] = sigma
                        after3[t, k, i, j] = m
        # Openings.
        for s in range(K, states):
            back = state[s, 0]
            d = 2 * K + s - K
            for i in range(size):
                for j in range(size):
                    m = warm2[d + ruptured, i, j]
                    mu = grid[i]
                    p0, p1, v0, v1, good = solve2(grid, mu, lam[0], X[back, :, j], X[s, :, j], 0, 0.0, 0.0, m)
                    missed += not good
                    public = mu * p1 + (1.0 - mu) * p0
                    line[i, j, 0], line[i, j, 1] = v0, v1
                    for c in range(2, 4):
                        line[i, j, c] = public * at(X[back, :, j], grid, m[0], c) + (1.0 - public) * at(X[s, :, j], grid, m[1], c)
                    if t < played:
                        policy2[t, d + ruptured, i, j, 0], policy2[t, d + ruptured, i, j, 1] = p0, p1
                        after2[t, d + ruptured, i, j] = m
            for i in range(size):
                for j in range(size):
                    m = warm2[d, i, j]
                    mu = grid[j]
                    p0, p1, v0, v1, good = solve2(grid, mu, lam[1], line[i], X[s, i], 2, 0.0, 0.0, m)
                    missed += not good
                    public = mu * p1 + (1.0 - mu) * p0
                    V[s, i, j, 2] = reopening * v0 + (1.0 - reopening) * X[s, i, j, 2]
                    V[s, i, j, 3] = reopening * v1 + (1.0 - reopening) * X[s, i, j, 3]
                    for c in range(2):
                        value = public * at(line[i], grid, m[0], c) + (1.0 - public) * at(X[s, i], grid, m[1], c)
                        V[s, i, j, c] = reopening * value + (1.0 - reopening) * X[s, i, j, c]
                    if t < played:
                        policy2[t, d, i, j, 0], policy2[t, d, i, j, 1] = p0, p1
                        after2[t, d, i, j] = m
    return V, policy2, after2, policy3, after3, missed


def solve(game):
    """Values at the priors by channel, outcome probabilities, and decisions that did not converge."""
    exposed = [game.exposed(s) for s in range(len(game.state))]
    hit, miss = np.array([e[1] for e in exposed]), np.array([e[2] for e in exposed])
    kj, kf = game.place(game.successor_keeper)
    di, df = game.place(game.successor_dealer)
    fresh = (game.turnover, game.successor_keeper, kj, kf, game.succession, game.successor_dealer, di, df)
    values, *policies, missed = sweep(
        game.grid, game.foresight, game.played, game.stages, game.state, game.broken, game.rationality, game.discount, game.flow,
        game.war, game.lost, game.rebuild, game.rebuilt, game.exposure, hit, miss, game.step, game.review, game.reopening,
        game.renege, game.feint_disarmer, game.feint_guarantor, game.annuity, game.detection, game.alarm, *fresh)
    outcomes = walk(
        game.grid, game.played, game.stages, game.state, game.broken, game.war, game.rebuild, game.rebuilt, game.exposure, hit, miss,
        game.step, game.review, game.reopening, game.detection, game.alarm, *fresh, start_of(game), game.ends, *policies)
    return game.at_priors(np.moveaxis(values[0], -1, 0)), outcomes, missed
