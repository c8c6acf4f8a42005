"""Cross-validates the shipped recipe and all it is compared with."""

from collections.abc import Callable, Sequence

import numpy as np

from .baselines import Model, fit_base_rates, fit_logistic_regression
from .blend import fit_blend
from .masking import SCENARIOS, hide
from .metrics import reliability, summary
from .network import fit_network
from .split import Fold, person_folds, row_folds, used_to_choose
from .survey import Survey
from .training_data import training_data
from .trees import fit_trees, fit_unmasked_trees

MIN_PERSON_AUC, MAX_PERSON_ECE, MIN_ROW_AUC = 0.745, 0.03, 0.78

EVERYTHING = "everything"

Fit = Callable[[np.ndarray, np.ndarray], Model]

RECIPES: dict[str, Fit] = {
    "shipped": fit_blend,
    "networkAlone": fit_network,
    "treesAlone": fit_trees,
    "lightgbmSameColumns": fit_unmasked_trees,
    "logisticRegression": fit_logistic_regression,
    "baseRateByCategory": fit_base_rates,
}
MASKED_RECIPES = ("shipped", "networkAlone", "treesAlone", "lightgbmSameColumns")


def cross_validate(survey: Survey) -> dict:
    """AUC and ECE of each recipe on pooled out-of-fold predictions, by person and by row."""
    keys, (matrix, labels) = survey.person_keys(), training_data(survey)
    splits = {"person": list(person_folds(keys)), "row": list(row_folds(len(labels)))}
    report = {
        name: _cross_validate_split(survey, matrix, labels, folds) for name, folds in splits.items()
    }
    return report | {"holds": _holds(report)}


def _cross_validate_split(
    survey: Survey, matrix: np.ndarray, labels: np.ndarray, folds: Sequence[Fold]
) -> dict:
    unseen = np.array([not used_to_choose(key) for key in survey.person_keys()])
    pooled = {name: _out_of_fold(fit, matrix, labels, folds) for name, fit in RECIPES.items()}
    all_columns = np.hstack([matrix, survey.withheld_codes()])
    pooled["lightgbmAllColumns"] = _out_of_fold(fit_unmasked_trees, all_columns, labels, folds)
    shipped = pooled["shipped"][EVERYTHING]
    return {
        **{name: summary(labels, predictions[EVERYTHING]) for name, predictions in pooled.items()},
        "shippedOnPeopleNotUsedToChoose": summary(labels[unseen], shipped[unseen]),
        "masked": {
            name: {scenario: summary(labels, pooled[name][scenario]) for scenario in SCENARIOS}
            for name in MASKED_RECIPES
        },
        "reliability": reliability(labels, shipped),
    }


def _out_of_fold(
    fit: Fit, matrix: np.ndarray, labels: np.ndarray, folds: Sequence[Fold]
) -> dict[str, np.ndarray]:
    """Every row's prediction by the model that did not see it, as is and in each masked scenario."""
    hidden = {EVERYTHING: (), **SCENARIOS}
    predictions = {scenario: np.empty(len(labels)) for scenario in hidden}
    for train, test in folds:
        model = fit(matrix[train], labels[train])
        for scenario, features in hidden.items():
            predictions[scenario][test] = model.predict(hide(matrix[test], features))
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
    for scenario, score in person["masked"]["shipped"].items():
        scores[f"shipped, {scenario}"] = (score, row["masked"]["shipped"][scenario])
    for name, pair in scores.items():
        lines.append(f"{name:48}" + "".join(f"{s['auc']:8.4f}{s['ece']:8.4f}" for s in pair))
    return "\n".join(lines)
