"""card.md: what the model is and how good it is, in a page."""

from pathlib import Path

CARD_FILE = "card.md"

TEMPLATE = """\
# Propensity model, learnt from a log

P(accept | customer, offer, moment). Learner: {learner}{weighting}.

| | |
| --- | --- |
| rows | {rows}, {accepted} of them accepted |
| customers | {customers} |
| decided | {begin} to {end} |
| by the model versions | {versions} |
| left out | {left_out} |
| AUC, on customers not seen ({split}) | {auc} |
| ECE (10 bins), likewise | {ece} |

Reliability, on customers not seen:

| Predicted | Rows | Mean prediction | Accepted |
| --- | --- | --- | --- |
{reliability}

Features: {features}. Categories of offers: {categories}; others keep their starting propensity, or
get {prior:.3f}.

The log holds what was shown, by the policy of then: of what that policy never showed, this model
knows nothing. Look at it as a shadow before it decides.
"""


def write_card(folder: Path, manifest: dict) -> None:
    about = manifest["about"]
    trained_on, metrics = about["trainedOn"], about["metrics"]
    card = TEMPLATE.format(
        learner=about["learner"],
        weighting=", rows weighted by 1 / chance" if about["weightByChance"] else "",
        rows=trained_on["rows"],
        accepted=trained_on["accepted"],
        customers=trained_on["customers"],
        begin=trained_on["from"],
        end=trained_on["to"],
        versions=", ".join(trained_on["modelVersions"]),
        left_out=", ".join(f"{n} {cause}" for cause, n in trained_on["leftOut"].items()) or "none",
        split=metrics["split"],
        auc=metrics["auc"],
        ece=metrics["ece"],
        reliability="\n".join(
            f"| {b['from']:.1f}-{b['to']:.1f} | {b['rows']} "
            f"| {b['predicted']:.3f} | {b['accepted']:.3f} |"
            for b in metrics["reliability"]
        ),
        features=", ".join(about["features"]),
        categories=", ".join(manifest["categories"]) or "none",
        prior=manifest["basePrior"],
    )
    (folder / CARD_FILE).write_text(card)
