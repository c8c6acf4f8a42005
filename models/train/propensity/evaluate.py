"""Scores a version folder's ONNX model on a survey file."""

import json
from pathlib import Path

from .columns import encode
from .errors import InputError
from .metrics import summary
from .onnx_model import MODEL_FILE, OnnxModel
from .survey import Survey

MANIFEST_FILE = "manifest.json"


def evaluate(survey: Survey, directory: Path) -> dict:
    matrix = encode(survey.raw_features(), read_columns(directory))
    probabilities = OnnxModel(directory / MODEL_FILE).predict(matrix)
    return summary(survey.accepted(), probabilities) | {"rows": len(survey.rows)}


def read_columns(directory: Path) -> list[str]:
    """The columns the version's manifest lists."""
    path = directory / MANIFEST_FILE
    try:
        return json.loads(path.read_text())["columns"]
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path} is not a manifest: {error}") from None
