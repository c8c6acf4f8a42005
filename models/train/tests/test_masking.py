import numpy as np

from propensity.columns import COLUMNS, RAW_FEATURES
from propensity.masking import SCENARIOS, augment, columns_of, hide, hide_at_random

NAMES = {feature.name for feature in RAW_FEATURES}
MATRIX = np.ones((500, len(COLUMNS)), dtype=np.float32)


def test_whole_raw_features_are_hidden():
    hidden = np.isnan(hide_at_random(MATRIX, np.random.default_rng(1)))
    assert 0 < hidden.sum() < hidden.size
    for feature in RAW_FEATURES:
        columns = hidden[:, columns_of([feature.name])]
        assert (columns.all(axis=1) == columns.any(axis=1)).all()


def test_hiding_leaves_the_original_alone():
    hide(MATRIX, ["weather"])
    hide_at_random(MATRIX, np.random.default_rng(1))
    assert not np.isnan(MATRIX).any()


def test_the_rows_as_they_are_stay_first_and_the_copies_share_their_weight():
    rows, labels, weights = augment(MATRIX, np.ones(500), copies=4, weight=2.0, seed=1)
    assert rows.shape == (2500, len(COLUMNS)) and labels.shape == (2500,)
    assert (rows[:500] == MATRIX).all()
    assert weights[:500].sum() == 500 and weights[500:].sum() == 1000


def test_scenarios_name_raw_features():
    assert all(set(hidden) < NAMES for hidden in SCENARIOS.values())
