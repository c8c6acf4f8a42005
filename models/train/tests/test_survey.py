import gzip

import pytest

from propensity.errors import InputError
from propensity.survey import Survey, read_survey

ROW = {
    "destination": "Home", "passanger": "Kid(s)", "weather": "Snowy", "temperature": "30",
    "time": "6PM", "coupon": "Coffee House", "expiration": "1d", "Bar": "never",
    "CoffeeHouse": "4~8", "CarryAway": "", "RestaurantLessThan20": "less1", "Restaurant20To50": "gt8",
    "toCoupon_GEQ15min": "1", "toCoupon_GEQ25min": "0", "direction_same": "1", "Y": "1",
}  # fmt: skip


def raw(**changes):
    return {name: values[0] for name, values in Survey([ROW | changes]).raw_features().items()}


def test_answers_become_raw_features():
    assert raw() == {
        "daypart": "evening", "weather": "snowy", "temperatureCelsius": pytest.approx(-1.111, abs=1e-3),
        "companion": "children", "intent": "home", "category": "coffee", "validityHours": 24,
        "travelMinutes": 20, "headingTowards": 1, "visitsOwnCategory": 6, "visitsBar": 0,
        "visitsCoffee": 6, "visitsTakeaway": None, "visitsRestaurantBudget": 0.5, "visitsRestaurantMid": 10,
    }  # fmt: skip


def test_a_blank_visits_answer_is_missing_for_its_own_category_too():
    assert raw(coupon="Carry out & Take away")["visitsOwnCategory"] is None


def test_travel_minutes():
    assert raw(toCoupon_GEQ15min="0")["travelMinutes"] == 10
    assert raw(toCoupon_GEQ25min="1")["travelMinutes"] == 30


def test_plain_and_gzipped_files_read_alike(survey_csv, tmp_path):
    gzipped = tmp_path / "survey.csv.gz"
    gzipped.write_bytes(gzip.compress(survey_csv.read_bytes()))
    assert read_survey(gzipped) == read_survey(survey_csv)


def test_a_missing_column_is_named():
    with pytest.raises(InputError, match="no column weather"):
        Survey([{name: answer for name, answer in ROW.items() if name != "weather"}]).raw_features()


def test_an_unknown_answer_is_named():
    with pytest.raises(InputError, match="weather: unknown answer 'Foggy'"):
        raw(weather="Foggy")


BROKEN_GZIP = gzip.compress(b"a,b\n1,2\n")[:12] + b"\xff" * 20


@pytest.mark.parametrize(
    "content", [b"", b"Y\n", b"\x1f\x8bnot gzip", BROKEN_GZIP, b"\xff\xfe\x00"]
)
def test_a_file_that_is_no_survey_is_refused(tmp_path, content):
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_survey(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot read"):
        read_survey(tmp_path / "absent.csv")


def test_labels_of_one_kind_are_refused():
    with pytest.raises(InputError, match="needs both 1 and 0"):
        Survey([ROW, ROW]).accepted()
