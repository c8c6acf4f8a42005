import hashlib
import json
import subprocess
import sys

import pytest


def run(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "propensity", *map(str, arguments)], capture_output=True, text=True
    )


def result_of(process: subprocess.CompletedProcess) -> dict:
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def version(survey_csv, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "propensity" / "7"
    result = result_of(
        run("train", "--csv", survey_csv, "--out", folder, "--created-at", "2031-02-03")
    )
    assert result["rows"] == 480
    return folder


def test_train_writes_a_whole_version(version):
    manifest = json.loads((version / "manifest.json").read_text())
    assert (manifest["name"], manifest["version"], manifest["createdAt"]) == (
        "propensity",
        "7",
        "2031-02-03",
    )
    assert (
        manifest["modelSha256"] == hashlib.sha256((version / "model.onnx").read_bytes()).hexdigest()
    )
    assert set(manifest["categories"]) == set(manifest["priorByCategory"])
    assert "CC BY 4.0" in (version / "card.md").read_text()


def test_evaluate_scores_the_model(version, survey_csv):
    scores = result_of(run("evaluate", "--csv", survey_csv, "--model", version))
    assert scores["rows"] == 480
    assert scores["auc"] > 0.7


def test_parity_holds_and_has_missing_values(version, survey_csv):
    assert result_of(run("parity", "--csv", survey_csv, "--model", version)) == {
        "rows": 200,
        "maxDiff": 0,
    }
    assert any(None in row for row in json.loads((version / "parity.json").read_text())["rows"])


def test_parity_rejects_another_models_rows(version, survey_csv, tmp_path):
    other = tmp_path / "8"
    other.mkdir()
    (other / "model.onnx").write_bytes((version / "model.onnx").read_bytes())
    parity = json.loads((version / "parity.json").read_text())
    parity["expected"][0] += 0.01
    (other / "parity.json").write_text(json.dumps(parity))
    process = run("parity", "--csv", survey_csv, "--model", other)
    assert process.returncode == 1
    assert "differs" in process.stderr


@pytest.mark.parametrize("command", ["evaluate", "parity", "report", "train"])
def test_a_missing_file_is_one_clear_line(command, tmp_path):
    process = run(command, "--csv", tmp_path / "absent.csv")
    assert process.returncode == 1
    assert process.stderr.splitlines() == [
        f"error: cannot read {tmp_path}/absent.csv: No such file or directory"
    ]


def test_a_missing_column_is_one_clear_line(survey_csv, tmp_path):
    broken = tmp_path / "broken.csv"
    header, rest = survey_csv.read_text().split("\n", 1)
    broken.write_text(header.replace("weather", "sky") + "\n" + rest)
    process = run("report", "--csv", broken)
    assert process.returncode == 1
    assert process.stderr.splitlines() == ["error: the survey has no column weather"]


def test_a_missing_model_is_one_clear_line(survey_csv, tmp_path):
    process = run("evaluate", "--csv", survey_csv, "--model", tmp_path)
    assert process.returncode == 1
    assert len(process.stderr.splitlines()) == 1
