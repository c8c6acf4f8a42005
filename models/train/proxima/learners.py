"""What can be learnt with: each gives P(accept) for a matrix, and a graph that does the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from propensity.graph import Fragment

SEED = 1
LEARNING_RATE = 0.06
LEAVES = 8
RIDGE = 5.0
ROWS_A_TREE = 25
FEWEST_TREES, MOST_TREES = 20, 200


def trees_for(rows: int) -> int:
    """Few rows carry few trees."""
    return min(MOST_TREES, max(FEWEST_TREES, rows // ROWS_A_TREE))


class Learner(Protocol):
    def predict(self, matrix: np.ndarray) -> np.ndarray: ...

    def fragment(self, output: str) -> Fragment: ...


@dataclass(frozen=True)
class LightGbm:
    """Trees that follow a missing value down the branch learnt for it."""

    booster: object

    @staticmethod
    def fit(matrix: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> "LightGbm":
        import lightgbm

        settings = {
            "objective": "binary",
            "num_leaves": LEAVES,
            "learning_rate": LEARNING_RATE,
            "min_data_in_leaf": 20,
            "feature_fraction": 0.7,
            "lambda_l2": RIDGE,
            "seed": SEED,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": 1,
            "verbosity": -1,
        }
        rows = lightgbm.Dataset(matrix, labels, weight=weights)
        return LightGbm(lightgbm.train(settings, rows, trees_for(len(matrix))))

    def predict(self, matrix: np.ndarray) -> np.ndarray:
        return self.booster.predict(matrix, num_threads=1)

    def fragment(self, output: str) -> Fragment:
        from propensity.tree_graph import tree_fragment

        return tree_fragment(self.booster, output)


@dataclass(frozen=True)
class Boosting:
    """scikit-learn's trees, which take missing values as LightGBM's do."""

    model: object

    @staticmethod
    def fit(matrix: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> "Boosting":
        from sklearn.ensemble import HistGradientBoostingClassifier

        model = HistGradientBoostingClassifier(
            max_iter=trees_for(len(matrix)),
            learning_rate=LEARNING_RATE,
            max_leaf_nodes=LEAVES,
            l2_regularization=RIDGE,
            early_stopping=False,
            random_state=SEED,
        )
        return Boosting(model.fit(matrix, labels, sample_weight=weights))

    def predict(self, matrix: np.ndarray) -> np.ndarray:
        return self.model.predict_proba(matrix)[:, 1]

    def fragment(self, output: str) -> Fragment:
        from .boosting_graph import boosting_fragment

        return boosting_fragment(self.model, output)


@dataclass(frozen=True)
class Logistic:
    """A missing value is the mean, and a column of its own says that it was missing."""

    pipeline: object

    @staticmethod
    def fit(matrix: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> "Logistic":
        from sklearn.impute import SimpleImputer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        # In float64: the mean of many float32 is not exact.
        pipeline = make_pipeline(
            SimpleImputer(add_indicator=True, keep_empty_features=True),
            StandardScaler(),
            LogisticRegression(C=0.5, max_iter=2000),
        )
        pipeline.fit(matrix.astype(np.float64), labels, logisticregression__sample_weight=weights)
        return Logistic(pipeline)

    def predict(self, matrix: np.ndarray) -> np.ndarray:
        return self.pipeline.predict_proba(matrix.astype(np.float64))[:, 1]

    def fragment(self, output: str) -> Fragment:
        from .logistic_graph import logistic_fragment

        return logistic_fragment(self.pipeline, output)


LEARNERS: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray], Learner]] = {
    "lightgbm": LightGbm.fit,
    "sklearn": Boosting.fit,
    "logistic": Logistic.fit,
}
