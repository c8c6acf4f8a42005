"""An export of decisions, as a table of columns: Parquet, CSV and NDJSON hold the same."""

import csv
import gzip
import json
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from propensity.errors import InputError

FORMATS = ("parquet", "csv", "ndjson")
TRUE, FALSE = ("true", "1"), ("false", "0", "")
FEATURE = "feature_"


@dataclass(frozen=True)
class DecisionLog:
    """Columns by name; a missing cell is None, whatever the format."""

    path: Path
    rows: int
    columns: dict[str, list]

    def column(self, name: str) -> list:
        if name not in self.columns:
            raise InputError(f"{self.path} has no column {name}: is it an export of decisions?")
        return self.columns[name]

    def numbers(self, name: str) -> np.ndarray:
        """NaN where a cell is missing."""
        cells = self.column(name)
        try:
            return np.array([np.nan if cell is None else float(cell) for cell in cells])
        except (TypeError, ValueError):
            raise InputError(f"{self.path} has a {name} that is no number") from None

    def flags(self, name: str) -> np.ndarray:
        """A column that an export may lack is false."""
        cells = self.columns.get(name, [None] * self.rows)
        words = [str(cell).lower() if cell is not None else "" for cell in cells]
        odd = next((word for word in words if word not in TRUE + FALSE), None)
        if odd is not None:
            raise InputError(f'{self.path} has "{odd}" for {name}, which is neither true nor false')
        return np.array([word in TRUE for word in words], dtype=bool)

    def feature(self, name: str) -> list | None:
        """A feature as it was served; nothing where the export does not have it."""
        return self.columns.get(FEATURE + name)

    def only(self, keep: np.ndarray) -> "DecisionLog":
        places = np.flatnonzero(keep)
        columns = {name: [cells[i] for i in places] for name, cells in self.columns.items()}
        return DecisionLog(self.path, len(places), columns)


def read_log(path: Path) -> DecisionLog:
    """The format is told by the end of the name; CSV and NDJSON may be gzipped."""
    kind = path.name.removesuffix(".gz").rpartition(".")[2]
    if kind not in FORMATS:
        raise InputError(f"{path} must end with one of {', '.join('.' + name for name in FORMATS)}")
    try:
        columns = {"parquet": _parquet, "csv": _csv, "ndjson": _ndjson}[kind](path)
    except (OSError, EOFError) as error:
        raise InputError(
            f"cannot read {path}: {getattr(error, 'strerror', None) or error}"
        ) from None
    except (ValueError, KeyError, csv.Error, zlib.error) as error:
        raise InputError(f"{path} is no whole {kind} file: {str(error).splitlines()[0]}") from None
    return DecisionLog(path, len(next(iter(columns.values()), [])), columns)


def _parquet(path: Path) -> dict[str, list]:
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(path)
    except pyarrow.ArrowInvalid as error:
        raise ValueError(error) from None
    return {name: table.column(name).to_pylist() for name in table.column_names}


def _csv(path: Path) -> dict[str, list]:
    with _open(path) as file:
        lines = csv.reader(file)
        names = next(lines, [])
        columns: dict[str, list] = {name: [] for name in names}
        for cells in lines:
            if len(cells) != len(names):
                raise ValueError(f"line {lines.line_num} has {len(cells)} cells, not {len(names)}")
            for name, cell in zip(names, cells):
                columns[name].append(cell if cell != "" else None)
    return columns


def _ndjson(path: Path) -> dict[str, list]:
    with _open(path) as file:
        rows = [json.loads(line) for line in file if line.strip()]
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("a line is no object")
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else {})}


def _open(path: Path):
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")
