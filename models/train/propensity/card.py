"""Writes card.md: what the model is, how good it is, and what it must not be used for."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

CARD_FILE = "card.md"
LATENCY_FILE = Path(__file__).resolve().parents[1] / "latency.json"

RECIPE_TITLES = {
    "shipped": "**Shipped: network and trees together**",
    "networkAlone": "Network alone",
    "treesAlone": "Trees alone",
    "lightgbmSameColumns": "LightGBM, same columns, no masked copies",
    "lightgbmAllColumns": "LightGBM, with the withheld columns too",
    "logisticRegression": "Logistic regression, same columns",
    "baseRateByCategory": "Base rate of the category",
    "shippedOnPeopleNotUsedToChoose": "Shipped, on the people not used to choose settings",
}
SCENARIO_TITLES = {
    "noVisits": "visits history",
    "noWeather": "weather, temperature",
    "noContext": "weather, temperature, companion, intent",
    "categoryTravelDaypartValidity": "all but category, travel time, daypart and validity",
}

TEMPLATE = """\
# Propensity model, version {version}

P(accept | customer, offer, moment): how likely a customer is to accept an offer of a nearby
place now. A starting model for an engine that has no feedback of its own yet.

A network ensemble and a forest of gradient-boosted trees, averaged inside one ONNX graph:
`{input}` float32 [N, {column_count}] in, `{output}` float32 [N, 1] out.

## Data and credit

Trained on {rows} rows ({people} distinct people) of *In-Vehicle Coupon Recommendation*, UCI Machine
Learning Repository no. 603, licensed [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/):

> Tong Wang, Cynthia Rudin, Finale Doshi-Velez, Yimin Liu, Erica Klampfl, Perry MacNeille.
> *A Bayesian Framework for Learning Rule Sets for Interpretable Classification.*
> Journal of Machine Learning Research 18 (2017).

Changes: answers were renamed and turned into numbers as the table below says; the model and the
rows of `parity.json` derive from them.

Not inputs, though the survey has them: gender, marital status, income, education and occupation
(sensitive), and age, children and car (a serving engine does not know them).

## Inputs

A missing raw feature makes all of its columns NaN, and the model answers for the average of what
it might have been. A level that is not listed makes the feature's columns 0. Beyond the range of the
survey, the network holds a number to the nearest value it has seen, as trees do by nature.

| Raw feature | Kind | Survey answers |
| --- | --- | --- |
{inputs}

Columns, in order: {columns}.

## How good it is

5-fold cross-validation; AUC and ECE (10 equal-width bins) of the pooled out-of-fold predictions.
*By person*: nobody is on both sides (a person is a distinct tuple of all personal answers, as the
survey has no person id). *By row*: people are shared, as with customers who come back.

| Model | AUC by person | ECE | AUC by row | ECE |
| --- | --- | --- | --- | --- |
{recipes}

Settings were chosen among about thirty, by cross-validation within one half of the people; the last
line is the other half. That network and trees are blended was decided on all of the people: the
network alone stayed below 0.78 by row, and the blend led both by person.

Adding the withheld columns changes LightGBM's AUC by {gain_person:+.4f} by person and by
{gain_row:+.4f} by row: for people the model does not know, leaving them out costs nothing; they
mostly help to recognise a person seen before.

Reliability by person:

| Predicted | Rows | Mean prediction | Accepted |
| --- | --- | --- | --- |
{reliability}

### With inputs missing

Half of the training weight is on copies of the rows with raw features hidden at random, so that a
prediction with inputs missing is a marginal probability.

AUC / ECE by person, with only some inputs known:

| Hidden | Shipped | Network alone | Trees alone | LightGBM, no masked copies |
| --- | --- | --- | --- | --- |
{masked}

## Speed

{latency_setup}.

| Model | p50 | p99 |
| --- | --- | --- |
{latency}

The blend costs the sum of its parts. It is shipped because it ranks new people best, stays within
0.002 AUC of the trees by row, and ranks better than the trees when inputs are missing.

## Limits

- The survey asked drivers in the United States, recruited on Mechanical Turk, what they *would* do
  at the wheel: stated intentions, not deeds. Real acceptance is lower; trust the ranking before the level.
- Every survey offer was at least 5 minutes' drive away, and travel time has three values. Walking
  distances and anything nearer than 10 minutes look like 10 minutes to the model.
- Validity has two values (2 h and 24 h), temperature three, and the day five hours; between them
  the model guesses, in steps.
- There is no person id: people who gave the same answers count as one, and the split by person is
  as good as that.
- Five categories of eating and drinking; it says nothing about others.
- Use it only as a starting model: replace it, or correct it, with feedback of your own.
"""

SURVEY_ANSWERS = {
    "daypart": "7AM morning, 10AM forenoon, 2PM afternoon, 6PM evening, 10PM night",
    "weather": "as asked",
    "temperatureCelsius": "30, 55, 80 °F",
    "companion": "Alone, Friend(s), Partner, Kid(s)",
    "intent": "No Urgent Place free, Home, Work",
    "category": "Bar, Coffee House, Carry out & Take away, Restaurant(<20), Restaurant(20-50)",
    "validityHours": "2h, 1d",
    "travelMinutes": "≥5 min 10, ≥15 min 20, ≥25 min 30",
    "headingTowards": "direction_same",
    "visitsOwnCategory": "the visits below of the offer's category",
}
VISITS_ANSWERS = "never 0, less1 0.5, 1~3 2, 4~8 6, gt8 10, blank missing"


def write_card(directory: Path, manifest: dict, report: dict) -> None:
    person, row = report["person"], report["row"]
    latency = json.loads(LATENCY_FILE.read_text())
    gain_person, gain_row = (
        scores["lightgbmAllColumns"]["auc"] - scores["lightgbmSameColumns"]["auc"]
        for scores in (person, row)
    )
    card = TEMPLATE.format(
        version=manifest["version"],
        input=manifest["input"],
        output=manifest["output"],
        rows=manifest["trainedOn"]["rows"],
        people=manifest["trainedOn"]["people"],
        column_count=len(manifest["columns"]),
        columns=", ".join(f"`{column}`" for column in manifest["columns"]),
        inputs=_lines(
            (f"`{name}`", _kind(feature), SURVEY_ANSWERS.get(name, VISITS_ANSWERS))
            for name, feature in manifest["rawFeatures"].items()
        ),
        recipes=_lines(
            (title, _scores(person[name], row[name])) for name, title in RECIPE_TITLES.items()
        ),
        gain_person=gain_person,
        gain_row=gain_row,
        reliability=_lines(
            (
                f"{b['from']:.1f}-{b['to']:.1f}",
                b["rows"],
                f"{b['predicted']:.3f}",
                f"{b['accepted']:.3f}",
            )
            for b in person["reliability"]
        ),
        masked=_lines(
            (title, *(_pair(scores[scenario]) for scores in person["masked"].values()))
            for scenario, title in SCENARIO_TITLES.items()
        ),
        latency_setup=latency["setup"],
        latency=_lines(
            (title, f"{latency[name]['p50']} µs", f"{latency[name]['p99']} µs")
            for name, title in (
                ("shipped", "**Shipped**"),
                ("network", "Network alone"),
                ("trees", "Trees alone"),
            )
        ),
    )
    (directory / CARD_FILE).write_text(card)


def _kind(feature: dict) -> str:
    return ", ".join(feature["levels"]) if "levels" in feature else feature.get("unit", "1 or 0")


def _scores(person: dict, row: dict) -> str:
    return " | ".join(
        f"{score[measure]:.4f}" for score in (person, row) for measure in ("auc", "ece")
    )


def _pair(score: dict) -> str:
    return f"{score['auc']:.4f} / {score['ece']:.4f}"


def _lines(rows: Iterable[Sequence]) -> str:
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in rows)
