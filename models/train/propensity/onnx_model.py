"""Runs a model.onnx the way the serving engine does: one thread, sequential."""

from pathlib import Path

import numpy as np
import onnxruntime

from .errors import InputError
from .graph import INPUT, OUTPUT

MODEL_FILE = "model.onnx"


class OnnxModel:
    """Scores feature matrices with an ONNX model."""

    def __init__(self, model: Path | bytes):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                model, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises classes of its own for each cause
            name = model if isinstance(model, Path) else "the model"
            raise InputError(f"cannot load {name}: {str(error).splitlines()[0]}") from None

    def predict(self, matrix: np.ndarray) -> np.ndarray:
        return self._session.run([OUTPUT], {INPUT: matrix})[0].reshape(-1)
