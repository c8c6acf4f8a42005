"""From a log to a learner, with how good it is on customers that it has not seen."""

import pickle
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from propensity.errors import InputError
from propensity.metrics import reliability, summary
from propensity.split import FOLDS, person_folds

from .decision_log import DecisionLog, read_log
from .features import Feature, columns_of, matrix_of, read_features, served
from .learners import LEARNERS, Learner
from .reference import references

FITTED_FILE = "fitted.pickle"
FEWEST_OF_EACH = 20
FEWEST_SUBJECTS = 10
FEWEST_OF_A_CATEGORY = 10
ROWS_KEPT = 2000


@dataclass(frozen=True)
class Order:
    """What to learn from, and with what."""

    log: Path
    features: Path
    learner: str
    weight_by_chance: bool
    most_weight: float
    fewest_rows: int


@dataclass(frozen=True)
class Fitted:
    """Everything that the later steps need of the training."""

    learner: Learner
    columns: list[str]
    features: dict[str, str]
    categories: list[str]
    base_prior: float
    reference: dict[str, dict]
    rows: np.ndarray
    about: dict

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FITTED_FILE).write_bytes(pickle.dumps(self))


def load_fitted(folder: Path) -> Fitted:
    """Of a folder of your own alone: unpickling runs what is in the file."""
    try:
        return pickle.loads((folder / FITTED_FILE).read_bytes())
    except OSError as error:
        raise InputError(
            f"cannot read {folder / FITTED_FILE}: {error.strerror}; models/train/run fit makes it"
        ) from None
    except Exception as error:  # pickle raises classes of its own, and what the classes in it raise
        raise InputError(f"{folder / FITTED_FILE} is no fitted model: {error}") from None


def fit(order: Order) -> Fitted:
    log, left_out = _usable(read_log(order.log), order.weight_by_chance)
    labels = log.numbers("reward")
    subjects = log.column("subject")
    _refuse_too_little(order, labels, subjects)
    features = served(read_features(order.features), log)
    if not features:
        raise InputError(f"{order.log} has no value of any feature: nothing can be learnt from it")
    matrix = matrix_of(features, log)
    weights = _weights(log, order)
    train = LEARNERS[order.learner]
    scores = _unseen_scores(train, matrix, labels, weights, subjects)
    return Fitted(
        learner=train(matrix, labels, weights),
        columns=columns_of(features),
        features={feature.name: feature.hash for feature in features},
        categories=_categories(log),
        base_prior=float(np.average(labels, weights=weights)),
        reference=references(columns_of(features), matrix),
        rows=matrix[:: max(1, len(matrix) // ROWS_KEPT)],
        about=_about(order, log, labels, left_out, features, scores),
    )


def _usable(log: DecisionLog, weight_by_chance: bool) -> tuple[DecisionLog, dict[str, int]]:
    """The rows that something can be learnt from, and how many others there are, by cause."""
    wrong = {
        "silence": np.array([cell is None for cell in log.column("action")], dtype=bool),
        "pending": log.flags("pending"),
        "no reward": np.isnan(log.numbers("reward")),
        "offer not known any more": ~log.flags("offerKnown") if "offerKnown" in log.columns else None,
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


def _refuse_too_little(order: Order, labels: np.ndarray, subjects: list[str]) -> None:
    if len(labels) < order.fewest_rows:
        raise InputError(
            f"{order.log} has {len(labels)} rows with a reward, and {order.fewest_rows} are the "
            "fewest (--fewest-rows): let the engine decide for longer, or pull with a shorter --wait-hours"
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
            f"{order.log} is of {len(set(subjects))} customers, and {FEWEST_SUBJECTS} are the fewest: "
            "a model is tried on customers that it has not seen"
        )


def _weights(log: DecisionLog, order: Order) -> np.ndarray:
    """As if all offers had been shown alike (inverse propensity weighting), cut off at a most."""
    if not order.weight_by_chance:
        return np.ones(log.rows)
    weights = np.minimum(1 / log.numbers("pscore"), order.most_weight)
    return weights / weights.mean()


def _unseen_scores(train, matrix, labels, weights, subjects) -> np.ndarray:
    """Each row's score by a model that has seen nothing of its customer."""
    scores = np.full(len(labels), np.nan)
    for known, unseen in person_folds(subjects):
        if len(set(labels[known])) < 2:
            raise InputError("a few customers have all the rewards: more customers are needed")
        scores[unseen] = train(matrix[known], labels[known], weights[known]).predict(matrix[unseen])
    return scores


def _categories(log: DecisionLog) -> list[str]:
    """Of offers, that were seen often enough to be scored; others keep their starting propensity."""
    cells = [cell for cell in log.column("category") if cell is not None]
    return sorted(name for name in set(cells) if cells.count(name) >= FEWEST_OF_A_CATEGORY)


def _about(order: Order, log, labels, left_out, features: list[Feature], scores) -> dict:
    times = sorted(map(_time_text, log.column("at")))
    return {
        "learner": order.learner,
        "weightByChance": order.weight_by_chance,
        "metrics": summary(labels, scores)
        | {"split": f"{FOLDS} folds by customer", "reliability": reliability(labels, scores)},
        "trainedOn": {
            "rows": len(labels),
            "accepted": int((labels == 1).sum()),
            "customers": len(set(log.column("subject"))),
            "from": times[0],
            "to": times[-1],
            "modelVersions": sorted(set(log.column("modelVersion"))),
            "leftOut": left_out,
        },
        "features": [feature.name for feature in features],
        "createdAt": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _time_text(cell) -> str:
    """Parquet has times as such, the other formats as text."""
    if not isinstance(cell, datetime):
        return str(cell)
    return cell.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def told(fitted: Fitted) -> dict:
    """What the last line of `fit` says."""
    metrics, trained_on = fitted.about["metrics"], fitted.about["trainedOn"]
    return {
        "learner": fitted.about["learner"],
        "rows": trained_on["rows"],
        "accepted": trained_on["accepted"],
        "customers": trained_on["customers"],
        "auc": metrics["auc"],
        "ece": metrics["ece"],
        "columns": len(fitted.columns),
        "categories": fitted.categories,
    }
