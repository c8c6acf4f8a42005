"""People and offers made up over the engine's own columns: levels as 0 and 1, numbers, and holes where nobody knows."""

import numpy as np

NUMBERS = {"temperatureCelsius": (-5, 30), "validityHours": (1, 24), "travelMinutes": (1, 30), "headingTowards": (0, 1)}


def draw(columns, count, seed, with_holes):
    """:returns: float32 rows in the order of the columns, and 1 where the offer was accepted."""
    rng = np.random.default_rng(seed)
    groups = {}
    for place, column in enumerate(columns):
        groups.setdefault(column.split("=")[0], []).append(place)
    rows = np.zeros((count, len(columns)), dtype=np.float32)
    for name, places in groups.items():
        if len(places) > 1:
            rows[np.arange(count), rng.choice(places, count)] = 1
        else:
            low, high = NUMBERS.get(name, (0, 8))
            rows[:, places[0]] = rng.uniform(low, high, count)
        if with_holes:
            rows[np.ix_(rng.random(count) < 0.15, places)] = np.nan
    known = np.nan_to_num(rows, nan=0.0)
    weights = rng.normal(0, 0.4, len(columns)) / (1 + known.std(axis=0))
    logits = (known - known.mean(axis=0)) @ weights * 2
    accepted = (rng.random(count) < 1 / (1 + np.exp(-logits))).astype(np.int64)
    return rows, accepted
