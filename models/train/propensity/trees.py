"""Gradient-boosted trees, trained on masked copies of the rows too."""

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np

from .graph import Fragment
from .masking import augment
from .tree_graph import tree_fragment


@dataclass(frozen=True)
class TreeRecipe:
    """Everything that decides the trees; the same recipe and rows give the same trees."""

    trees: int = 120
    leaves: int = 16
    learning_rate: float = 0.1
    min_rows_a_leaf: int = 25
    columns_a_tree: float = 0.5
    rows_a_tree: float = 0.7
    ridge: float = 5.0
    masked_copies: int = 4
    masked_weight: float = 1.0
    seed: int = 2017

    def to_lightgbm(self) -> dict:
        return {
            "objective": "binary",
            "num_leaves": self.leaves,
            "learning_rate": self.learning_rate,
            "min_data_in_leaf": self.min_rows_a_leaf,
            "feature_fraction": self.columns_a_tree,
            "bagging_fraction": self.rows_a_tree,
            "bagging_freq": 1,
            "lambda_l2": self.ridge,
            "seed": self.seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": 1,
            "verbosity": -1,
        }


class Trees:
    """A trained forest."""

    def __init__(self, booster: lgb.Booster):
        self._booster = booster

    def predict(self, matrix: np.ndarray) -> np.ndarray:
        return self._booster.predict(matrix, num_threads=1)

    def fragment(self, output: str) -> Fragment:
        return tree_fragment(self._booster, output)


def fit_trees(matrix: np.ndarray, labels: np.ndarray, recipe: TreeRecipe = TreeRecipe()) -> Trees:
    """Trains on the rows and their masked copies."""
    rows, targets, weights = augment(
        matrix, labels, recipe.masked_copies, recipe.masked_weight, recipe.seed
    )
    return _fit(lgb.Dataset(rows, targets, weight=weights), recipe)


def fit_unmasked_trees(
    matrix: np.ndarray, labels: np.ndarray, recipe: TreeRecipe = TreeRecipe()
) -> Trees:
    """Trains on the rows alone: what LightGBM does without care for missing inputs."""
    return _fit(lgb.Dataset(matrix, labels), recipe)


def _fit(rows: lgb.Dataset, recipe: TreeRecipe) -> Trees:
    return Trees(lgb.train(recipe.to_lightgbm(), rows, recipe.trees))
