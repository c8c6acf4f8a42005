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
from .usable_rows import Order, refuse_too_little, usable, weights_of

FITTED_FILE = "fitted.pickle"
FEWEST_OF_A_CATEGORY = 10
ROWS_KEPT = 2000


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
    log, left_out = usable(read_log(order.log), order.weight_by_chance)
    labels = log.numbers("reward")
    subjects = log.column("subject")
    refuse_too_little(order, labels, subjects)
    features = served(read_features(order.features), log)
    if not features:
        raise InputError(f"{order.log} has no value of any feature: nothing can be learnt from it")
    matrix = matrix_of(features, log)
    weights = weights_of(log, order)
    train = LEARNERS[order.learner]
    scores = unseen_scores(train, matrix, labels, weights, subjects)
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


def unseen_scores(train, matrix, labels, weights, subjects) -> np.ndarray:
    """Each row's score by a model that has seen nothing of its customer."""
    scores = np.full(len(labels), np.nan)
    for known, unseen in person_folds(subjects):
        if len(set(labels[known])) < 2:
            raise InputError("a few customers have all the rewards: more customers are needed")
        scores[unseen] = train(matrix[known], labels[known], weights[known]).predict(matrix[unseen])
    return scores


def _categories(log: DecisionLog) -> list[str]:
    """Of offers, seen often enough to be scored; others keep their starting propensity."""
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
