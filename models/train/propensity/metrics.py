"""How good a probability is: ranking (AUC) and honesty (calibration)."""

import numpy as np
from scipy.stats import rankdata

BINS = 10


def auc(labels: np.ndarray, scores: np.ndarray) -> float:
    """Area under the ROC curve, ties counted half; it needs both labels."""
    positives = labels.sum()
    negatives = len(labels) - positives
    rank_sum = rankdata(scores)[labels == 1].sum()
    return float((rank_sum - positives * (positives + 1) / 2) / (positives * negatives))


def reliability(labels: np.ndarray, scores: np.ndarray, bins: int = BINS) -> list[dict]:
    """Equal-width bins of the score: rows, mean score and share accepted of each."""
    index = _bin_of(scores, bins)
    table = []
    for i in range(bins):
        inside = index == i
        if inside.any():
            table.append(
                {
                    "from": i / bins,
                    "to": (i + 1) / bins,
                    "rows": int(inside.sum()),
                    "predicted": round(float(scores[inside].mean()), 4),
                    "accepted": round(float(labels[inside].mean()), 4),
                }
            )
    return table


def _bin_of(scores: np.ndarray, bins: int) -> np.ndarray:
    return np.minimum((scores * bins).astype(int), bins - 1)


def ece(labels: np.ndarray, scores: np.ndarray, bins: int = BINS) -> float:
    """Expected calibration error: the bins' mean gap, weighted by rows."""
    index = _bin_of(scores, bins)
    gaps = [abs((scores - labels)[index == i].sum()) for i in range(bins)]
    return float(sum(gaps) / len(labels))


def summary(labels: np.ndarray, scores: np.ndarray) -> dict:
    return {"auc": round(auc(labels, scores), 4), "ece": round(ece(labels, scores), 4)}
