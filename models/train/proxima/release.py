"""A version on a running engine: it goes up, and looks on as a shadow."""

import time
from pathlib import Path

from propensity.errors import InputError

from .engine import MODEL_REFUSED, Engine, Refusal

MODEL = "v1/models/propensity"
ASK_EVERY_SECONDS = 1.0


def push(engine: Engine, model: Path) -> dict:
    """Tells every check, also of a refusal."""
    try:
        content = model.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {model}: {error.strerror}") from None
    try:
        told = engine.send_file("POST", f"{MODEL}/versions", content)
    except Refusal as refusal:
        if refusal.code == MODEL_REFUSED:
            print("\n".join(refusal.told))
        raise
    for check in told["checks"]:
        print(f"{check['verdict']:8} {check['name']}: {check['message']}")
    return {
        name: told.get(name) for name in ("version", "fullVersion", "bytes", "p99Us64", "aliases")
    }


def shadow(engine: Engine, version: str, decisions: int, seconds: float) -> dict:
    """
    Lets the version look on until it was asked about so many decisions, or for so long.
    Raises InputError when it was not asked at all.
    """
    alias = "shadow-1"
    engine.ask("PUT", f"{MODEL}/aliases/{alias}", {"version": version})
    ends = time.monotonic() + seconds
    report = None
    while True:
        release = engine.ask("GET", f"{MODEL}/aliases")
        ours = [
            one for one in release["shadows"] if (one["alias"], one["version"]) == (alias, version)
        ]
        if not ours:
            raise InputError(f"somebody has given {alias} to another version, or taken it away")
        report = ours[0].get("report") or {}
        if report.get("decisions", 0) >= decisions or time.monotonic() >= ends:
            break
        time.sleep(ASK_EVERY_SECONDS)
    if not report.get("decisions"):
        raise InputError(
            f"version {version} was asked about no decision in {seconds:g} s: "
            "does the engine decide?"
        )
    print(words_of(version, report))
    return {"alias": alias, "version": version} | report


def words_of(version: str, report: dict) -> str:
    def number(name: str, form: str) -> str:
        value = report.get(name)
        return "-" if value is None else format(value, form)

    return (
        f"Version {version} looked on at {report['decisions']} decisions: the same winner in "
        f"{number('sameWinner', '.1%')}, rank agreement {number('rankAgreement', '.2f')}, "
        f"P(accept) off by {number('scoreDifference', '.3f')}, "
        f"{number('p50Ms', '.2f')} ms (p99 {number('p99Ms', '.2f')}), "
        f"{report['faults']} faults, {report['badScores']} bad scores, {report['dropped']} dropped"
    )
