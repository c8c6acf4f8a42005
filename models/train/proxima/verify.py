"""Whether the ONNX file says what the learner says; rows go along for the engine to ask again."""

import json
from pathlib import Path

import numpy as np

from propensity.errors import InputError
from propensity.onnx_model import MODEL_FILE, OnnxModel
from propensity.parity import PARITY_FILE, TOLERANCE

from .features import places_by_feature
from .stamp import MANIFEST_FILE, read_json, stamp
from .training import Fitted

ROWS = 100
SEED = 3
HIDDEN_SHARE = 0.3


def verify(fitted: Fitted, folder: Path) -> dict:
    """
    Half of the rows are as they came, and half have features hidden at random.
    Raises InputError when an answer is off by more than 1e-5.
    """
    if read_json(folder / MANIFEST_FILE).get("columns") != fitted.columns:
        raise InputError(
            f"{folder / MANIFEST_FILE} has other columns than the fitted model: stamp it"
        )
    model = OnnxModel(folder / MODEL_FILE)
    every = _with_hidden(fitted.rows, fitted.columns)
    expected = fitted.learner.predict(every)
    difference = float(np.abs(model.predict(every) - expected).max())
    if not difference <= TOLERANCE:
        raise InputError(
            f"{folder / MODEL_FILE} differs from the fitted model by {difference:.3g}, and "
            f"{TOLERANCE:g} is the most: make it anew (models/train/run onnx)"
        )
    rng = np.random.default_rng(SEED)
    chosen = rng.choice(len(every), size=min(ROWS, len(every)), replace=False)
    parity = {
        "columns": fitted.columns,
        "rows": [[None if np.isnan(cell) else float(cell) for cell in every[i]] for i in chosen],
        "expected": [float(expected[i]) for i in chosen],
    }
    (folder / PARITY_FILE).write_text(json.dumps(parity) + "\n")
    stamp(folder)
    return {"rows": len(every), "maxDiff": difference, "parityRows": len(chosen)}


def _with_hidden(rows: np.ndarray, columns: list[str]) -> np.ndarray:
    rng = np.random.default_rng(SEED)
    hidden = rows.copy()
    for places in places_by_feature(columns):
        hidden[np.ix_(rng.random(len(rows)) < HIDDEN_SHARE, places)] = np.nan
    return np.concatenate([rows, hidden])
