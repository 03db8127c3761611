"""Exact outcomes with Numba: mass carried forwards through the stored policies."""

import numpy as np
from numba import njit

fast = njit(cache=True, error_model="numpy", fastmath=True)


@fast
def locate(grid, m):
    low, high = 0, len(grid) - 2
    while low < high:
        middle = (low + high + 1) // 2
        if grid[middle] <= m:
            low = middle
        else:
            high = middle - 1
    return low


@fast
def put(rows, grid, m, other, along_i, mass, weights):
    """Mass to a belief `m` about one side, the other's point being `other`."""
    c = locate(grid, m)
    f = (m - grid[c]) / (grid[c + 1] - grid[c])
    if along_i:
        low, high = rows[c, other], rows[c + 1, other]
    else:
        low, high = rows[other, c], rows[other, c + 1]
    for x in range(8):
        part = mass[x] * weights[x]
        low[x] += (1.0 - f) * part
        high[x] += f * part


@fast
def walk(grid, played, stages, state, broken, war, rebuild, rebuilt, exposure, hit, miss, step, review, reopening,
         detection, alarm, turnover, keeper, kj, kf, succession, dealer, di, df, start, ends,
         policy2, after2, policy3, after3):
    """Probabilities of the eight outcomes. Mass has eight parts: disarmer's type, guarantor's type, whether a stage was feigned."""
    states, size = len(state), len(grid)
    K = stages + 1
    ruptured = states - K
    M, moved, answering = np.zeros((states, size, size, 8)), np.empty((states, size, size, 8)), np.empty((K, size, size, 8))
    opening = np.empty((size, size, 8))
    M[0] = start
    outcomes, w, w2 = np.zeros(8), np.empty(8), np.empty(8)
    for t in range(played):
        moved[:] = 0.0
        answering[:] = 0.0
        for k in range(K):
            left = broken[1, k]
            for i in range(size):
                for j in range(size):
                    mass = M[k, i, j]
                    if mass.sum() == 0.0:
                        continue
                    moved[k, i, j] += (1.0 - step[k] - review[k]) * mass
                    p, m = policy2[t, K + k, i, j], after2[t, K + k, i, j]
                    for x in range(8):
                        w[x], w2[x] = review[k] * p[x // 4], review[k] * (1.0 - p[x // 4])
                    put(answering[k], grid, m[0], j, True, mass, w)
                    put(moved[left], grid, m[1], j, True, mass, w2)
                    if k == stages:
                        continue
                    sigma, m = policy3[t, k, i, j], after3[t, k, i, j]
                    f, found = alarm[k], detection[k]
                    for x in range(8):
                        s = sigma[x // 4]
                        w[x] = step[k] * s[0] * (1.0 - f)
                        w2[x] = step[k] * (s[0] * f + s[1] * found)
                    put(answering[k + 1], grid, m[0], j, True, mass, w)
                    put(moved[left], grid, m[1], j, True, mass, w2)
                    feigned = np.zeros(8)
                    for x in range(8):
                        s = sigma[x // 4]
                        feigned[x | 1] += step[k] * s[1] * (1.0 - found) * mass[x]
                        w[x] = 1.0
                        w2[x] = step[k] * s[2]
                    put(answering[k + 1], grid, m[0], j, True, feigned, w)
                    put(moved[k], grid, m[2], j, True, mass, w2)
        for k in range(K):
            gone = broken[0, k]
            for i in range(size):
                for j in range(size):
                    mass = answering[k, i, j]
                    if mass.sum() == 0.0:
                        continue
                    p, m = policy2[t, k, i, j], after2[t, k, i, j]
                    for x in range(8):
                        w[x], w2[x] = p[x // 2 % 2], 1.0 - p[x // 2 % 2]
                    put(moved[k], grid, m[0], i, False, mass, w)
                    put(moved[gone], grid, m[1], i, False, mass, w2)
        for s in range(K, states):
            opening[:] = 0.0
            d = 2 * K + s - K
            for i in range(size):
                for j in range(size):
                    mass = M[s, i, j]
                    if mass.sum() == 0.0:
                        continue
                    moved[s, i, j] += (1.0 - reopening) * mass
                    p, m = policy2[t, d, i, j], after2[t, d, i, j]
                    for x in range(8):
                        w[x], w2[x] = reopening * p[x // 2 % 2], reopening * (1.0 - p[x // 2 % 2])
                    put(opening, grid, m[0], i, False, mass, w)
                    put(moved[s], grid, m[1], i, False, mass, w2)
            for i in range(size):
                for j in range(size):
                    mass = opening[i, j]
                    if mass.sum() == 0.0:
                        continue
                    p, m = policy2[t, d + ruptured, i, j], after2[t, d + ruptured, i, j]
                    for x in range(8):
                        w[x], w2[x] = p[x // 4], 1.0 - p[x // 4]
                    put(moved[state[s, 0]], grid, m[0], j, True, mass, w)
                    put(moved[s], grid, m[1], j, True, mass, w2)
        # Events.
        M[:] = 0.0
        for s in range(states):
            r, to = rebuild[s], rebuilt[s]
            e0, e1 = exposure[0, s], exposure[1, s]
            for i in range(size):
                for j in range(size):
                    mass = moved[s, i, j]
                    total = mass.sum()
                    if total == 0.0:
                        continue
                    outcomes[7] += war[s] * total
                    peace = 1.0 - war[s]
                    if e0 > 0.0 or e1 > 0.0:
                        for x in range(8):
                            e = e1 if x >= 4 else e0
                            w[x], w2[x] = peace * e, peace * (1.0 - e)
                        put(M[broken[1, state[s, 0]]], grid, hit[s, i], j, True, mass, w)
                        put(M[s], grid, miss[s, i], j, True, mass, w2)
                    else:
                        M[s, i, j] += peace * (1.0 - r) * mass
                        if r > 0.0:
                            M[to, i, j] += peace * r * mass
        for s in range(states):
            if succession > 0.0:
                for j in range(size):
                    gone = np.zeros(8)
                    for i in range(size):
                        gone += succession * M[s, i, j]
                        M[s, i, j] *= 1.0 - succession
                    for x in range(4):
                        both = gone[x] + gone[4 + x]
                        gone[x], gone[4 + x] = (1.0 - dealer) * both, dealer * both
                    M[s, di, j] += (1.0 - df) * gone
                    M[s, di + 1, j] += df * gone
            if turnover[t] > 0.0:
                for i in range(size):
                    gone = np.zeros(8)
                    for j in range(size):
                        gone += turnover[t] * M[s, i, j]
                        M[s, i, j] *= 1.0 - turnover[t]
                    for x in range(8):
                        if x // 2 % 2 == 0:
                            both = gone[x] + gone[x + 2]
                            gone[x], gone[x + 2] = (1.0 - keeper) * both, keeper * both
                    M[s, i, kj] += (1.0 - kf) * gone
                    M[s, i, kj + 1] += kf * gone
    for s in range(states):
        for i in range(size):
            for j in range(size):
                for x in range(8):
                    outcomes[ends[s, x]] += M[s, i, j, x]
    return outcomes


def start_of(game):
    """Mass at the priors by belief and pair of types; nothing was feigned."""
    size = len(game.grid)
    (i, a), (j, b) = game.place(game.priors[0]), game.place(game.priors[1])
    start = np.zeros((size, size, 8))
    (p, q) = game.priors
    types = np.zeros(8)
    types[[0, 2, 4, 6]] = [(1 - p) * (1 - q), (1 - p) * q, p * (1 - q), p * q]
    for (x, u), (y, v) in [((i + m, (1 - a, a)[m]), (j + n, (1 - b, b)[n])) for m in (0, 1) for n in (0, 1)]:
        start[x, y] += u * v * types
    return start
