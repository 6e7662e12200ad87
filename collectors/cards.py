"""Source cards: what must be known of a source before anyone computes with its figures."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectors import yaml_files

ROOT = Path(__file__).resolve().parent.parent

LEAST_BYTES_A_SECOND = 50_000
"""What comes more slowly for long does not come at all."""

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
    editions: bool = Field(
        False, description="each period is a survey of its own: never pooled, never one for another"
    )
    running_total: bool = Field(
        False, description="a stock that only ever adds up: no evidence of rising or falling"
    )
    origin: str | None = Field(
        None, description="whose counting it is, where the publisher passes on somebody else's"
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


class Landed(Strict):
    """One table of figures as they come, loaded as `landing.<name>`."""

    columns: dict[str, Literal["varchar", "date", "timestamp", "integer", "bigint", "double"]] = (
        Field(min_length=1, description="columns in file order with their DuckDB types")
    )
    key: list[str] = Field([], description="columns that no two collected rows may share")
    upstream: list[Upstream] = Field(
        [], description="where the rows of data/snapshot/<name>.csv were read; empty: no such file"
    )
    sha256: str | None = Field(
        None, pattern=r"^[0-9a-f]{64}$", description="of data/snapshot/<name>.csv"
    )
    read_on: date | None = Field(
        None, description="day on which the bundled figures were read at their source, where the "
        "rows do not say: a period that ended later was not over"
    )  # fmt: skip

    @model_validator(mode="after")
    def checked(self) -> "Landed":
        """Refuse what is said of a bundled file where there is none."""
        if not self.upstream and (self.sha256 or self.read_on):
            msg = "sha256 and read_on speak of a bundled file; give its upstream, or leave them out"
            raise ValueError(msg)
        return self


class Live(Strict):
    """How a source is asked, for `collectors/<source>.py`."""

    api: str = Field(description="address before all paths, without a final slash")
    names: str | None = Field(None, description="registry whose names are asked for")
    only: list[str] = Field([], description="the names to ask for; empty: all of the registry")
    every_days: float | None = Field(
        gt=0, description="how often it is collected when `--due`; null: once, nothing newer comes"
    )
    import_only: bool = Field(False, description="only with a file given by the user; never due")
    reread_days: int | None = Field(
        None, ge=0, description="days before the last run that are asked again; null: everything"
    )
    pause_seconds: float = Field(1, ge=0, description="least time between two requests to the host")
    timeout_seconds: float = Field(60, gt=0, description="longest silence within an answer")
    answer_seconds: float | None = Field(
        None, gt=0, description="longest time for a whole answer; null: 2 s and twice "
        "timeout_seconds, and a second more for each 50,000 bytes that have come"
    )  # fmt: skip
    backoff_seconds: float = Field(1, ge=0, description="first wait after a failure; then doubled")
    limit_bytes: int = Field(64_000_000, gt=0, description="largest answer, unpacked")
    limit_pages: int = Field(
        1_000, gt=0, description="most pages of one listing, or of a library's"
    )
    rows: tuple[int, int] = Field(description="rows of one run; outside, inclusive, is an alarm")
    token: str | None = Field(None, description="environment variable with a token")
    token_parameter: str | None = Field(
        None, description="query parameter the token is sent in; null: as Authorization: Bearer"
    )

    def seconds_for(self, received_bytes: int) -> float:
        """Return the seconds that an answer may take of which so many bytes have come."""
        return self.answer_seconds or (
            2 + 2 * self.timeout_seconds + received_bytes / LEAST_BYTES_A_SECOND
        )


class Card(Strict):
    """One source: `collectors/<source>.yml`."""

    title: str
    publisher: str
    url: str
    license: str = Field(description="SPDX id, the terms' short name, or 'none stated'")
    attribution: str
    cadence: Cadence
    lag_days: int = Field(ge=0, description="typical days from a period's end to its publication")
    closed: str | None = Field(
        None, description="why no newer figures will come, where that is not what `once` says"
    )
    ends_on: date | None = Field(
        None, description="last day that a closed source covers, however late it is read"
    )
    not_counted: list[str] = []
    signals: dict[str, Signal] = Field(min_length=1)
    tables: dict[str, Landed] = Field(min_length=1)
    live: Live | None = Field(None, description="null: a closed archive, nothing is collected")


def named_by_nobody(
    source: str, live: Live | None, names: Mapping[str, Collection[str]]
) -> list[str]:
    """Return a sentence for each name of `live.only` that is no project's; addresses may be.

    Args:
        source: the card's id.
        live: how it is asked; None for a closed archive.
        names: the identifiers of all projects by registry.
    """
    if live is None or live.names is None:
        return []
    return [
        f"collectors/{source}.yml: field 'live.only', entry {name!r}: no project has this "
        f"{live.names} identifier. Correct it, or add it to data/projects.yml."
        for name in live.only
        if name not in names.get(live.names, ()) and "://" not in name
    ]


def load(folder: Path = ROOT / "collectors", root: Path = ROOT) -> dict[str, Card]:
    """Return all cards by source id.

    Raises:
        InputError: a card is wrong.
    """
    return {p.stem: yaml_files.read(p, Card, root) for p in sorted(folder.glob("*.yml"))}
