"""Weighted minimax fits by Remez' exchange on a fine grid (Remez 1934; Cheney, "Introduction to Approximation Theory", ch. 3)."""

import numpy as np


def grid(low, high, count=4001):
    """Chebyshev nodes: as dense at the ends as the extrema of the error are."""
    angles = np.linspace(np.pi, 0, count)
    return (low + high) / 2 + (high - low) / 2 * np.cos(angles)


def exchange(points, values, weights, powers, rounds=60):
    """Coefficients c that make the largest |weight (value - sum c x^p)| over the points least, and that largest error."""
    basis = np.stack([points**p for p in powers], axis=1)
    size = len(powers) + 1
    chosen = np.round(np.linspace(0, len(points) - 1, size)).astype(int)
    signs = (-1.0) ** np.arange(size)
    best = None
    for _ in range(rounds):
        system = np.column_stack([basis[chosen], signs / weights[chosen]])
        solution = np.linalg.solve(system, values[chosen])
        error = weights * (values - basis @ solution[:-1])
        worst = np.max(np.abs(error))
        if best is None or worst < best[1]:
            best = (solution[:-1], worst)
        if worst <= abs(solution[-1]) * (1 + 1e-6):
            break
        chosen = alternating(error, size)
    return best


def alternating(error, size):
    """Of each run of one sign its largest error; of these the consecutive ones that hold the largest."""
    edges = np.flatnonzero(np.sign(error[1:]) != np.sign(error[:-1])) + 1
    runs = np.split(np.arange(len(error)), edges)
    peaks = [run[np.argmax(np.abs(error[run]))] for run in runs if len(run)]
    while len(peaks) > size:
        peaks.pop(0 if abs(error[peaks[0]]) < abs(error[peaks[-1]]) else -1)
    if len(peaks) < size:
        extra = np.setdiff1d(np.round(np.linspace(0, len(error) - 1, 2 * size)).astype(int), peaks)
        peaks = sorted([*peaks, *extra[: size - len(peaks)]])
    return np.array(peaks)


def fit(points, values, weights, count, kind):
    """As exchange for a polynomial of so many terms, but each coefficient is a number of `kind`.

    Rounded coefficients lose a little; steps of one unit in their last places, one or two at a time, win most of it back.
    """
    basis = np.stack([points**power for power in range(count)], axis=1)
    solution, _ = exchange(points, values, weights, list(range(count)))
    error = lambda c: float(np.max(np.abs(weights * (values - basis @ c))))
    best = solution.astype(kind).astype(float)
    least = error(best)
    if kind is np.float64:
        return best, least
    improved = True
    while improved:
        improved = False
        for candidate in neighbours(best, kind):
            found = error(candidate)
            if found < least * (1 - 1e-9):
                best, least, improved = candidate, found, True
    return best, least


def neighbours(coefficients, kind):
    steps = [float(np.spacing(abs(kind(c)))) for c in coefficients]
    for i in range(len(steps)):
        for j in range(i, len(steps)):
            for a in (-2, -1, 1, 2):
                for b in (-2, -1, 0, 1, 2) if j > i else (0,):
                    candidate = coefficients.copy()
                    candidate[i] += a * steps[i]
                    candidate[j] += b * steps[j]
                    yield candidate.astype(kind).astype(float)
