import numpy as np
import onnxruntime
import pytest

from propensity.blend import fit_blend
from propensity.columns import COLUMNS, encode
from propensity.graph import INPUT, OUTPUT, to_onnx
from propensity.masking import hide_at_random
from propensity.network import fit_network
from propensity.onnx_model import OnnxModel
from propensity.tree_graph import float32_at_most
from propensity.trees import fit_trees, fit_unmasked_trees


@pytest.fixture(scope="module")
def data(survey):
    return encode(survey.raw_features()), survey.accepted()


@pytest.mark.parametrize("fit", [fit_network, fit_trees, fit_unmasked_trees, fit_blend])
def test_the_graph_predicts_as_the_model_does_with_and_without_missing_inputs(fit, data):
    matrix, labels = data
    model = fit(matrix, labels)
    onnx_model = OnnxModel(to_onnx(model, len(COLUMNS)))
    for rows in (
        matrix,
        hide_at_random(matrix, np.random.default_rng(3)),
        np.full_like(matrix, np.nan),
    ):
        assert np.abs(onnx_model.predict(rows) - model.predict(rows)).max() < 1e-6


@pytest.fixture(scope="module")
def shipped(data) -> bytes:
    return to_onnx(fit_blend(*data), len(COLUMNS))


def test_training_again_gives_the_same_bytes(shipped, data):
    assert to_onnx(fit_blend(*data), len(COLUMNS)) == shipped


def test_the_signature(shipped):
    session = onnxruntime.InferenceSession(shipped)
    (features,), (probability,) = session.get_inputs(), session.get_outputs()
    assert (features.name, features.type, features.shape) == (
        INPUT,
        "tensor(float)",
        ["N", len(COLUMNS)],
    )
    assert (probability.name, probability.type, probability.shape) == (
        OUTPUT,
        "tensor(float)",
        ["N", 1],
    )


@pytest.mark.parametrize("cell", [np.nan, 0, 3.4e38, -3.4e38, np.inf, -np.inf])
def test_any_input_gives_a_probability(shipped, cell):
    matrix = np.full((3, len(COLUMNS)), cell, dtype=np.float32)
    probabilities = OnnxModel(shipped).predict(matrix)
    assert ((probabilities > 0) & (probabilities < 1)).all()


@pytest.mark.parametrize("threshold", [0.1, -0.1, 7.0, 1e-35, 1e300])
def test_float32_inputs_compare_alike_with_the_rounded_threshold(threshold):
    rounded = float32_at_most(threshold)
    assert rounded <= threshold
    assert np.float32(rounded) == rounded
    with np.errstate(over="ignore"):
        assert float(np.nextafter(np.float32(rounded), np.float32(np.inf))) > threshold
