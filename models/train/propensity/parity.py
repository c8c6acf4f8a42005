"""Rows with their expected outputs, so that every runtime can prove it agrees."""

import json
from pathlib import Path

import numpy as np

from .columns import COLUMNS, encode
from .errors import InputError
from .masking import hide_at_random
from .onnx_model import MODEL_FILE, OnnxModel
from .survey import Survey

PARITY_FILE = "parity.json"
ROWS = 200
SEED = 200
TOLERANCE = 1e-5


def parity_rows(matrix: np.ndarray) -> np.ndarray:
    """Sampled survey rows: half of them as answered, half with raw features missing at random."""
    rng = np.random.default_rng(SEED)
    rows = matrix[rng.choice(len(matrix), size=ROWS, replace=len(matrix) < ROWS)]
    rows[ROWS // 2 :] = hide_at_random(rows[ROWS // 2 :], rng)
    return rows


def write_parity(directory: Path, model: OnnxModel, matrix: np.ndarray) -> None:
    rows = parity_rows(matrix)
    content = {
        "columns": COLUMNS,
        "rows": [[None if np.isnan(cell) else float(cell) for cell in row] for row in rows],
        "expected": [float(value) for value in model.predict(rows)],
    }
    (directory / PARITY_FILE).write_text(json.dumps(content) + "\n")


def check_parity(directory: Path, model: OnnxModel) -> dict:
    """The largest difference between the model's outputs and the written ones."""
    path = directory / PARITY_FILE
    try:
        content = json.loads(path.read_text())
        rows = np.array(content["rows"], dtype=np.float32)
        difference = np.abs(model.predict(rows) - np.array(content["expected"]))
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path} is not a parity file: {error}") from None
    return {"rows": len(rows), "maxDiff": float(difference.max())}


def recheck_parity(survey: Survey, directory: Path) -> dict:
    """Checks the version's parity rows, after writing them if there are none."""
    model = OnnxModel(directory / MODEL_FILE)
    if not (directory / PARITY_FILE).exists():
        write_parity(directory, model, encode(survey.raw_features()))
    result = check_parity(directory, model)
    if not result["maxDiff"] <= TOLERANCE:
        raise InputError(f"the model differs from its parity rows by {result['maxDiff']}")
    return result
