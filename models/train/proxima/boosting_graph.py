"""
scikit-learn's histogram gradient boosting as an ONNX TreeEnsembleRegressor and a sigmoid. Written
here, since skl2onnx 1.20 makes of it a node that onnx 1.23 does not take.
"""

from onnx import helper

from propensity.graph import INPUT, Fragment
from propensity.tree_graph import LEAF_ATTRIBUTES, NODE_ATTRIBUTES, float32_at_most


def boosting_fragment(model, output: str) -> Fragment:
    nodes, leaves = [], []
    for tree_id, (predictor,) in enumerate(model._predictors):
        for node_id, node in enumerate(predictor.nodes):
            if node["is_leaf"]:
                nodes.append((tree_id, node_id, "LEAF", 0, 0.0, 0, 0, 0))
                leaves.append((tree_id, node_id, 0, float(node["value"])))
            else:
                nodes.append(_branch(tree_id, node_id, node))
    columns = [*zip(*nodes), *zip(*leaves)]
    ensemble = helper.make_node(
        "TreeEnsembleRegressor",
        [INPUT],
        ["tree_margin"],
        domain="ai.onnx.ml",
        n_targets=1,
        aggregate_function="SUM",
        post_transform="NONE",
        base_values=[float(model._baseline_prediction.item())],
        **dict(zip(NODE_ATTRIBUTES + LEAF_ATTRIBUTES, map(list, columns))),
    )
    return Fragment([ensemble, helper.make_node("Sigmoid", ["tree_margin"], [output])])


def _branch(tree_id: int, node_id: int, node) -> tuple:
    return (
        tree_id,
        node_id,
        "BRANCH_LEQ",
        int(node["feature_idx"]),
        float32_at_most(float(node["num_threshold"])),
        int(node["left"]),
        int(node["right"]),
        int(node["missing_go_to_left"]),
    )
