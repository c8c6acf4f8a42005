"""A small ensemble of neural networks, in numpy.

Each network sees the standardised columns (a missing one as 0) beside one mask bit per
column. The members share their batches and differ in their start and their dropout.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from onnx import TensorProto, helper

from .baselines import Standardiser, sigmoid
from .graph import INPUT, Fragment
from .masking import hide_at_random

Parameters = list[np.ndarray]


@dataclass(frozen=True)
class NetworkRecipe:
    """Everything that decides the networks."""

    members: int = 4
    hidden: tuple[int, ...] = (48, 24)
    epochs: int = 60
    batch: int = 256
    learning_rate: float = 3e-3
    weight_decay: float = 0.3
    dropout: float = 0.2
    seed: int = 2017


class Inputs:
    """Columns as the networks take them: held to the range seen in training, then scaled."""

    def __init__(self, matrix: np.ndarray):
        self.lowest, self.highest = np.nanmin(matrix, axis=0), np.nanmax(matrix, axis=0)
        self.standardise = Standardiser(matrix)

    def __call__(self, matrix: np.ndarray) -> np.ndarray:
        scaled = self.standardise(np.clip(matrix, self.lowest, self.highest))
        return np.hstack([scaled, np.isnan(matrix)]).astype(np.float32)

    def fragment(self, output: str) -> Fragment:
        nodes = [
            helper.make_node("IsNaN", [INPUT], ["missing"]),
            helper.make_node("Where", ["missing", "mean", INPUT], ["known"]),
            helper.make_node("Max", ["known", "lowest"], ["raised"]),
            helper.make_node("Min", ["raised", "highest"], ["held"]),
            helper.make_node("Sub", ["held", "mean"], ["centred"]),
            helper.make_node("Div", ["centred", "deviation"], ["scaled"]),
            helper.make_node("Cast", ["missing"], ["mask"], to=TensorProto.FLOAT),
            helper.make_node("Concat", ["scaled", "mask"], [output], axis=1),
        ]
        constants = {
            "lowest": self.lowest,
            "highest": self.highest,
            "mean": self.standardise.mean,
            "deviation": self.standardise.deviation,
        }
        return Fragment(nodes, constants)


class Network:
    """A trained ensemble: its layers hold every member's weights, member first."""

    def __init__(self, inputs: Inputs, parameters: Parameters):
        self._inputs = inputs
        self._parameters = parameters

    def predict(self, matrix: np.ndarray) -> np.ndarray:
        activations, _ = _forward(self._parameters, self._inputs(matrix))
        return sigmoid(activations[-1][:, :, 0]).mean(axis=0)

    def fragment(self, output: str) -> Fragment:
        fragment = self._inputs.fragment("layer0")
        layers = len(self._parameters) // 2
        for i in range(layers):
            weights, bias = self._parameters[2 * i : 2 * i + 2]
            activation = "Relu" if i < layers - 1 else "Sigmoid"
            nodes = [
                helper.make_node("MatMul", [f"layer{i}", f"weights{i}"], [f"product{i}"]),
                helper.make_node("Add", [f"product{i}", f"bias{i}"], [f"sum{i}"]),
                helper.make_node(activation, [f"sum{i}"], [f"layer{i + 1}"]),
            ]
            fragment += Fragment(nodes, {f"weights{i}": weights, f"bias{i}": bias})
        mean = helper.make_node("ReduceMean", [f"layer{layers}"], [output], axes=[0], keepdims=0)
        return fragment + Fragment([mean])


def fit_network(
    matrix: np.ndarray, labels: np.ndarray, recipe: NetworkRecipe = NetworkRecipe()
) -> Network:
    """Trains by AdamW with a cosine schedule; every epoch masks the rows anew."""
    rng = np.random.default_rng(recipe.seed)
    to_inputs = Inputs(matrix)
    parameters = _initial_parameters(2 * matrix.shape[1], recipe, rng)
    optimiser = _AdamW(parameters, recipe.weight_decay)
    steps_an_epoch = -(-2 * len(matrix) // recipe.batch)
    total = recipe.epochs * steps_an_epoch
    for step, (inputs, targets) in enumerate(_batches(matrix, labels, to_inputs, recipe, rng)):
        gradients = _gradients(parameters, inputs, targets, recipe.dropout, rng)
        optimiser.step(gradients, recipe.learning_rate * 0.5 * (1 + np.cos(np.pi * step / total)))
    return Network(to_inputs, parameters)


def _batches(
    matrix: np.ndarray,
    labels: np.ndarray,
    to_inputs: Inputs,
    recipe: NetworkRecipe,
    rng: np.random.Generator,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Shuffled batches of the rows as they are and of a masked copy, epoch by epoch."""
    targets = np.tile(labels, 2).astype(np.float32)
    for _ in range(recipe.epochs):
        inputs = to_inputs(np.vstack([matrix, hide_at_random(matrix, rng)]))
        order = rng.permutation(len(inputs))
        for start in range(0, len(order), recipe.batch):
            chosen = order[start : start + recipe.batch]
            yield inputs[chosen], targets[chosen]


def _initial_parameters(inputs: int, recipe: NetworkRecipe, rng: np.random.Generator) -> Parameters:
    parameters: Parameters = []
    sizes = (inputs, *recipe.hidden, 1)
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        weights = rng.normal(0, np.sqrt(2 / fan_in), (recipe.members, fan_in, fan_out))
        parameters += [
            weights.astype(np.float32),
            np.zeros((recipe.members, 1, fan_out), np.float32),
        ]
    return parameters


def _forward(
    parameters: Parameters,
    inputs: np.ndarray,
    dropout: float = 0.0,
    rng: np.random.Generator | None = None,
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Each layer's output (the last before its sigmoid), and the units kept by dropout."""
    activations, kept = [inputs], []
    layers = len(parameters) // 2
    for i in range(layers):
        output = activations[-1] @ parameters[2 * i] + parameters[2 * i + 1]
        if i < layers - 1:
            output = np.maximum(output, 0)
            if rng is not None:
                keep = (rng.random(output.shape, dtype=np.float32) >= dropout) / np.float32(
                    1 - dropout
                )
                output *= keep
                kept.append(keep)
        activations.append(output)
    return activations, kept


def _gradients(
    parameters: Parameters,
    inputs: np.ndarray,
    targets: np.ndarray,
    dropout: float,
    rng: np.random.Generator,
) -> Parameters:
    activations, kept = _forward(parameters, inputs, dropout, rng)
    gradients: Parameters = [np.empty(0)] * len(parameters)
    error = (sigmoid(activations[-1]) - targets[:, None]) / len(targets)
    for i in reversed(range(len(parameters) // 2)):
        gradients[2 * i] = activations[i].swapaxes(-1, -2) @ error
        gradients[2 * i + 1] = error.sum(axis=1, keepdims=True)
        if i:
            error = (
                (error @ parameters[2 * i].swapaxes(-1, -2)) * kept[i - 1] * (activations[i] > 0)
            )
    return gradients


class _AdamW:
    def __init__(self, parameters: Parameters, weight_decay: float):
        self.parameters = parameters
        self.weight_decay = weight_decay
        self.first = [np.zeros_like(p) for p in parameters]
        self.second = [np.zeros_like(p) for p in parameters]
        self.steps = 0

    def step(
        self, gradients: Parameters, rate: float, beta1: float = 0.9, beta2: float = 0.99
    ) -> None:
        self.steps += 1
        for p, g, first, second in zip(self.parameters, gradients, self.first, self.second):
            first += (1 - beta1) * (g - first)
            second += (1 - beta2) * (g * g - second)
            unbiased = first / (1 - beta1**self.steps)
            scale = np.sqrt(second / (1 - beta2**self.steps)) + 1e-8
            p -= (rate * (unbiased / scale + self.weight_decay * p)).astype(np.float32)
