"""A small made-up survey with the real one's columns, answers and some signal."""

import csv
import random
from pathlib import Path

import pytest

from propensity.survey import ANSWERS, VISITS, WITHHELD_COLUMNS, Survey, read_survey

PEOPLE, ROWS_A_PERSON = 60, 8
VISIT_COLUMNS = ("Bar", "CoffeeHouse", "CarryAway", "RestaurantLessThan20", "Restaurant20To50")
MOMENT_COLUMNS = {
    column: list(answers) for column, answers in ANSWERS.values() if column not in VISIT_COLUMNS
}


def _rows(rng: random.Random) -> list[dict[str, str]]:
    rows = []
    for person in range(PEOPLE):
        personal = {column: str(rng.randrange(3)) for column in WITHHELD_COLUMNS}
        personal |= {column: rng.choice(list(VISITS)) for column in VISIT_COLUMNS}
        personal["age"] = str(person)
        for _ in range(ROWS_A_PERSON):
            moment = {column: rng.choice(answers) for column, answers in MOMENT_COLUMNS.items()}
            at_least_25 = rng.randrange(2)
            moment["toCoupon_GEQ25min"] = str(at_least_25)
            moment["toCoupon_GEQ15min"] = str(at_least_25 or rng.randrange(2))
            likes = 0.7 if moment["expiration"] == "1d" and not at_least_25 else 0.3
            rows.append(personal | moment | {"Y": str(int(rng.random() < likes))})
    return rows


@pytest.fixture(scope="session")
def survey_csv(tmp_path_factory) -> Path:
    rows = _rows(random.Random(7))
    path = tmp_path_factory.mktemp("survey") / "survey.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="session")
def survey(survey_csv) -> Survey:
    return read_survey(survey_csv)
