"""LightGBM and XGBoost by onnxmltools, CatBoost by itself."""

import catboost
import lightgbm
import xgboost
from onnxmltools import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import Int64TensorType, FloatTensorType


def make(shop, holed, whole):
    width = holed.x.shape[1]

    def floats(rows=None):
        return [("features", FloatTensorType([rows, width]))]

    wholes = [("features", Int64TensorType([None, width]))]
    light(shop, floats, wholes, holed)
    extreme(shop, floats, holed)
    cat(shop, holed, whole)


def light(shop, floats, wholes, data):
    model = lightgbm.LGBMClassifier(n_estimators=40, num_leaves=15, verbose=-1, random_state=1).fit(data.x, data.y)
    expected = model.predict_proba(data.asked)[:, 1]

    def keep(name, onnx_model, of=expected, **more):
        shop.keep(f"lightgbm-{name}", "OnnxMLTools", data.name, onnx_model, of, **more)

    keep("plain", convert_lightgbm(model, initial_types=floats(), zipmap=False, target_opset=15))
    keep("zipmap", convert_lightgbm(model, initial_types=floats()))
    keep("one-row", convert_lightgbm(model, initial_types=floats(1), zipmap=False))
    keep("split-trees", convert_lightgbm(model, initial_types=floats(), zipmap=False, split=10))
    booster = lightgbm.train({"objective": "binary", "verbose": -1, "seed": 1}, lightgbm.Dataset(data.x, data.y), 30)
    keep("booster", convert_lightgbm(booster, initial_types=floats(), zipmap=False), booster.predict(data.asked))
    wide = convert_lightgbm(model, initial_types=wholes, zipmap=False)
    keep("whole-numbers", wide, code="INPUT_TYPE", switch="FloatTensorType([None, WIDTH])", mended="lightgbm-plain")
    many = convert_lightgbm(model, initial_types=floats(100), zipmap=False)
    keep("batch-of-100", many, code="FIXED_BATCH", switch="FloatTensorType([None, WIDTH])", mended="lightgbm-plain")
    line = lightgbm.LGBMRegressor(n_estimators=10, verbose=-1).fit(data.x, data.y * 10.0)
    keep("regressor", convert_lightgbm(line, initial_types=floats()), [], code="NOT_A_PROBABILITY", switch="LGBMClassifier", mended="lightgbm-plain")  # fmt: skip


def extreme(shop, floats, data):
    def keep(name, model, expected, rows=None, **more):
        onnx_model = convert_xgboost(model, initial_types=floats(rows), target_opset=15)
        shop.keep(f"xgboost-{name}", "OnnxMLTools", data.name, onnx_model, expected, **more)

    model = xgboost.XGBClassifier(n_estimators=40, max_depth=4, random_state=1).fit(data.x, data.y)
    expected = model.predict_proba(data.asked)[:, 1]
    keep("plain", model, expected)
    keep("one-row", model, expected, rows=1)
    keep("booster", model.get_booster(), expected)
    keep("batch-of-100", model, [], rows=100, code="FIXED_BATCH", switch="FloatTensorType([None, WIDTH])", mended="xgboost-plain")
    line = xgboost.XGBRegressor(n_estimators=10).fit(data.x, data.y * 10.0)
    keep("regressor", line, [], code="NOT_A_PROBABILITY", switch="XGBClassifier", mended="xgboost-plain")


def cat(shop, holed, whole):
    options = {"iterations": 40, "depth": 4, "random_seed": 1, "verbose": False, "allow_writing_files": False}
    for data in (holed, whole):
        model = catboost.CatBoostClassifier(**options).fit(data.x, data.y)
        name = f"catboost-{data.name}"
        model.save_model(str(shop.path(name)), format="onnx")
        shop.keep(name, "CatBoost", data.name, None, model.predict_proba(data.asked)[:, 1])
    line = catboost.CatBoostRegressor(**options).fit(whole.x, whole.y * 10.0)
    line.save_model(str(shop.path("catboost-regressor")), format="onnx")
    shop.keep("catboost-regressor", "CatBoost", "whole", None, [], code="NOT_A_PROBABILITY", switch="CatBoostClassifier", mended="catboost-whole")  # fmt: skip
