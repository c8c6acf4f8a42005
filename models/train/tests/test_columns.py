import numpy as np

from propensity.columns import COLUMNS, RAW_FEATURES, encode, feature_hash, raw_feature_of

KNOWN = {
    "daypart": "evening", "weather": "rainy", "temperatureCelsius": 12.5, "companion": "friends",
    "intent": "free", "category": "bar", "validityHours": 2.0, "travelMinutes": 10.0,
    "headingTowards": 1.0, "visitsOwnCategory": 6.0, "visitsBar": 6.0, "visitsCoffee": 0.0,
    "visitsTakeaway": 2.0, "visitsRestaurantBudget": 2.0, "visitsRestaurantMid": 0.5,
}  # fmt: skip


def encode_one(**changes) -> dict[str, float]:
    table = {name: [value] for name, value in (KNOWN | changes).items()}
    return dict(zip(COLUMNS, encode(table)[0]))


def test_every_raw_feature_has_columns():
    assert {raw_feature_of(column) for column in COLUMNS} == {
        feature.name for feature in RAW_FEATURES
    }
    assert len(COLUMNS) == len(set(COLUMNS)) <= 40


def test_a_level_becomes_indicators_and_a_number_stays():
    row = encode_one()
    assert row["weather=rainy"] == 1
    assert row["weather=sunny"] == row["weather=snowy"] == 0
    assert row["temperatureCelsius"] == 12.5


def test_a_missing_feature_makes_all_of_its_columns_nan_and_no_other():
    for feature in RAW_FEATURES:
        row = encode_one(**{feature.name: None})
        assert {column for column, cell in row.items() if np.isnan(cell)} == set(feature.columns)


def test_a_level_without_a_column_gives_zeros():
    row = encode_one(companion="colleagues")
    assert [cell for column, cell in row.items() if raw_feature_of(column) == "companion"] == [
        0,
        0,
        0,
        0,
    ]


def test_feature_hash_is_of_the_json_text_javascript_writes():
    # node -e "createHash('sha256').update(JSON.stringify(['a', 'b=°C'])).digest('hex')"
    assert (
        feature_hash(["a", "b=°C"])
        == "8ceabce8727677b99ef88967420fb205170ad176405d495d9fbbd1301178141c"
    )
