"""scikit-learn by skl2onnx: the ways in which people call it, and what the advice names as the better one."""

import numpy as np
from pandas import DataFrame
from skl2onnx import convert_sklearn, to_onnx
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

EXPORTER = "scikit-learn"


def make(shop, holed, whole):
    width = whole.x.shape[1]

    def floats(rows=None):
        return [("features", FloatTensorType([rows, width]))]

    def keep(name, data, model, onnx_model, column=1, **more):
        shop.keep(f"sklearn-{name}", EXPORTER, data.name, onnx_model, model.predict_proba(data.asked)[:, column], **more)

    def plain(model):
        return {id(model): {"zipmap": False}}

    accepted(keep, floats, plain, holed, whole)
    refused(shop, keep, floats, plain, holed, whole, width)


def accepted(keep, floats, plain, holed, whole):
    hist = HistGradientBoostingClassifier(max_iter=30, random_state=1).fit(holed.x, holed.y)
    keep("hist-trees", holed, hist, convert_sklearn(hist, initial_types=floats(), options=plain(hist)))
    keep("hist-trees-alone", holed, hist, to_onnx(hist, holed.x[:1].astype("float32"), target_opset={"": 17, "ai.onnx.ml": 3}), alone=True)
    pipeline = make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression(max_iter=500)).fit(holed.x, holed.y)
    keep("pipeline-zipmap", holed, pipeline, convert_sklearn(pipeline, initial_types=floats()))
    forest = RandomForestClassifier(20, max_depth=6, random_state=1).fit(whole.x, whole.y)
    keep("forest", whole, forest, convert_sklearn(forest, initial_types=floats(), options=plain(forest)))
    # Its votes add up to a little more than 1, as floats.
    sure = RandomForestClassifier(60, random_state=1).fit(whole.x, whole.x[:, 8] > 10)
    keep("forest-of-60", whole, sure, convert_sklearn(sure, initial_types=floats(), options=plain(sure)))
    keep("forest-one-row", whole, forest, convert_sklearn(forest, initial_types=floats(1)))
    keep("forest-labels", whole, forest, convert_sklearn(forest, initial_types=floats(), options={id(forest): {"zipmap": False, "output_class_labels": True}}))  # fmt: skip
    for name, model in {
        "boosting": GradientBoostingClassifier(n_estimators=30, random_state=1),
        "extra-trees": ExtraTreesClassifier(20, max_depth=6, random_state=1),
        "network": make_pipeline(StandardScaler(), MLPClassifier((16,), max_iter=60, random_state=1)),
        "calibrated": CalibratedClassifierCV(RandomForestClassifier(10, max_depth=5, random_state=1), cv=3),
    }.items():
        model.fit(whole.x, whole.y)
        keep(name, whole, model, convert_sklearn(model, initial_types=floats(), options=plain(model)))
    words = LogisticRegression(max_iter=500).fit(whole.x, np.where(whole.y == 1, "yes", "no"))
    keep("labels-are-words", whole, words, convert_sklearn(words, initial_types=floats()))


def refused(shop, keep, floats, plain, holed, whole, width):
    model = LogisticRegression(max_iter=500).fit(whole.x, whole.y)
    good = convert_sklearn(model, initial_types=floats(), options=plain(model))
    keep("linear", whole, model, good)

    def wrong(name, code, switch, onnx_model, mended="sklearn-linear", data=whole, **more):
        keep(name, data, model, onnx_model, code=code, switch=switch, mended=mended, **more)

    doubles = convert_sklearn(model, initial_types=[("features", DoubleTensorType([None, width]))], options=plain(model))
    wrong("double-input", "INPUT_TYPE", "FloatTensorType([None, WIDTH])", doubles)
    frame = DataFrame(whole.x, columns=[f"c{i}" for i in range(width)])
    table = make_pipeline(ColumnTransformer([("scaled", StandardScaler(), list(frame))]), LogisticRegression(max_iter=500))
    table.fit(frame, whole.y)
    each = [(name, FloatTensorType([None, 1])) for name in frame]
    apart = convert_sklearn(table, initial_types=each, options=plain(table))
    shop.keep("sklearn-input-a-column", EXPORTER, "whole", apart, [], code="INPUT_COUNT", switch="FloatTensorType([None, WIDTH])", mended="sklearn-linear")  # fmt: skip
    many = convert_sklearn(model, initial_types=floats(100), options=plain(model))
    wrong("batch-of-100", "FIXED_BATCH", "FloatTensorType([None, WIDTH])", many)
    columns = convert_sklearn(model, initial_types=floats(), options={id(model): {"zipmap": "columns"}})
    wrong("zipmap-columns", "OUTPUT_CHOICE", '"zipmap": False', columns)
    raw = convert_sklearn(model, initial_types=floats(), options={id(model): {"zipmap": False, "raw_scores": True}})
    wrong("raw-scores", "NOT_A_PROBABILITY", "raw_scores", raw)
    filled = make_pipeline(SimpleImputer(), model).fit(holed.x, holed.y)
    keep("imputer", holed, filled, convert_sklearn(filled, initial_types=floats(), options=plain(filled)))
    shop.keep("sklearn-no-imputer", EXPORTER, "holed", good, [], code="NOT_FINITE", switch="SimpleImputer", mended="sklearn-imputer")
    others(shop, keep, floats, plain, whole)


def others(shop, keep, floats, plain, whole):
    near = KNeighborsClassifier(5).fit(whole.x[:200], whole.y[:200])
    scans = convert_sklearn(near, initial_types=floats(), options=plain(near))
    keep("neighbours", whole, near, scans, code="SUBGRAPH", switch="trees or a linear model", mended="sklearn-forest")
    fast = convert_sklearn(near, initial_types=floats(), options={id(near): {"zipmap": False, "optim": "cdist"}})
    keep("neighbours-cdist", whole, near, fast, code="FOREIGN_DOMAIN", switch="trees or a linear model", mended="sklearn-forest")
    line = LinearRegression().fit(whole.x, whole.y * 10.0)
    shop.keep("sklearn-regressor", EXPORTER, "whole", convert_sklearn(line, initial_types=floats()), [], code="NOT_A_PROBABILITY", switch="predict_proba", mended="sklearn-linear")  # fmt: skip
    margin = CalibratedClassifierCV(LinearSVC(), cv=3).fit(whole.x, whole.y)
    keep("margin-calibrated", whole, margin, convert_sklearn(margin, initial_types=floats(), options=plain(margin)))
    bare = convert_sklearn(LinearSVC().fit(whole.x, whole.y), initial_types=floats())
    shop.keep("sklearn-margin", EXPORTER, "whole", bare, [], code="NOT_A_PROBABILITY", switch="CalibratedClassifierCV", mended="sklearn-margin-calibrated")  # fmt: skip
    kinds = (whole.x[:, 8] > 10).astype(int) + whole.y
    three = LogisticRegression(max_iter=500).fit(whole.x, kinds)
    onnx_model = convert_sklearn(three, initial_types=floats())
    keep("three-classes-named", whole, three, onnx_model, column=2, output="probabilities[2]")
    keep("three-classes", whole, three, onnx_model, column=2, code="OUTPUT_CLASSES", switch='--output "NAME[INDEX]"', mended="sklearn-three-classes-named")  # fmt: skip
