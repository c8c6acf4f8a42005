"""Trains on every row and writes a version folder: model, manifest, card and parity rows."""

import hashlib
import json
from pathlib import Path

from .baselines import rates_by_category
from .blend import fit_blend
from .card import write_card
from .columns import CATEGORIES, COLUMNS, RAW_FEATURES, encode, feature_hash
from .evaluate import MANIFEST_FILE
from .graph import INPUT, OUTPUT, to_onnx
from .network import fit_network
from .onnx_model import MODEL_FILE, OnnxModel
from .parity import write_parity
from .report import cross_validate, format_table
from .survey import Survey
from .training_data import training_data
from .trees import fit_trees

# The survey's publication: the default date, so that the same data gives the same folder.
DATA_DATE = "2020-09-14T00:00:00Z"

FAMILIES = {"shipped": fit_blend, "network": fit_network, "trees": fit_trees}


def train(survey: Survey, directory: Path, created_at: str) -> dict:
    """Writes the version folder; its metrics come from cross-validation on the same rows."""
    report = cross_validate(survey)
    print(format_table(report))
    directory.mkdir(parents=True, exist_ok=True)
    content = train_model(survey)
    (directory / MODEL_FILE).write_bytes(content)
    write_parity(directory, OnnxModel(content), encode(survey.raw_features()))
    manifest = _manifest(survey, directory.name, created_at, content, report)
    (directory / MANIFEST_FILE).write_text(
        json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    )
    write_card(directory, manifest, report)
    return {
        "model": str(directory),
        "modelSha256": manifest["modelSha256"],
        "rows": len(survey.rows),
        "person": report["person"]["shipped"],
        "row": report["row"]["shipped"],
        "holds": report["holds"],
    }


def train_model(survey: Survey, family: str = "shipped") -> bytes:
    """A family's model of all rows as ONNX; the same rows always give the same bytes."""
    model = FAMILIES[family](*training_data(survey))
    return to_onnx(model, len(COLUMNS))


def _manifest(survey: Survey, version: str, created_at: str, content: bytes, report: dict) -> dict:
    accepted = survey.accepted()
    return {
        "name": "propensity",
        "version": version,
        "createdAt": created_at,
        "input": INPUT,
        "output": OUTPUT,
        "columns": COLUMNS,
        "rawFeatures": {feature.name: feature.to_manifest() for feature in RAW_FEATURES},
        "categories": list(CATEGORIES),
        "featureHash": feature_hash(COLUMNS),
        "modelSha256": hashlib.sha256(content).hexdigest(),
        "trainedOn": {
            "dataset": "In-Vehicle Coupon Recommendation (UCI Machine Learning Repository, no. 603)",
            "authors": "Tong Wang, Cynthia Rudin, Finale Doshi-Velez, Yimin Liu, Erica Klampfl, Perry MacNeille",
            "licence": "CC BY 4.0",
            "rows": len(survey.rows),
            "people": len(set(survey.person_keys())),
        },
        "metrics": {
            "method": "5-fold cross-validation, out-of-fold predictions pooled, ECE over 10 equal bins",
            "person": report["person"]["shipped"],
            "row": report["row"]["shipped"],
            "personMasked": report["person"]["masked"]["shipped"],
        },
        "priorByCategory": rates_by_category(survey.raw_features()["category"], accepted),
        "basePrior": round(float(accepted.mean()), 4),
    }
