"""Command line: each sub-command prints one JSON line last."""

import argparse
import json
import sys
from pathlib import Path

from .errors import InputError
from .evaluate import evaluate
from .parity import recheck_parity
from .report import cross_validate, format_table
from .survey import read_survey
from .train import DATA_DATE, FAMILIES, train, train_model

REPOSITORY = Path(__file__).resolve().parents[3]
DEFAULT_MODEL = REPOSITORY / "models" / "propensity" / "1"


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    try:
        result = options.run(options)
    except InputError as error:
        sys.exit(f"error: {error}")
    print(json.dumps(result))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run", description="Proxima's default propensity model.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run, summary: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=summary, description=summary)
        sub.add_argument("--csv", type=Path, required=True, help="survey CSV, plain or gzipped")
        sub.set_defaults(run=run)
        return sub

    sub = command("train", _train, "train on all rows and write the whole version folder")
    sub.add_argument("--out", type=Path, default=DEFAULT_MODEL, help="folder of the version")
    sub.add_argument("--created-at", default=DATA_DATE, help="createdAt of the manifest (ISO 8601)")

    sub = command("evaluate", _evaluate, "score a model on a survey file, without training")
    sub.add_argument("--model", type=Path, default=DEFAULT_MODEL, help="folder of the version")

    command("report", _report, "cross-validate the recipe and its rivals, by person and by row")

    sub = command("parity", _parity, "re-check the parity rows, or write them if there are none")
    sub.add_argument("--model", type=Path, default=DEFAULT_MODEL, help="folder of the version")

    sub = command("export", _export, "train one family and write its ONNX file, to time it")
    sub.add_argument("--family", choices=FAMILIES, required=True)
    sub.add_argument("--out", type=Path, required=True, help="file to write")
    return parser


def _train(options: argparse.Namespace) -> dict:
    return train(read_survey(options.csv), options.out, options.created_at)


def _evaluate(options: argparse.Namespace) -> dict:
    return evaluate(read_survey(options.csv), options.model)


def _report(options: argparse.Namespace) -> dict:
    report = cross_validate(read_survey(options.csv))
    print(format_table(report))
    return report


def _parity(options: argparse.Namespace) -> dict:
    return recheck_parity(read_survey(options.csv), options.model)


def _export(options: argparse.Namespace) -> dict:
    content = train_model(read_survey(options.csv), options.family)
    options.out.write_bytes(content)
    return {"model": str(options.out), "bytes": len(content)}
