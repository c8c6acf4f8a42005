"""The shipped recipe: the mean of a network ensemble and a forest.

They err differently: the network ranks strangers better, the trees known habits.
"""

import numpy as np
from onnx import helper

from .graph import Fragment
from .network import Network, fit_network
from .trees import Trees, fit_trees


class Blend:
    """The mean probability of two models."""

    def __init__(self, network: Network, trees: Trees):
        self._network = network
        self._trees = trees

    def predict(self, matrix: np.ndarray) -> np.ndarray:
        return (self._network.predict(matrix) + self._trees.predict(matrix)) / 2

    def fragment(self, output: str) -> Fragment:
        mean = helper.make_node("Mean", ["network", "trees"], [output])
        return self._network.fragment("network") + self._trees.fragment("trees") + Fragment([mean])


def fit_blend(matrix: np.ndarray, labels: np.ndarray) -> Blend:
    return Blend(fit_network(matrix, labels), fit_trees(matrix, labels))
