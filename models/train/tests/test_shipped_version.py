"""The committed version is whole and consistent; no survey file is needed."""

import hashlib
import json

from propensity.cli import DEFAULT_MODEL
from propensity.columns import COLUMNS, feature_hash
from propensity.onnx_model import OnnxModel
from propensity.parity import TOLERANCE, check_parity

MANIFEST = json.loads((DEFAULT_MODEL / "manifest.json").read_text())
CONTENT = (DEFAULT_MODEL / "model.onnx").read_bytes()


def test_the_manifest_is_of_this_model_and_these_columns():
    assert MANIFEST["modelSha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert MANIFEST["columns"] == COLUMNS
    assert MANIFEST["featureHash"] == feature_hash(COLUMNS)


def test_the_model_is_small_and_agrees_with_its_parity_rows():
    assert len(CONTENT) < 1_000_000
    result = check_parity(DEFAULT_MODEL, OnnxModel(CONTENT))
    assert result["rows"] == 200
    assert result["maxDiff"] < TOLERANCE


def test_the_measured_figures_reach_the_bars():
    assert MANIFEST["metrics"]["person"]["auc"] >= 0.745
    assert MANIFEST["metrics"]["person"]["ece"] <= 0.03
    assert MANIFEST["metrics"]["row"]["auc"] >= 0.78
