"""Trains small classifiers over the engine's columns, writes them as ONNX, and what the libraries themselves answer.

    python make.py --manifest MANIFEST --out FOLDER [--with-pytorch]
"""

import argparse
import json
import warnings
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

import boosters
import scikit_learn
from cases import Workshop
from customers import draw

TRAINED_ON = 1_500
ASKED = 150


@dataclass
class Data:
    """`x` and `y` are what is learned from; `asked` are rows that nobody has learned from."""

    name: str
    x: np.ndarray
    y: np.ndarray
    asked: np.ndarray


def data(name, columns, with_holes):
    rows, accepted = draw(columns, TRAINED_ON + ASKED, seed=20261122, with_holes=with_holes)
    return Data(name, rows[:TRAINED_ON], accepted[:TRAINED_ON], rows[TRAINED_ON:])


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--manifest", required=True, type=Path)
    options.add_argument("--out", required=True, type=Path)
    options.add_argument("--with-pytorch", action="store_true")
    given = options.parse_args()
    warnings.filterwarnings("ignore")
    columns = json.loads(given.manifest.read_text())["columns"]
    holed, whole = data("holed", columns, True), data("whole", columns, False)
    shop = Workshop(given.out, {kind.name: kind.asked.astype(float).tolist() for kind in (holed, whole)})
    scikit_learn.make(shop, holed, whole)
    boosters.make(shop, holed, whole)
    libraries = ["scikit-learn", "skl2onnx", "lightgbm", "xgboost-cpu", "onnxmltools", "catboost"]
    if given.with_pytorch:
        import pytorch

        pytorch.make(shop, whole)
        libraries.append("torch")
    shop.write({name: version(name) for name in libraries})


if __name__ == "__main__":
    main()
