"""Reads the in-vehicle coupon survey (UCI 603) and maps it to raw features."""

import csv
import gzip
import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .columns import Value
from .errors import InputError

Row = Mapping[str, str]

VISITS = {"never": 0.0, "less1": 0.5, "1~3": 2.0, "4~8": 6.0, "gt8": 10.0, "": None}
FLAG = {"0": 0.0, "1": 1.0}

# raw feature -> (survey column, survey answer -> value)
ANSWERS: dict[str, tuple[str, dict[str, Value]]] = {
    "daypart": (
        "time",
        {
            "7AM": "morning",
            "10AM": "forenoon",
            "2PM": "afternoon",
            "6PM": "evening",
            "10PM": "night",
        },
    ),
    "weather": ("weather", {"Sunny": "sunny", "Rainy": "rainy", "Snowy": "snowy"}),
    "temperatureCelsius": ("temperature", {f: (int(f) - 32) * 5 / 9 for f in ("30", "55", "80")}),
    "companion": (
        "passanger",
        {"Alone": "alone", "Friend(s)": "friends", "Partner": "partner", "Kid(s)": "children"},
    ),
    "intent": ("destination", {"No Urgent Place": "free", "Home": "home", "Work": "work"}),
    "category": (
        "coupon",
        {
            "Bar": "bar",
            "Coffee House": "coffee",
            "Carry out & Take away": "takeaway",
            "Restaurant(<20)": "restaurant-budget",
            "Restaurant(20-50)": "restaurant-mid",
        },
    ),
    "validityHours": ("expiration", {"2h": 2.0, "1d": 24.0}),
    "headingTowards": ("direction_same", FLAG),
    "visitsBar": ("Bar", VISITS),
    "visitsCoffee": ("CoffeeHouse", VISITS),
    "visitsTakeaway": ("CarryAway", VISITS),
    "visitsRestaurantBudget": ("RestaurantLessThan20", VISITS),
    "visitsRestaurantMid": ("Restaurant20To50", VISITS),
}

VISITS_BY_CATEGORY = {
    "bar": "visitsBar",
    "coffee": "visitsCoffee",
    "takeaway": "visitsTakeaway",
    "restaurant-budget": "visitsRestaurantBudget",
    "restaurant-mid": "visitsRestaurantMid",
}

AT_LEAST_15_MINUTES, AT_LEAST_25_MINUTES = "toCoupon_GEQ15min", "toCoupon_GEQ25min"
ACCEPTED = "Y"
CONTEXT_COLUMNS = [column for column, _ in ANSWERS.values()] + [
    AT_LEAST_15_MINUTES,
    AT_LEAST_25_MINUTES,
]

# Never inputs of the shipped model; used to tell people apart, and to price leaving them out.
WITHHELD_COLUMNS = (
    "gender", "age", "maritalStatus", "has_children", "education", "occupation", "income", "car",
)  # fmt: skip
PERSON_COLUMNS = (
    *WITHHELD_COLUMNS, "Bar", "CoffeeHouse", "CarryAway", "RestaurantLessThan20", "Restaurant20To50",
)  # fmt: skip


@dataclass(frozen=True)
class Survey:
    """The rows of a survey file, as text."""

    rows: Sequence[Row]

    def raw_features(self) -> dict[str, list[Value]]:
        """Raw features by name, one value a row, None where the answer is missing."""
        self.require(CONTEXT_COLUMNS)
        table = {
            name: self._answers(column, answers) for name, (column, answers) in ANSWERS.items()
        }
        table["travelMinutes"] = self._travel_minutes()
        table["visitsOwnCategory"] = [
            table[VISITS_BY_CATEGORY[category]][i] for i, category in enumerate(table["category"])
        ]
        return table

    def accepted(self) -> np.ndarray:
        """1.0 where the offer was accepted, else 0.0."""
        self.require([ACCEPTED])
        accepted = np.array(self._answers(ACCEPTED, FLAG))
        if accepted.min() == accepted.max():
            raise InputError(f"column {ACCEPTED}: needs both 1 and 0")
        return accepted

    def person_keys(self) -> list[str]:
        """One key per person: the survey has no person id, so all of a person's own answers."""
        self.require(PERSON_COLUMNS)
        return ["|".join(row[column] for column in PERSON_COLUMNS) for row in self.rows]

    def withheld_codes(self) -> np.ndarray:
        """The withheld columns as integer codes, for the comparison with a model that has them."""
        self.require(WITHHELD_COLUMNS)
        codes = [
            np.unique([row[c] for row in self.rows], return_inverse=True)[1]
            for c in WITHHELD_COLUMNS
        ]
        return np.column_stack(codes).astype(np.float32)

    def require(self, columns: Sequence[str]) -> None:
        missing = [column for column in columns if column not in self.rows[0]]
        if missing:
            raise InputError(f"the survey has no column {', '.join(missing)}")

    def _travel_minutes(self) -> list[Value]:
        at_least_15 = self._answers(AT_LEAST_15_MINUTES, FLAG)
        at_least_25 = self._answers(AT_LEAST_25_MINUTES, FLAG)
        return [
            30.0 if far else 20.0 if middling else 10.0
            for middling, far in zip(at_least_15, at_least_25)
        ]

    def _answers(self, column: str, answers: Mapping[str, Value]) -> list[Value]:
        try:
            return [answers[row[column]] for row in self.rows]
        except KeyError as unknown:
            raise InputError(f"column {column}: unknown answer {unknown}") from None


def read_survey(path: Path) -> Survey:
    """Reads a survey CSV, plain or gzipped."""
    try:
        content = path.read_bytes()
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), restval=""))
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from None
    except (EOFError, UnicodeDecodeError, csv.Error, zlib.error) as error:
        raise InputError(f"{path} is not a survey CSV: {error}") from None
    if not rows:
        raise InputError(f"{path} has no rows")
    return Survey(rows)
