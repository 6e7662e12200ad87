"""Source cards: what must be known of a source before anyone computes with its figures."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from collectors import yaml_files

ROOT = Path(__file__).resolve().parent.parent

Cadence = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "once"]
Quality = Literal["census", "official", "sample", "secondary"]


class Strict(BaseModel):
    """Base of everything read from YAML: unknown keys are errors, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Signal(Strict):
    """One quantity from one source."""

    title: str
    unit: str = Field(description="plural noun of what is counted, or 'percent'")
    measure: Literal["flow", "stock"] = Field(
        description="flow: counted over the period; stock: level at the period's end"
    )
    population: str
    quality: Quality
    tolerance_days: int = Field(
        ge=0, description="how far from a claim's date the nearest period may lie and still speak"
    )
    caveat: str


class Upstream(Strict):
    """Where the figures of a bundled file were read."""

    repository: str | None = None
    page: str | None = None
    commit: str | None = None
    path: str | None = None
    license: str
    note: str | None = None


class SnapshotFile(Strict):
    """One bundled CSV: `data/snapshot/<name>.csv`, loaded as `landing.<name>`."""

    columns: dict[str, Literal["varchar", "date", "timestamp", "integer", "bigint", "double"]] = (
        Field(min_length=1, description="columns in file order with their DuckDB types")
    )
    upstream: list[Upstream] = Field(min_length=1)


class Card(Strict):
    """One source: `collectors/<source>.yml`."""

    title: str
    publisher: str
    url: str
    license: str = Field(description="SPDX id, the terms' short name, or 'none stated'")
    attribution: str
    cadence: Cadence
    lag_days: int = Field(ge=0, description="typical days from a period's end to its publication")
    not_counted: list[str] = []
    signals: dict[str, Signal] = Field(min_length=1)
    snapshot: dict[str, SnapshotFile] = {}


def load(folder: Path = ROOT / "collectors", root: Path = ROOT) -> dict[str, Card]:
    """Return all cards by source id.

    Raises:
        InputError: a card is wrong.
    """
    return {p.stem: yaml_files.read(p, Card, root) for p in sorted(folder.glob("*.yml"))}
