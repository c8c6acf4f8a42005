"""Cross-validation folds, by person and by row."""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np

FOLDS = 5

Fold = tuple[np.ndarray, np.ndarray]


def bucket(key: str, buckets: int) -> int:
    """A stable bucket for a key, whatever the order of the file."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % buckets


def person_folds(keys: Sequence[str]) -> Iterator[Fold]:
    """(train, test) row indices; no person is on both sides."""
    return _folds(np.array([bucket(key, FOLDS) for key in keys]))


def row_folds(count: int, seed: int = 0) -> Iterator[Fold]:
    """(train, test) row indices; people are shared between the sides."""
    return _folds(np.random.default_rng(seed).permutation(count) % FOLDS)


def _folds(assignment: np.ndarray) -> Iterator[Fold]:
    for fold in range(FOLDS):
        yield np.flatnonzero(assignment != fold), np.flatnonzero(assignment == fold)


def used_to_choose(person_key: str) -> bool:
    """Whether the person is of the half on which the recipe's settings were chosen."""
    return bucket(f"half|{person_key}", 2) == 0
