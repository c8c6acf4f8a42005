import gzip

import numpy as np
import pytest
from made_up_log import CONTRACT, made_up_rows, write_rows

from propensity.errors import InputError
from proxima.decision_log import read_log
from proxima.features import columns_of, matrix_of, parse_features, served


@pytest.fixture(scope="module")
def rows():
    return made_up_rows(50)


@pytest.mark.parametrize("name", ["log.parquet", "log.csv", "log.ndjson"])
def test_each_format_says_the_same(rows, name, tmp_path):
    log = read_log(write_rows(rows, tmp_path / name))
    assert log.rows == 50
    assert list(log.numbers("reward")) == [row["reward"] for row in rows]
    assert not log.flags("pending").any()
    assert log.flags("offerKnown").all()
    features = served(parse_features(CONTRACT), log)
    assert columns_of(features) == [
        "daypart=morning",
        "daypart=evening",
        "category=bar",
        "category=coffee",
        "travelMinutes",
        "visitsBar",
    ], "the temperature is never there"
    matrix = matrix_of(features, log)
    assert matrix.dtype == np.float32
    minutes = [
        np.nan if row["feature_travelMinutes"] is None else row["feature_travelMinutes"]
        for row in rows
    ]
    np.testing.assert_array_equal(matrix[:, 4], np.array(minutes, dtype=np.float32))
    florists = np.array([row["category"] == "florist" for row in rows])
    assert (matrix[florists, 2:4] == 0).all(), "a level that no column names is 0 in all of them"


def test_a_missing_level_is_nan_in_all_columns(rows, tmp_path):
    holed = [row | {"feature_daypart": None if i % 2 else "evening"} for i, row in enumerate(rows)]
    log = read_log(write_rows(holed, tmp_path / "log.csv"))
    matrix = matrix_of(parse_features(CONTRACT)[:1], log)
    assert np.isnan(matrix[1::2]).all()
    assert (matrix[::2] == [0, 1]).all()


def test_gzip_is_read(rows, tmp_path):
    plain = write_rows(rows, tmp_path / "log.csv")
    packed = tmp_path / "log.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_log(packed).columns == read_log(plain).columns


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("log.csv", b"a,b\n1\n", "line 2 has 1 cells"),
        ("log.csv.gz", b"\x1f\x8b\x08\x00cut", "cannot read"),
        ("log.csv.gz", gzip.compress(b"a,b\n")[:10] + b"\xff" * 20, "no whole csv"),
        ("log.ndjson", b'{"a":1}\n[1]\n', "a line is no object"),
        ("log.ndjson", b'{"a":1}\n{"b":1}\n', "no whole ndjson"),
        ("log.parquet", b"PAR1 cut off", "no whole parquet"),
        ("log.csv", b"\xff\xfe\x00", "no whole csv"),
        ("log.xlsx", b"", "must end with"),
    ],
)
def test_what_is_no_export_is_refused(name, content, message, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_log(path)


def test_odd_cells_are_named(rows, tmp_path):
    log = read_log(
        write_rows([rows[0] | {"reward": "often", "fallback": "maybe"}], tmp_path / "log.csv")
    )
    with pytest.raises(InputError, match="a reward that is no number"):
        log.numbers("reward")
    with pytest.raises(InputError, match='"maybe" for fallback'):
        log.flags("fallback")
    with pytest.raises(InputError, match="no column nothing"):
        log.column("nothing")
