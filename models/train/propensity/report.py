"""Cross-validates the shipped recipe and all it is compared with."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from .baselines import Model, fit_base_rates, fit_logistic_regression
from .blend import fit_blend
from .columns import encode
from .masking import SCENARIOS, hide
from .metrics import reliability, summary
from .network import fit_network
from .split import Fold, person_folds, row_folds, used_to_choose
from .survey import Survey
from .trees import fit_trees, fit_unmasked_trees

MIN_PERSON_AUC, MAX_PERSON_ECE, MIN_ROW_AUC = 0.745, 0.03, 0.78

Fit = Callable[[np.ndarray, np.ndarray], Model]


def cross_validate(survey: Survey) -> dict:
    """AUC and ECE of each recipe on pooled out-of-fold predictions, by person and by row."""
    keys, labels = survey.person_keys(), survey.accepted()
    splits = {"person": list(person_folds(keys)), "row": list(row_folds(len(labels)))}
    report = {name: _cross_validate_split(survey, folds) for name, folds in splits.items()}
    return report | {"holds": _holds(report)}


def _cross_validate_split(survey: Survey, folds: Sequence[Fold]) -> dict:
    labels = survey.accepted()
    matrix = encode(survey.raw_features())
    all_columns = np.hstack([matrix, survey.withheld_codes()])

    def out_of_fold(fit: Fit, rows: np.ndarray = matrix) -> dict:
        return summary(labels, _out_of_fold(fit, rows, labels, folds)[0])

    full, *masked = _out_of_fold(fit_blend, matrix, labels, folds, SCENARIOS.values())
    unseen = np.array([not used_to_choose(key) for key in survey.person_keys()])
    return {
        "shipped": summary(labels, full),
        "baseRateByCategory": out_of_fold(fit_base_rates),
        "logisticRegression": out_of_fold(fit_logistic_regression),
        "networkAlone": out_of_fold(fit_network),
        "treesAlone": out_of_fold(fit_trees),
        "lightgbmSameColumns": out_of_fold(fit_unmasked_trees),
        "lightgbmAllColumns": out_of_fold(fit_unmasked_trees, all_columns),
        "shippedOnPeopleNotUsedToChoose": summary(labels[unseen], full[unseen]),
        "shippedMasked": {name: summary(labels, p) for name, p in zip(SCENARIOS, masked)},
        "reliability": reliability(labels, full),
    }


def _out_of_fold(
    fit: Fit,
    matrix: np.ndarray,
    labels: np.ndarray,
    folds: Sequence[Fold],
    hidden_sets: Iterable[Sequence[str]] = (),
) -> list[np.ndarray]:
    """Every row's prediction by the model that did not see it: as is, then with each set hidden."""
    hidden_sets = [(), *hidden_sets]
    predictions = [np.empty(len(labels)) for _ in hidden_sets]
    for train, test in folds:
        model = fit(matrix[train], labels[train])
        for prediction, hidden in zip(predictions, hidden_sets):
            prediction[test] = model.predict(hide(matrix[test], hidden))
    return predictions


def _holds(report: dict) -> bool:
    person, row = report["person"], report["row"]
    return (
        person["shipped"]["auc"] >= MIN_PERSON_AUC
        and person["shipped"]["ece"] <= MAX_PERSON_ECE
        and person["shipped"]["auc"] > person["logisticRegression"]["auc"]
        and person["shipped"]["auc"] > person["baseRateByCategory"]["auc"]
        and row["shipped"]["auc"] >= MIN_ROW_AUC
    )


def format_table(report: dict) -> str:
    """The report's AUC and ECE as text."""
    person, row = report["person"], report["row"]
    lines = [f"{'':48}{'by person':^16}{'by row':^16}", f"{'':48}" + f"{'AUC':>8}{'ECE':>8}" * 2]
    scores = {name: (score, row[name]) for name, score in person.items() if "auc" in score}
    for name, score in person["shippedMasked"].items():
        scores[f"shipped, masked: {name}"] = (score, row["shippedMasked"][name])
    for name, pair in scores.items():
        lines.append(f"{name:48}" + "".join(f"{s['auc']:8.4f}{s['ece']:8.4f}" for s in pair))
    return "\n".join(lines)
