"""ONNX graphs: `features` float32 [N, C] -> `probability` float32 [N, 1]."""

from dataclasses import dataclass, field

import numpy as np
from onnx import NodeProto, TensorProto, checker, helper, numpy_helper

INPUT, OUTPUT = "features", "probability"
OPSETS = (("", 17), ("ai.onnx.ml", 3))
IR_VERSION = 8


@dataclass
class Fragment:
    """Nodes that lead from the input to one named output, and the constants they use."""

    nodes: list[NodeProto]
    constants: dict[str, np.ndarray] = field(default_factory=dict)

    def __add__(self, other: "Fragment") -> "Fragment":
        return Fragment(self.nodes + other.nodes, self.constants | other.constants)


def to_onnx(model, columns: int) -> bytes:
    """A model's graph as the bytes of an ONNX file; the same model gives the same bytes."""
    fragment = model.fragment(OUTPUT)
    graph = helper.make_graph(
        fragment.nodes,
        "propensity",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["N", columns])],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["N", 1])],
        [
            numpy_helper.from_array(value.astype(np.float32), name)
            for name, value in fragment.constants.items()
        ],
    )
    onnx_model = helper.make_model(
        graph,
        producer_name="proxima",
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid(domain, version) for domain, version in OPSETS],
    )
    checker.check_model(onnx_model)
    return onnx_model.SerializeToString(deterministic=True)
