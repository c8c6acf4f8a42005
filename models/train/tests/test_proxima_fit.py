import json
import subprocess
import sys

import numpy as np
import onnx
import pytest
from made_up_log import made_up_rows, write_log

from propensity.onnx_model import OnnxModel
from proxima.reference import references
from proxima.training import unseen_scores


def run(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "proxima", *map(str, arguments)], capture_output=True, text=True
    )


def result_of(process: subprocess.CompletedProcess) -> dict:
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout.splitlines()[-1])


def error_of(process: subprocess.CompletedProcess) -> str:
    assert process.returncode == 1, process.stdout
    (line,) = process.stderr.splitlines()
    assert line.startswith("error: ")
    return line


def stamp_of(folder) -> dict:
    (entry,) = [
        entry for entry in onnx.load(folder / "model.onnx").metadata_props if entry.key == "proxima"
    ]
    return json.loads(entry.value)


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return write_log(tmp_path_factory.mktemp("log"), made_up_rows())


@pytest.fixture(scope="module", params=["lightgbm", "sklearn", "logistic"])
def version(request, log, tmp_path_factory):
    folder = tmp_path_factory.mktemp("versions") / request.param
    told = result_of(run("fit", "--log", log, "--out", folder, "--learner", request.param))
    assert told["rows"] == 600
    assert told["auc"] > 0.65
    assert told["maxDiff"] <= 1e-5
    return folder


def test_fit_makes_a_whole_folder(version):
    names = {path.name for path in version.iterdir()}
    assert {"model.onnx", "manifest.json", "parity.json", "card.md"} <= names
    stamp = stamp_of(version)
    assert stamp["columns"][0] == "daypart=morning"
    assert stamp["categories"] == ["bar", "coffee", "florist"]
    assert stamp["features"] == {
        name: f"hash of {name}" for name in ("daypart", "category", "travelMinutes", "visitsBar")
    }
    assert 0.15 < stamp["basePrior"] < 0.4
    assert set(stamp["reference"]) == set(stamp["columns"])
    assert "600, " in (version / "card.md").read_text()
    allowed = {
        "columns",
        "categories",
        "basePrior",
        "output",
        "features",
        "parity",
        "reference",
        "about",
    }
    assert set(stamp) <= allowed, "the engine refuses a stamp with other fields"


def test_the_stamped_parity_rows_get_their_answers(version):
    parity = stamp_of(version)["parity"]
    rows = np.array(parity["rows"], dtype=np.float32)
    answers = OnnxModel(version / "model.onnx").predict(rows)
    np.testing.assert_allclose(answers, parity["expected"], atol=1e-5)
    assert len(rows) == 100
    assert np.isnan(rows).all(axis=0).any() or np.isnan(rows).any()


def test_near_is_likelier_than_far(version):
    columns = stamp_of(version)["columns"]
    rows = np.full((2, len(columns)), np.nan, dtype=np.float32)
    rows[:, columns.index("travelMinutes")] = [1.5, 12.1]
    near, far = OnnxModel(version / "model.onnx").predict(rows)
    assert near > 0.45 > 0.3 > far


def test_steps_one_by_one_make_the_same_model(log, tmp_path):
    whole, steps = tmp_path / "whole", tmp_path / "steps"
    result_of(run("fit", "--log", log, "--out", whole))
    result_of(run("fit", "--log", log, "--out", steps, "--only"))
    assert not (steps / "model.onnx").exists()
    for step in ("onnx", "stamp", "verify"):
        result_of(run(step, steps))
    ours, theirs = stamp_of(steps), stamp_of(whole)
    ours["about"].pop("createdAt"), theirs["about"].pop("createdAt")
    assert ours == theirs


def test_verify_refuses_another_model(log, tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    result_of(run("fit", "--log", log, "--out", one))
    result_of(run("fit", "--log", log, "--out", other, "--weight", "inverse-chance"))
    (one / "model.onnx").write_bytes((other / "model.onnx").read_bytes())
    assert "differs from the fitted model by" in error_of(run("verify", one))


def test_weights_by_chance_leave_out_what_has_none(tmp_path):
    rows = made_up_rows()
    for i, name in enumerate(("changedByCommit", "fallback")):
        rows[i][name] = True
    rows[2]["pscore"] = None
    log = write_log(tmp_path, rows)
    told = result_of(
        run("fit", "--log", log, "--out", tmp_path / "v", "--weight", "inverse-chance")
    )
    assert told["rows"] == 597
    assert json.loads((tmp_path / "v" / "manifest.json").read_text())["about"]["trainedOn"][
        "leftOut"
    ] == {"no exact chance": 3}


def test_rows_without_an_answer_are_left_out(tmp_path):
    rows = made_up_rows()
    rows[0]["pending"], rows[1]["reward"], rows[2]["action"] = True, None, None
    rows[3]["offerKnown"] = False
    told = result_of(run("fit", "--log", write_log(tmp_path, rows), "--out", tmp_path / "v"))
    assert told["rows"] == 596


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (made_up_rows(150), "150 rows with a reward, and 200 are the fewest"),
        ([row | {"reward": 0} for row in made_up_rows()], "0 offers that were accepted"),
        ([row | {"reward": 1} for row in made_up_rows()], "0 offers that were not accepted"),
        (made_up_rows(customers=5), "of 5 customers, and 10 are the fewest"),
        (
            [
                row | {name: None for name in row if name.startswith("feature_")}
                for row in made_up_rows()
            ],
            "no value of any feature",
        ),
    ],
)
def test_too_little_is_refused(rows, message, tmp_path):
    assert message in error_of(
        run("fit", "--log", write_log(tmp_path, rows), "--out", tmp_path / "v")
    )
    assert not (tmp_path / "v").exists()


def test_what_is_missing_is_told_in_a_line(tmp_path):
    log = write_log(tmp_path, made_up_rows())
    log.with_suffix(".features.json").unlink()
    assert "log.features.json" in error_of(run("fit", "--log", log, "--out", tmp_path / "v"))
    assert "models/train/run fit makes it" in error_of(run("onnx", tmp_path))
    assert "cannot read" in error_of(
        run("fit", "--log", tmp_path / "no.csv", "--out", tmp_path / "v")
    )


def test_a_model_from_elsewhere_is_stamped(log, tmp_path):
    made = tmp_path / "made"
    result_of(run("fit", "--log", log, "--out", made))
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "model.onnx").write_bytes((made / "model.onnx").read_bytes())
    columns = ",".join(stamp_of(made)["columns"])
    features = log.with_suffix(".features.json")
    given = ("--categories", "bar", "--base-prior", 0.1, "--features", features)
    told = result_of(run("stamp", foreign, "--columns", columns, *given, "--output", "probability"))
    assert told["columns"] == 6
    stamp = stamp_of(foreign)
    assert (stamp["categories"], stamp["output"]) == (["bar"], "probability")
    assert stamp["features"]["daypart"] == "hash of daypart"
    assert "parity" not in stamp
    refused = error_of(run("stamp", foreign, "--columns", "daypart=noon", *given))
    assert "serves no column daypart=noon" in refused
    assert "--base-prior" in error_of(run("stamp", foreign, "--columns", columns))


def test_references_bin_as_the_engine_does():
    values = np.array([[0, 1], [1, 2], [1, 2], [np.nan, 3]], dtype=np.float32)
    assert references(["flag", "number"], values) == {
        "flag": {"edges": [0.5], "shares": [1 / 3, 2 / 3], "missing": 0.25},
        "number": {"edges": [1.5, 2.5], "shares": [0.25, 0.5, 0.25], "missing": 0.0},
    }
    # A value on an edge lies above it.
    many = np.arange(101, dtype=np.float64)[:, np.newaxis]
    told = references(["n"], many)["n"]
    for edge, below in zip(told["edges"], np.cumsum(told["shares"])):
        assert (many < edge).mean() == pytest.approx(below)
    assert references(["n"], np.full((3, 1), np.nan))["n"] == {
        "edges": [],
        "shares": [0.0],
        "missing": 1.0,
    }


def test_scores_are_of_customers_that_the_model_has_not_seen():
    subjects = [f"s-{i % 40}" for i in range(400)]
    numbers = np.arange(400, dtype=np.float32)[:, np.newaxis] % 40
    labels = (np.arange(400) % 2).astype(float)
    seen = []

    class Spy:
        def predict(self, matrix):
            assert not set(matrix[:, 0]) & seen[-1]
            return matrix[:, 0]

    def train(matrix, *_):
        seen.append(set(matrix[:, 0]))
        return Spy()

    scores = unseen_scores(train, numbers, labels, np.ones(400), subjects)
    assert len(seen) == 5
    np.testing.assert_array_equal(scores, numbers[:, 0])
