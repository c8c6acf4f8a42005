"""Imputer, scaler and logistic regression, folded into one product of matrices."""

import numpy as np
from onnx import TensorProto, helper

from propensity.graph import INPUT, Fragment


def logistic_fragment(pipeline, output: str) -> Fragment:
    imputer, scaler, regression = (step for _, step in pipeline.steps)
    weights = regression.coef_[0] / scaler.scale_
    intercept = regression.intercept_[0] - float(weights @ scaler.mean_)
    values = len(imputer.statistics_)
    of_missing = np.zeros(values)
    of_missing[imputer.indicator_.features_] = weights[values:]
    # Of a column that was missing, the mean; in place of the value.
    of_missing += weights[:values] * imputer.statistics_
    node = helper.make_node
    nodes = [
        node("IsNaN", [INPUT], ["is_missing"]),
        node("Where", ["is_missing", "nothing", INPUT], ["known"]),
        node("Cast", ["is_missing"], ["missing"], to=TensorProto.FLOAT),
        node("Concat", ["known", "missing"], ["inputs"], axis=1),
        node("MatMul", ["inputs", "weights"], ["product"]),
        node("Add", ["product", "intercept"], ["margin"]),
        node("Sigmoid", ["margin"], [output]),
    ]
    constants = {
        "nothing": np.zeros(1),
        "weights": np.concatenate([weights[:values], of_missing])[:, np.newaxis],
        "intercept": np.array([intercept]),
    }
    return Fragment(nodes, constants)
