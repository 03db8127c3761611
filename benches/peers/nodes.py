"""The fixed point at a node of the belief grid, as one would write it with NumPy and with Numba.

A node has two types of the mover and K actions. An action leads to the posterior of the mover's type, and the values there
are read off a grid of 11 points by linear interpolation. The logit response to these values is iterated with a damping of
0.7 until no probability moves by more than 1e-10. A node-update is one iteration at one node.
"""

import numba
import numpy as np

GRID = 11
PRECISION = 3.0
DAMPING = 0.7
TOLERANCE = 1e-10
MOST = 500


def problems(count, actions, seed=3):
    random = np.random.default_rng(seed).random
    grid = (1 - np.cos(np.pi * np.arange(GRID) / (GRID - 1))) / 2
    beliefs = 0.02 + 0.96 * random(count)
    now = random((count, 2, actions))
    values = random((count, 2, actions, GRID)).cumsum(-1) / GRID
    return grid, beliefs, now, values


def with_numpy(grid, beliefs, now, values):
    """Number of node-updates until all nodes are done; nodes that are done are taken out."""
    count, _, actions = now.shape
    policy = np.full((count, 2, actions), 1 / actions)
    results = np.empty_like(policy)
    left, updates = np.arange(count), 0
    flat = values.ravel()
    # Where the values of a node's types and actions begin.
    starts = GRID * np.arange(count * 2 * actions).reshape(count, 2, actions)
    for _ in range(MOST):
        p = beliefs[left, None]
        high = p * policy[:, 1]
        after = high / (high + (1 - p) * policy[:, 0])
        cell = np.clip(np.searchsorted(grid, after, side="right") - 1, 0, GRID - 2)
        share = (after - grid[cell]) / (grid[cell + 1] - grid[cell])
        at = starts[left] + cell[:, None]
        near = flat[at]
        worth = PRECISION * (now[left] + near + share[:, None] * (flat[at + 1] - near))
        response = np.exp(worth - worth.max(-1, keepdims=True))
        response /= response.sum(-1, keepdims=True)
        moved = np.abs(response - policy).max((1, 2))
        policy = policy + DAMPING * (response - policy)
        updates += len(left)
        results[left] = policy
        going_on = moved > TOLERANCE
        left, policy = left[going_on], policy[going_on]
        if not len(left):
            break
    return updates, results


@numba.njit
def with_numba(grid, beliefs, now, values):
    count, _, actions = now.shape
    results = np.empty((count, 2, actions))
    worth = np.empty((2, actions))
    updates = 0
    for n in range(count):
        policy = results[n]
        policy[:] = 1 / actions
        p = beliefs[n]
        for _ in range(MOST):
            for a in range(actions):
                high = p * policy[1, a]
                after = high / (high + (1 - p) * policy[0, a])
                cell = 0
                while cell < GRID - 2 and after >= grid[cell + 1]:
                    cell += 1
                share = (after - grid[cell]) / (grid[cell + 1] - grid[cell])
                for kind in range(2):
                    near, far = values[n, kind, a, cell], values[n, kind, a, cell + 1]
                    worth[kind, a] = PRECISION * (now[n, kind, a] + near + share * (far - near))
            moved = 0.0
            for kind in range(2):
                most = worth[kind].max()
                total = 0.0
                for a in range(actions):
                    worth[kind, a] = np.exp(worth[kind, a] - most)
                    total += worth[kind, a]
                for a in range(actions):
                    step = worth[kind, a] / total - policy[kind, a]
                    moved = max(moved, abs(step))
                    policy[kind, a] += DAMPING * step
            updates += 1
            if moved <= TOLERANCE:
                break
    return updates, results
