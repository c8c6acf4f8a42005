"""The steps that make a version's folder: model.onnx, manifest.json, parity.json, card.md."""

from pathlib import Path

import numpy as np

from propensity.columns import raw_feature_of
from propensity.errors import InputError
from propensity.graph import OUTPUT, to_onnx
from propensity.onnx_model import MODEL_FILE

from .card import write_card
from .features import Feature
from .stamp import read_model, write_manifest
from .training import Fitted

PRIOR_DIGITS = 6


def convert(fitted: Fitted, folder: Path) -> dict:
    folder.mkdir(parents=True, exist_ok=True)
    content = to_onnx(fitted.learner, len(fitted.columns))
    (folder / MODEL_FILE).write_bytes(content)
    return {"model": str(folder / MODEL_FILE), "bytes": len(content)}


def stamp_fitted(fitted: Fitted, folder: Path) -> dict:
    """The manifest of a model that was fitted here: all of it is known."""
    manifest = {
        "columns": fitted.columns,
        "categories": fitted.categories,
        "basePrior": round(fitted.base_prior, PRIOR_DIGITS),
        "output": OUTPUT,
        "features": fitted.features,
        "reference": fitted.reference,
        "about": fitted.about,
    }
    write_manifest(folder, manifest)
    write_card(folder, manifest)
    return _told(manifest, folder)


def stamp_foreign(folder: Path, given: dict, features: list[Feature]) -> dict:
    """The manifest of a model from elsewhere, as its maker tells it."""
    columns = given["columns"]
    served = {feature.name: feature for feature in features}
    names = dict.fromkeys(map(raw_feature_of, columns))
    unknown = [
        column
        for column in columns
        if column not in getattr(served.get(raw_feature_of(column)), "columns", ())
    ]
    if unknown:
        raise InputError(f"the engine serves no column {', '.join(unknown)}; see GET /v1/features")
    if not 0 <= given["basePrior"] <= 1 or np.isnan(given["basePrior"]):
        raise InputError("--base-prior must be a probability, such as 0.1")
    read_model(folder)
    manifest = {
        **given,
        "features": {name: served[name].hash for name in names},
    }
    write_manifest(folder, manifest)
    return _told(manifest, folder)


def _told(manifest: dict, folder: Path) -> dict:
    return {
        "folder": str(folder),
        "columns": len(manifest["columns"]),
        "categories": manifest["categories"],
        "basePrior": manifest["basePrior"],
    }
