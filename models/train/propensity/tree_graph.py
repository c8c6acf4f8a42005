"""LightGBM trees as an ONNX TreeEnsembleRegressor and a sigmoid."""

from collections.abc import Iterator

import lightgbm as lgb
import numpy as np
from onnx import helper

from .graph import INPUT, Fragment

NODE_ATTRIBUTES = (
    "nodes_treeids", "nodes_nodeids", "nodes_modes", "nodes_featureids", "nodes_values",
    "nodes_truenodeids", "nodes_falsenodeids", "nodes_missing_value_tracks_true",
)  # fmt: skip
LEAF_ATTRIBUTES = ("target_treeids", "target_nodeids", "target_ids", "target_weights")


def tree_fragment(booster: lgb.Booster, output: str) -> Fragment:
    ensemble = helper.make_node(
        "TreeEnsembleRegressor",
        [INPUT],
        ["tree_margin"],
        domain="ai.onnx.ml",
        n_targets=1,
        aggregate_function="SUM",
        post_transform="NONE",
        **_attributes(booster),
    )
    return Fragment([ensemble, helper.make_node("Sigmoid", ["tree_margin"], [output])])


def _attributes(booster: lgb.Booster) -> dict[str, list]:
    """The trees as the operator's parallel lists, one entry a node or a leaf."""
    nodes, leaves = [], []
    for tree_id, tree in enumerate(booster.dump_model()["tree_info"]):
        for node in _breadth_first(tree["tree_structure"]):
            if "leaf_value" in node:
                nodes.append((tree_id, node["id"], "LEAF", 0, 0.0, 0, 0, 0))
                leaves.append((tree_id, node["id"], 0, node["leaf_value"]))
            else:
                nodes.append(_branch(tree_id, node))
    columns = [*zip(*nodes), *zip(*leaves)]
    return dict(zip(NODE_ATTRIBUTES + LEAF_ATTRIBUTES, map(list, columns)))


def _branch(tree_id: int, node: dict) -> tuple:
    return (
        tree_id,
        node["id"],
        "BRANCH_LEQ",
        node["split_feature"],
        float32_at_most(node["threshold"]),
        node["left_child"]["id"],
        node["right_child"]["id"],
        int(_nan_goes_left(node)),
    )


def _breadth_first(root: dict) -> Iterator[dict]:
    """A tree's nodes, each given its number."""
    queue = [root]
    for number, node in enumerate(queue):
        node["id"] = number
        if "leaf_value" not in node:
            queue += [node["left_child"], node["right_child"]]
    return iter(queue)


def _nan_goes_left(node: dict) -> bool:
    """Where a split sends NaN: by default_left, or as a 0 if training saw no NaN there."""
    if node["missing_type"] == "NaN":
        return node["default_left"]
    return 0.0 <= node["threshold"]


def float32_at_most(threshold: float) -> float:
    """The largest float32 not above the threshold: float32 inputs compare alike with both."""
    with np.errstate(over="ignore"):
        rounded = np.float32(threshold)
    if float(rounded) > threshold:
        rounded = np.nextafter(rounded, np.float32(-np.inf))
    return float(rounded)
