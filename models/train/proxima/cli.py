"""Command line: one JSON line last, and what is wrong as one line on standard error."""

import argparse
import json
import sys
from pathlib import Path

from propensity.errors import InputError

from .engine import Engine

# What takes seconds to load is imported by the command that needs it.
LEARNERS = ("lightgbm", "sklearn", "logistic")


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    try:
        result = options.run(options)
    except InputError as error:
        sys.exit(f"error: {' '.join(str(error).split())}")
    except KeyboardInterrupt:
        sys.exit("error: interrupted")
    print(json.dumps(result, ensure_ascii=False))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run", description="From the log of an engine to a model that serves."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_pull(commands)
    _add_fit(commands)
    sub = _command(commands, "onnx", _onnx, "write the fitted model of a folder as model.onnx")
    sub.add_argument("folder", type=Path)
    _add_stamp(commands)
    sub = _command(
        commands,
        "verify",
        _verify,
        "compare model.onnx with the fitted model, and write parity.json",
    )
    sub.add_argument("folder", type=Path)
    sub = _command(commands, "push", _push, "upload a version; its checks are told, and its number")
    sub.add_argument("model", type=Path, help="folder of a version, or a stamped ONNX file")
    _to_engine(sub)
    sub = _command(
        commands, "shadow", _shadow, "let a version look on, and tell how it would have decided"
    )
    sub.add_argument("version")
    sub.add_argument("--decisions", type=_count, default=200, help="look on at so many (200) ...")
    sub.add_argument(
        "--seconds", type=_count, default=120, help="... for no longer than this (120)"
    )
    _to_engine(sub)
    return parser


def _command(commands, name: str, run, summary: str) -> argparse.ArgumentParser:
    sub = commands.add_parser(name, help=summary, description=summary)
    sub.set_defaults(run=run)
    return sub


def _to_engine(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--url", help="of the engine; else PROXIMA_URL, else http://127.0.0.1:3000")
    sub.add_argument("--token", help="of a scientist; else PROXIMA_TOKEN")


def _add_pull(commands) -> None:
    sub = _command(commands, "pull", _pull, "bring the log of an engine to a file")
    sub.add_argument(
        "--out", type=Path, required=True, help="file.parquet, file.csv or file.ndjson"
    )
    sub.add_argument("--from", dest="begin", help="decisions from this time on (ISO 8601)")
    sub.add_argument("--to", dest="end", help="decisions up to this time (ISO 8601)")
    sub.add_argument("--wait-hours", help="how long after its decision a reward counts (24)")
    sub.add_argument("--reward", choices=("accept", "click", "redeem"), help="what counts (accept)")
    _to_engine(sub)


def _add_fit(commands) -> None:
    sub = _command(
        commands, "fit", _fit, "learn from a log, and write the whole folder of a version"
    )
    sub.add_argument("--log", type=Path, required=True, help="what pull wrote")
    sub.add_argument(
        "--features", type=Path, help="what GET /v1/features answers; else beside the log"
    )
    sub.add_argument("--out", type=Path, required=True, help="folder of the version")
    sub.add_argument("--learner", choices=LEARNERS, default="lightgbm")
    sub.add_argument(
        "--weight", choices=("none", "inverse-chance"), default="none", help="of the rows"
    )
    sub.add_argument(
        "--most-weight", type=_positive, default=20.0, help="where 1 / chance is cut off (20)"
    )
    sub.add_argument(
        "--fewest-rows", type=_count, default=200, help="refuse to learn from fewer (200)"
    )
    sub.add_argument(
        "--only", action="store_true", help="leave onnx, stamp and verify to their commands"
    )


def _add_stamp(commands) -> None:
    sub = _command(
        commands,
        "stamp",
        _stamp,
        "write the manifest of a folder's model, and put it into the model",
    )
    sub.add_argument(
        "folder", type=Path, help="with model.onnx; of fit, or with one from elsewhere"
    )
    sub.add_argument(
        "--columns", help="of a model from elsewhere: in their order, with commas between"
    )
    sub.add_argument(
        "--categories", default="", help="of offers, that it has learnt, with commas between"
    )
    sub.add_argument("--base-prior", type=float, help="for offers of other categories")
    sub.add_argument("--output", help='which output is the probability, such as "probabilities[1]"')
    sub.add_argument(
        "--features", type=Path, help="what GET /v1/features answered; else the engine is asked"
    )
    _to_engine(sub)


def _pull(options: argparse.Namespace) -> dict:
    from .pull import pull

    query = {
        "from": options.begin,
        "to": options.end,
        "waitHours": options.wait_hours,
        "reward": options.reward,
    }
    return pull(Engine(options.url, options.token, timeout_seconds=600), options.out, query)


def _fit(options: argparse.Namespace) -> dict:
    from .folder import convert, stamp_fitted
    from .pull import features_file
    from .training import fit, told
    from .usable_rows import Order
    from .verify import verify

    order = Order(
        log=options.log,
        features=options.features or features_file(options.log),
        learner=options.learner,
        weight_by_chance=options.weight == "inverse-chance",
        most_weight=options.most_weight,
        fewest_rows=options.fewest_rows,
    )
    fitted = fit(order)
    fitted.save(options.out)
    result = {"folder": str(options.out)} | told(fitted)
    if options.only:
        return result
    converted = convert(fitted, options.out)
    stamp_fitted(fitted, options.out)
    checked = verify(fitted, options.out)
    return result | {"bytes": converted["bytes"], "maxDiff": checked["maxDiff"]}


def _onnx(options: argparse.Namespace) -> dict:
    from .folder import convert
    from .training import load_fitted

    return convert(load_fitted(options.folder), options.folder)


def _stamp(options: argparse.Namespace) -> dict:
    from .features import parse_features, read_features
    from .folder import stamp_fitted, stamp_foreign
    from .training import load_fitted

    if options.columns is None:
        return stamp_fitted(load_fitted(options.folder), options.folder)
    if options.base_prior is None:
        raise InputError(
            "--base-prior is needed beside --columns: P(accept) of an offer nothing is known of"
        )
    if options.features:
        features = read_features(options.features)
    else:
        features = parse_features(Engine(options.url, options.token).ask("GET", "v1/features"))
    given = {
        "columns": _split(options.columns),
        "categories": _split(options.categories),
        "basePrior": options.base_prior,
    }
    if options.output:
        given["output"] = options.output
    return stamp_foreign(options.folder, given, features)


def _verify(options: argparse.Namespace) -> dict:
    from .training import load_fitted
    from .verify import verify

    return verify(load_fitted(options.folder), options.folder)


def _push(options: argparse.Namespace) -> dict:
    from .release import push

    model = options.model / "model.onnx" if options.model.is_dir() else options.model
    return push(Engine(options.url, options.token, timeout_seconds=120), model)


def _shadow(options: argparse.Namespace) -> dict:
    from .release import shadow

    return shadow(
        Engine(options.url, options.token), options.version, options.decisions, options.seconds
    )


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 on, not {text}")
    return int(text)


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number above 0, not {text}")
    return value
