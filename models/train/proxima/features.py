"""The engine's feature contract, and the matrix that the engine would make of a log."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from propensity.columns import encode, raw_feature_of
from propensity.errors import InputError

from .decision_log import DecisionLog


@dataclass(frozen=True)
class Feature:
    name: str
    columns: tuple[str, ...]
    hash: str
    is_level: bool


def read_features(path: Path) -> list[Feature]:
    """The features as they were when the log was pulled."""
    try:
        return parse_features(json.loads(path.read_text()))
    except OSError as error:
        raise InputError(
            f"cannot read {path}: {error.strerror}; it is what GET /v1/features answers"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is not what GET /v1/features answers: {error!r}") from None


def parse_features(contract: dict) -> list[Feature]:
    return [
        Feature(told["name"], tuple(told["columns"]), told["hash"], told["kind"] == "level")
        for told in contract["features"]
    ]


def served(features: list[Feature], log: DecisionLog) -> list[Feature]:
    """The features that the log has a value of: of the others there is nothing to learn."""
    return [
        feature
        for feature in features
        if any(cell is not None for cell in log.feature(feature.name) or [])
    ]


def matrix_of(features: list[Feature], log: DecisionLog) -> np.ndarray:
    """float32 [rows, columns], as the engine's encoder makes it."""
    columns = columns_of(features)
    return encode({f.name: _values(f, log) for f in features}, columns)


def _values(feature: Feature, log: DecisionLog) -> list:
    cells = log.feature(feature.name)
    if cells is None:
        raise InputError(f"{log.path} has no column feature_{feature.name}")
    if feature.is_level:
        return cells
    try:
        return [None if cell is None else float(cell) for cell in cells]
    except ValueError as error:
        raise InputError(f"{log.path}, feature_{feature.name}: {error}") from None


def columns_of(features: list[Feature]) -> list[str]:
    return [column for feature in features for column in feature.columns]


def places_by_feature(columns: list[str]) -> list[list[int]]:
    """Which columns are of one feature: they are missing together."""
    groups: dict[str, list[int]] = {}
    for place, column in enumerate(columns):
        groups.setdefault(raw_feature_of(column), []).append(place)
    return list(groups.values())
