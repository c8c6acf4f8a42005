"""The contract with the serving engine: raw features, and the columns made of them.

A column is written `feature` (a number) or `feature=level` (1 when the feature has
that level, else 0). A missing raw feature makes all of its columns NaN; a level that
no column names makes them all 0.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Value = float | str | None
RawTable = Mapping[str, Sequence[Value]]

CATEGORIES = ("bar", "coffee", "takeaway", "restaurant-budget", "restaurant-mid")


@dataclass(frozen=True)
class RawFeature:
    """One named input of the model, before it becomes columns."""

    name: str
    description: str
    levels: tuple[str, ...] = ()
    unit: str | None = None

    @property
    def columns(self) -> list[str]:
        return [f"{self.name}={level}" for level in self.levels] or [self.name]

    def to_manifest(self) -> dict:
        entry: dict = {"kind": "level" if self.levels else "number"}
        if self.levels:
            entry["levels"] = list(self.levels)
        if self.unit:
            entry["unit"] = self.unit
        return entry | {"missing": "NaN", "description": self.description}


def _visits(name: str, places: str) -> RawFeature:
    return RawFeature(name, f"Visits a month to {places}.", unit="visits/month")


RAW_FEATURES = (
    RawFeature(
        "daypart",
        "Part of the local day: morning 05-09, forenoon 09-12, afternoon 12-17, evening 17-21, night 21-05.",
        levels=("morning", "forenoon", "afternoon", "evening", "night"),
    ),
    RawFeature("weather", "Weather at the customer's place.", levels=("sunny", "rainy", "snowy")),
    RawFeature("temperatureCelsius", "Air temperature at the customer's place.", unit="°C"),
    RawFeature(
        "companion",
        "Who the customer is with.",
        levels=("alone", "friends", "partner", "children"),
    ),
    RawFeature(
        "intent",
        "Where the customer is heading: home, work, or free (nowhere urgent).",
        levels=("free", "home", "work"),
    ),
    RawFeature("category", "Category of the offer's place.", levels=CATEGORIES),
    RawFeature("validityHours", "How long the offer can still be redeemed.", unit="h"),
    RawFeature("travelMinutes", "Travel time to the offer's place.", unit="min"),
    RawFeature(
        "headingTowards", "1 if the place lies in the customer's direction of travel, 0 if not."
    ),
    RawFeature(
        "visitsOwnCategory",
        "The one of the five visits features below that is of the offer's category; "
        "missing if that one or the category is.",
        unit="visits/month",
    ),
    _visits("visitsBar", "bars"),
    _visits("visitsCoffee", "coffee houses"),
    _visits("visitsTakeaway", "takeaways"),
    _visits("visitsRestaurantBudget", "restaurants under 20 USD a head"),
    _visits("visitsRestaurantMid", "restaurants of 20 to 50 USD a head"),
)

COLUMNS = [column for feature in RAW_FEATURES for column in feature.columns]


def raw_feature_of(column: str) -> str:
    """The raw feature a column is made of."""
    return column.partition("=")[0]


def encode(table: RawTable, columns: Sequence[str] = COLUMNS) -> np.ndarray:
    """Turns raw features into the float32 matrix [rows, columns] the model takes."""
    return np.column_stack([_encode_column(table, column) for column in columns])


def _encode_column(table: RawTable, column: str) -> np.ndarray:
    name, is_indicator, level = column.partition("=")
    values = table[name]
    if is_indicator:
        cells = [np.nan if value is None else float(value == level) for value in values]
    else:
        cells = [np.nan if value is None else value for value in values]
    return np.array(cells, dtype=np.float32)


def feature_hash(columns: Sequence[str]) -> str:
    """SHA-256 of the columns as JavaScript's JSON.stringify writes them."""
    text = json.dumps(list(columns), separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
