import json

import pytest
from made_up_engine import CUT_OFF, CUT_OFF_PIECES, made_up_engine
from made_up_log import CONTRACT, made_up_rows, write_rows

from propensity.errors import InputError
from proxima.cli import main
from proxima.engine import Engine
from proxima.release import shadow

EXPORT = "GET /v1/exports/decisions"
VERSIONS = "POST /v1/models/propensity/versions"
ALIAS = "PUT /v1/models/propensity/aliases/shadow-1"
ALIASES = "GET /v1/models/propensity/aliases"
REPORT = {
    "decisions": 0, "sameWinner": None, "rankAgreement": None, "scoreDifference": None,
    "p50Ms": None, "p99Ms": None, "faults": 0, "badScores": 0, "dropped": 0,
}  # fmt: skip


@pytest.fixture
def engine(monkeypatch):
    with made_up_engine() as one:
        monkeypatch.setenv("PROXIMA_URL", one.url + "/")
        monkeypatch.setenv("PROXIMA_TOKEN", "a.b.c")
        one.answer("GET /v1/features", (200, CONTRACT))
        yield one


def last_line(capsys) -> dict:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def error_of(*arguments) -> str:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    assert isinstance(ended.value.code, str), "an error is a line, and ends with 1"
    assert "\n" not in ended.value.code
    return ended.value.code


def shadows(decisions: int | None, version: str = "2") -> tuple[int, dict]:
    report = {} if decisions is None else {"report": REPORT | {"decisions": decisions}}
    return 200, {"shadows": [{"alias": "shadow-1", "version": version} | report]}


def test_pull_saves_the_log_and_its_features(engine, tmp_path, capsys):
    content = write_rows(made_up_rows(30), tmp_path / "sent.parquet").read_bytes()
    engine.answer(EXPORT, (200, content))
    out = tmp_path / "new" / "log.parquet"
    main(["pull", "--out", str(out), "--wait-hours", "0.25", "--from", "2026-11-20T00:00:00Z"])
    told = last_line(capsys)
    assert out.read_bytes() == content
    assert told["rows"] == 30
    assert told["rewarded"] == sum(row["reward"] for row in made_up_rows(30))
    assert json.loads((out.parent / "log.features.json").read_text()) == CONTRACT
    asked = engine.asked[-1]
    assert asked["token"] == "Bearer a.b.c"
    assert asked["query"] == "format=parquet&from=2026-11-20T00%3A00%3A00Z&waitHours=0.25"


def test_an_empty_log_is_told(engine, tmp_path, capsys):
    header = write_rows(made_up_rows(1), tmp_path / "one.csv").read_bytes().splitlines(True)[0]
    engine.answer(EXPORT, (200, header))
    main(["pull", "--out", str(tmp_path / "log.csv")])
    assert last_line(capsys)["rows"] == 0


@pytest.mark.parametrize("status", [CUT_OFF, CUT_OFF_PIECES])
def test_what_is_cut_off_leaves_no_file(engine, tmp_path, status):
    engine.answer(EXPORT, (status, b"half of a file"))
    assert "did not come whole" in error_of("pull", "--out", tmp_path / "log.csv")
    assert [path.name for path in tmp_path.iterdir()] == []


def test_refusals_are_told_with_their_faults(engine, tmp_path):
    problem = {
        "code": "INVALID_MESSAGE",
        "detail": "The message does not fit",
        "issues": [{"path": "waitHours", "message": "Too big"}],
    }
    engine.answer(EXPORT, (400, problem))
    error = error_of("pull", "--out", tmp_path / "log.csv")
    assert error == "error: INVALID_MESSAGE: The message does not fit; waitHours: Too big"


@pytest.mark.parametrize("content", [b"<html>", b"[]", b'{"code": 5}'])
def test_an_answer_that_is_no_problem_is_told_by_its_status(engine, tmp_path, content):
    engine.answer(EXPORT, (502, content))
    error = error_of("pull", "--out", tmp_path / "log.csv")
    assert "502" in error or "5: Bad Gateway" in error


def test_no_redirect_is_followed(engine, tmp_path):
    engine.answer(EXPORT, (302, b""))
    assert "answered 302" in error_of("pull", "--out", tmp_path / "log.csv")
    assert not any(asked["request"] == "GET /elsewhere" for asked in engine.asked)


def test_push_tells_the_checks_and_the_version(engine, tmp_path, capsys):
    (tmp_path / "model.onnx").write_bytes(b"an ONNX file")
    checks = [{"verdict": "passed", "name": "size", "message": "12 bytes"}]
    engine.answer(
        VERSIONS, (201, {"version": "2", "fullVersion": "propensity/2@f", "checks": checks})
    )
    main(["push", str(tmp_path)])
    first, last = capsys.readouterr().out.splitlines()
    assert first == "passed   size: 12 bytes"
    assert json.loads(last)["version"] == "2"
    assert (engine.asked[-1]["body"], engine.asked[-1]["type"]) == (
        b"an ONNX file",
        "application/octet-stream",
    )


def test_a_refused_model_is_told_check_by_check(engine, tmp_path, capsys):
    (tmp_path / "model.onnx").write_bytes(b"no ONNX file")
    issues = [
        {"path": "code", "message": "NOT_ONNX"},
        {"path": "advice", "message": "another file"},
    ]
    engine.answer(
        VERSIONS, (422, {"code": "MODEL_REFUSED", "detail": "NOT_ONNX: no", "issues": issues})
    )
    assert error_of("push", tmp_path / "model.onnx") == "error: MODEL_REFUSED: NOT_ONNX: no"
    assert capsys.readouterr().out.splitlines() == ["code: NOT_ONNX", "advice: another file"]


def test_a_shadow_is_waited_for(engine, capsys):
    engine.answer(ALIAS, (200, {}))
    engine.answer(ALIASES, shadows(None), shadows(3), shadows(7))
    main(["shadow", "2", "--decisions", "5", "--seconds", "30"])
    assert last_line(capsys)["decisions"] == 7
    assert json.loads(engine.asked[0]["body"]) == {"version": "2"}
    assert [asked["request"] for asked in engine.asked] == [ALIAS, ALIASES, ALIASES, ALIASES]


def test_a_shadow_that_nobody_asks_is_an_error(engine):
    engine.answer(ALIAS, (200, {}))
    engine.answer(ALIASES, shadows(0))
    with pytest.raises(InputError, match="asked about no decision"):
        shadow(Engine(None, None), "2", decisions=5, seconds=0.1)
    engine.answer(ALIASES, shadows(9, version="3"))
    with pytest.raises(InputError, match="given shadow-1 to another version"):
        shadow(Engine(None, None), "2", decisions=5, seconds=0.1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--url", "http://127.0.0.1:1"), "no engine answers at http://127.0.0.1:1"),
        (("--url", "127.0.0.1"), "--url must be like"),
        (("--token", "a b"), "the token holds what no token holds"),
    ],
)
def test_what_cannot_be_reached_is_a_line(engine, arguments, message):
    assert message in error_of("shadow", "2", *arguments)


def test_a_token_is_needed(monkeypatch):
    monkeypatch.delenv("PROXIMA_TOKEN", raising=False)
    assert "a token of a scientist is needed" in error_of("shadow", "2")


def test_what_is_no_engine_is_told(engine):
    engine.answer(ALIAS, (200, b"<html>"))
    assert "is no engine" in error_of("shadow", "2")
