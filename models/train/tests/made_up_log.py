"""A made-up log of decisions, in each format that an engine exports."""

import csv
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

LEVELS = {"daypart": ["morning", "evening"], "category": ["bar", "coffee"]}
NUMBERS = ["travelMinutes", "visitsBar", "temperatureCelsius"]
START = datetime(2026, 11, 20, 7, tzinfo=UTC)

CONTRACT = {
    "hash": "0" * 16,
    "features": [
        {
            "name": name,
            "columns": [f"{name}={level}" for level in levels],
            "kind": "level",
            "hash": f"hash of {name}",
        }
        for name, levels in LEVELS.items()
    ]
    + [
        {"name": name, "columns": [name], "kind": "number", "hash": f"hash of {name}"}
        for name in NUMBERS
    ],
}


def made_up_rows(count: int = 600, customers: int = 60, seed: int = 5) -> list[dict]:
    """Who is near accepts more often; of the temperature nothing is known."""
    rng = random.Random(seed)
    rows = []
    for i in range(count):
        minutes = rng.choice([1.5, 4.25, 12.1, None])
        category = rng.choice(["bar", "coffee", "florist"])
        chance = 0.7 if minutes is not None and minutes < 2 else 0.15
        rows.append(
            {
                "decisionId": f"d-{i}",
                "at": START + timedelta(seconds=i),
                "subject": f"s-{rng.randrange(customers)}",
                "action": f"offer-{category}",
                "category": category,
                "reward": int(rng.random() < chance),
                "pending": False,
                "pscore": rng.choice([0.9, 0.05]),
                "modelVersion": "propensity/1@abc",
                "changedByCommit": False,
                "fallback": False,
                "offerKnown": True,
                "feature_daypart": rng.choice(["morning", "evening"]),
                "feature_category": category,
                "feature_travelMinutes": minutes,
                "feature_visitsBar": rng.choice([0.0, 3.0, None]),
                "feature_temperatureCelsius": None,
            }
        )
    return rows


def write_rows(rows: list[dict], path: Path) -> Path:
    if path.suffix == ".parquet":
        _write_parquet(rows, path)
    elif path.suffix == ".ndjson":
        lines = [
            json.dumps({k: _text(v) if k == "at" else v for k, v in row.items()}) for row in rows
        ]
        path.write_text("".join(line + "\n" for line in lines))
    else:
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows({k: _cell(v) for k, v in row.items()} for row in rows)
    return path


def write_log(folder: Path, rows: list[dict], name: str = "log.csv") -> Path:
    """With the features beside it, as pull leaves them."""
    path = write_rows(rows, folder / name)
    path.with_suffix(".features.json").write_text(json.dumps(CONTRACT))
    return path


def _write_parquet(rows: list[dict], path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table({name: [row[name] for row in rows] for name in rows[0]})
    pyarrow.parquet.write_table(table, path)


def _cell(value):
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, datetime) else value


def _text(value: datetime) -> str:
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
