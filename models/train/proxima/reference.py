"""How the values of each column lay in training: the engine measures drift against it."""

import numpy as np

BINS = 10
INDICATOR_EDGE = 0.5


def references(columns: list[str], matrix: np.ndarray) -> dict[str, dict]:
    return {column: _reference(matrix[:, place]) for place, column in enumerate(columns)}


def _reference(values: np.ndarray) -> dict:
    # In float64, as the engine compares.
    known = values[~np.isnan(values)].astype(np.float64)
    edges = _edges(known)
    # A value on an edge lies above it, as the engine has it.
    counts = np.bincount(np.searchsorted(edges, known, side="right"), minlength=len(edges) + 1)
    shares = counts / max(1, len(known))
    return {
        "edges": [float(edge) for edge in edges],
        "shares": [float(share) for share in shares],
        "missing": float(1 - len(known) / len(values)),
    }


def _edges(known: np.ndarray) -> np.ndarray:
    distinct = np.unique(known)
    if len(distinct) < 2:
        return np.array([])
    if set(distinct) <= {0.0, 1.0}:
        return np.array([INDICATOR_EDGE])
    if len(distinct) <= BINS:
        return (distinct[1:] + distinct[:-1]) / 2
    inner = np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1])
    return np.unique(inner)
