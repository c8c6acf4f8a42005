import numpy as np
import pytest

from propensity.metrics import auc, ece, reliability

LABELS = np.array([0.0, 0.0, 1.0, 1.0])


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([0.1, 0.2, 0.8, 0.9], 1),
        ([0.9, 0.8, 0.2, 0.1], 0),
        ([0.5] * 4, 0.5),
        ([0.1, 0.6, 0.4, 0.9], 0.75),
    ],
)
def test_auc_is_the_share_of_pairs_ranked_right(scores, expected):
    assert auc(LABELS, np.array(scores)) == expected


def test_ece_weighs_each_bins_gap_by_its_rows():
    scores = np.array([0.25, 0.25, 0.25, 1.0])
    assert ece(LABELS, scores) == pytest.approx((3 * abs(0.25 - 1 / 3) + 0) / 4)


def test_a_score_of_one_is_in_the_last_bin():
    assert reliability(np.array([1.0]), np.array([1.0])) == [
        {"from": 0.9, "to": 1.0, "rows": 1, "predicted": 1.0, "accepted": 1.0}
    ]
