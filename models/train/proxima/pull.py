"""Brings the log of a running engine to a file, and beside it what its features are."""

import json
from pathlib import Path
from urllib.parse import urlencode

from propensity.errors import InputError

from .decision_log import FORMATS, read_log
from .engine import Engine


def pull(engine: Engine, out: Path, query: dict) -> dict:
    """
    The query is that of GET /v1/exports/decisions. Of what came it tells how much there is to
    learn from.
    """
    file_format = out.suffix.removeprefix(".")
    if file_format not in FORMATS:
        raise InputError(f"{out} must end with one of {', '.join('.' + name for name in FORMATS)}")
    asked = {"format": file_format} | {name: value for name, value in query.items() if value}
    out.parent.mkdir(parents=True, exist_ok=True)
    contract = engine.ask("GET", "v1/features")
    size = engine.save(f"v1/exports/decisions?{urlencode(asked)}", out)
    features_file(out).write_text(json.dumps(contract, indent=2, ensure_ascii=False) + "\n")
    log = read_log(out)
    rewards = log.numbers("reward") if log.rows else []
    return {
        "out": str(out),
        "rows": log.rows,
        "rewarded": int(sum(reward == 1 for reward in rewards)),
        "subjects": len(set(log.column("subject"))) if log.rows else 0,
        "bytes": size,
    }


def features_file(log: Path) -> Path:
    return log.with_suffix(".features.json")
