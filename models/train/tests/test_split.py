import numpy as np

from propensity.split import FOLDS, person_folds, row_folds

KEYS = [f"person {i % 40}" for i in range(400)]


def assert_partition(folds, count):
    folds = list(folds)
    assert len(folds) == FOLDS
    assert sorted(np.concatenate([test for _, test in folds])) == list(range(count))
    for train, test in folds:
        assert sorted([*train, *test]) == list(range(count))


def test_every_row_is_tested_once():
    assert_partition(person_folds(KEYS), len(KEYS))
    assert_partition(row_folds(400), 400)


def test_nobody_is_on_both_sides():
    for train, test in person_folds(KEYS):
        assert not {KEYS[i] for i in train} & {KEYS[i] for i in test}


def test_a_persons_fold_does_not_depend_on_the_rows_order():
    tested = [{KEYS[i] for i in test} for _, test in person_folds(KEYS)]
    backwards = KEYS[::-1]
    assert tested == [{backwards[i] for i in test} for _, test in person_folds(backwards)]
