"""What the shipped model has to beat: the base rate per category and logistic regression."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from .columns import CATEGORIES, COLUMNS, raw_feature_of


class Model(Protocol):
    """Anything trained."""

    def predict(self, matrix: np.ndarray) -> np.ndarray: ...


@dataclass(frozen=True)
class Baseline:
    """A model that is only a function."""

    predict: Callable[[np.ndarray], np.ndarray]


RIDGE = 10.0
NEWTON_STEPS = 12


def sigmoid(margin: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-margin))


def fit_base_rates(matrix: np.ndarray, labels: np.ndarray) -> Baseline:
    """The share accepted of the offer's category; 0 for a category never offered."""
    categories = [i for i, column in enumerate(COLUMNS) if raw_feature_of(column) == "category"]
    offered = matrix[:, categories]
    rates = labels @ offered / np.maximum(offered.sum(axis=0), 1)
    return Baseline(lambda rows: rows[:, categories] @ rates)


class Standardiser:
    """Centres and scales columns; a missing cell becomes its column's mean."""

    def __init__(self, matrix: np.ndarray):
        self.mean = np.nanmean(matrix, axis=0, dtype=np.float64)
        deviation = np.nanstd(matrix, axis=0, dtype=np.float64)
        self.deviation = np.where(deviation > 0, deviation, 1)

    def __call__(self, matrix: np.ndarray) -> np.ndarray:
        return np.nan_to_num((matrix - self.mean) / self.deviation, nan=0.0)


def fit_logistic_regression(matrix: np.ndarray, labels: np.ndarray) -> Baseline:
    """Ridge logistic regression by Newton's method, missing cells at their column's mean."""
    standardise = Standardiser(matrix)

    def design(rows: np.ndarray) -> np.ndarray:
        return np.column_stack([standardise(rows), np.ones(len(rows))])

    inputs = design(matrix)
    penalty = np.diag([RIDGE] * matrix.shape[1] + [0.0])
    weights = np.zeros(inputs.shape[1])
    for _ in range(NEWTON_STEPS):
        predicted = sigmoid(inputs @ weights)
        gradient = inputs.T @ (predicted - labels) + penalty @ weights
        curvature = (inputs.T * (predicted * (1 - predicted))) @ inputs + penalty
        weights -= np.linalg.solve(curvature, gradient)
    return Baseline(lambda rows: sigmoid(design(rows) @ weights))


def rates_by_category(offered: Sequence[str], labels: np.ndarray) -> dict[str, float]:
    """Share accepted per category, for the manifest; a category never offered has none."""
    names = np.array(offered)
    return {
        category: round(float(labels[names == category].mean()), 4)
        for category in CATEGORIES
        if category in names
    }
