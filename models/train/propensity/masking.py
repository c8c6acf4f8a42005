"""Hides raw features at random, so that the model learns what a missing one means.

The survey has hardly a missing answer; serving has many. Each masked copy of the data
hides whole raw features, never single columns, as the serving engine does.
"""

from collections.abc import Iterable

import numpy as np

from .columns import COLUMNS, RAW_FEATURES, raw_feature_of

VISITS = tuple(f.name for f in RAW_FEATURES if f.name.startswith("visits"))

# Raw features that come from one source, and so are mostly missing together.
SOURCES = (
    ("daypart",),
    ("weather", "temperatureCelsius"),
    ("companion",),
    ("intent",),
    ("category",),
    ("validityHours",),
    ("travelMinutes",),
    ("headingTowards",),
    VISITS,
)
SOURCE_RATE = 0.5
FEATURE_RATE = 0.1

# What a serving engine plausibly does not know; named for the report.
SCENARIOS: dict[str, tuple[str, ...]] = {
    "noVisits": VISITS,
    "noWeather": ("weather", "temperatureCelsius"),
    "noContext": ("weather", "temperatureCelsius", "companion", "intent"),
    "categoryTravelDaypartValidity": tuple(
        f.name
        for f in RAW_FEATURES
        if f.name not in ("category", "travelMinutes", "daypart", "validityHours")
    ),
}


def columns_of(features: Iterable[str]) -> list[int]:
    """Indices of the columns made of these raw features."""
    wanted = set(features)
    return [i for i, column in enumerate(COLUMNS) if raw_feature_of(column) in wanted]


def hide(matrix: np.ndarray, features: Iterable[str]) -> np.ndarray:
    """A copy of the matrix with these raw features missing in every row."""
    hidden = matrix.copy()
    hidden[:, columns_of(features)] = np.nan
    return hidden


def hide_at_random(matrix: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A copy of the matrix with a random set of raw features missing in each row."""
    hidden = matrix.copy()
    for source in SOURCES:
        source_is_missing = rng.random(len(matrix)) < SOURCE_RATE
        for feature in source:
            rows = source_is_missing | (rng.random(len(matrix)) < FEATURE_RATE)
            hidden[np.ix_(rows, columns_of([feature]))] = np.nan
    return hidden


def augment(
    matrix: np.ndarray, labels: np.ndarray, copies: int, weight: float, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rows as they are (weight 1) and `copies` masked copies (`weight` in all)."""
    rng = np.random.default_rng(seed)
    matrices = [matrix, *(hide_at_random(matrix, rng) for _ in range(copies))]
    weights = np.concatenate([np.ones(len(labels)), np.full(len(labels) * copies, weight / copies)])
    return np.vstack(matrices), np.tile(labels, copies + 1), weights
