"""The manifest of a model: beside it for people, in its metadata for the engine."""

import json
from pathlib import Path

import onnx

from propensity.errors import InputError
from propensity.onnx_model import MODEL_FILE
from propensity.parity import PARITY_FILE

MANIFEST_FILE = "manifest.json"
STAMP_KEY = "proxima"


def write_manifest(folder: Path, manifest: dict) -> None:
    """Also stamps the model; its old parity rows are of another manifest, and go."""
    (folder / PARITY_FILE).unlink(missing_ok=True)
    text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / MANIFEST_FILE).write_text(text + "\n")
    stamp(folder)


def stamp(folder: Path) -> dict:
    """Puts the manifest, and the parity rows where there are some, into the model's metadata."""
    manifest = read_json(folder / MANIFEST_FILE)
    if (folder / PARITY_FILE).exists():
        parity = read_json(folder / PARITY_FILE)
        manifest["parity"] = {"rows": parity["rows"], "expected": parity["expected"]}
    model = read_model(folder)
    others = {entry.key: entry.value for entry in model.metadata_props if entry.key != STAMP_KEY}
    text = json.dumps(manifest, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    onnx.helper.set_model_props(model, others | {STAMP_KEY: text})
    (folder / MODEL_FILE).write_bytes(model.SerializeToString(deterministic=True))
    return manifest


def read_model(folder: Path) -> onnx.ModelProto:
    path = folder / MODEL_FILE
    try:
        return onnx.load_model_from_string(path.read_bytes())
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
    except Exception as error:  # protobuf has a class of its own for each way to be broken
        raise InputError(f"{path} is no ONNX file: {error}") from None


def read_json(path: Path) -> dict:
    try:
        content = json.loads(path.read_text())
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
    except ValueError as error:
        raise InputError(f"{path} is no JSON: {error}") from None
    if not isinstance(content, dict):
        raise InputError(f"{path} holds no object")
    return content
