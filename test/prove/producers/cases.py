"""What the exporters made, and what the engine has to say to it."""

import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Case:
    """One file. What is refused names the switch that its advice has to hold, and the case that was made by following it."""

    name: str
    exporter: str
    #: Which rows it was asked: `holed` (missing values) or `whole`.
    rows: str
    #: What the library itself answers, for each row.
    expected: list[float]
    output: str | None = None
    code: str | None = None
    switch: str | None = None
    mended: str | None = None
    #: No rows are sent along: the file has to do alone.
    alone: bool = False


@dataclass
class Workshop:
    """Where the files are put."""

    folder: Path
    rows: dict[str, list[list[float]]]
    cases: list[Case] = field(default_factory=list)

    def keep(self, name, exporter, rows, model, expected, **more):
        """`model`: an ONNX message, or nothing where the exporter has written the file itself to `path(name)`."""
        if model is not None:
            self.path(name).write_bytes(model.SerializeToString())
        self.cases.append(Case(name, exporter, rows, [float(p) for p in expected], **more))

    def path(self, name) -> Path:
        return self.folder / f"{name}.onnx"

    def write(self, versions) -> None:
        rows = {name: [[None if math.isnan(v) else v for v in row] for row in some] for name, some in self.rows.items()}
        made = {"versions": versions, "rows": rows, "cases": [asdict(case) for case in self.cases]}
        (self.folder / "cases.json").write_text(json.dumps(made))
