"""Which rows of a log can be learnt from, with what weight; and what is too little."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from propensity.errors import InputError

from .decision_log import DecisionLog

FEWEST_OF_EACH = 20
FEWEST_SUBJECTS = 10


@dataclass(frozen=True)
class Order:
    """What to learn from, and with what."""

    log: Path
    features: Path
    learner: str
    weight_by_chance: bool
    most_weight: float
    fewest_rows: int


def usable(log: DecisionLog, weight_by_chance: bool) -> tuple[DecisionLog, dict[str, int]]:
    """The rows that something can be learnt from, and how many others there are, by cause."""
    wrong = {
        "silence": np.array([cell is None for cell in log.column("action")], dtype=bool),
        "pending": log.flags("pending"),
        "no reward": np.isnan(log.numbers("reward")),
        "offer not known any more": (
            ~log.flags("offerKnown") if "offerKnown" in log.columns else None
        ),
    }
    if weight_by_chance:
        chance = log.numbers("pscore")
        wrong["no exact chance"] = (
            ~(chance > 0) | log.flags("changedByCommit") | log.flags("fallback")
        )
    keep = np.ones(log.rows, dtype=bool)
    left_out = {}
    for cause, rows in wrong.items():
        if rows is None:
            continue
        left_out[cause] = int((keep & rows).sum())
        keep &= ~rows
    return log.only(keep), {cause: count for cause, count in left_out.items() if count}


def refuse_too_little(order: Order, labels: np.ndarray, subjects: list[str]) -> None:
    if len(labels) < order.fewest_rows:
        raise InputError(
            f"{order.log} has {len(labels)} rows with a reward, and {order.fewest_rows} are the "
            "fewest (--fewest-rows): let the engine decide for longer, or pull with a shorter "
            "--wait-hours"
        )
    rewarded = int((labels == 1).sum())
    for count, what in ((rewarded, "accepted"), (len(labels) - rewarded, "not accepted")):
        if count < FEWEST_OF_EACH:
            raise InputError(
                f"{order.log} has {count} offers that were {what}, and {FEWEST_OF_EACH} are the "
                "fewest to learn a difference from: let the engine decide for longer"
            )
    if len(set(subjects)) < FEWEST_SUBJECTS:
        raise InputError(
            f"{order.log} is of {len(set(subjects))} customers, and {FEWEST_SUBJECTS} are the "
            "fewest: a model is tried on customers that it has not seen"
        )


def weights_of(log: DecisionLog, order: Order) -> np.ndarray:
    """As if all offers had been shown alike (inverse propensity weighting), cut off at a most."""
    if not order.weight_by_chance:
        return np.ones(log.rows)
    weights = np.minimum(1 / log.numbers("pscore"), order.most_weight)
    return weights / weights.mean()
