"""What the tables of claims say of times, figures and articles: ends of days, months and years."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.test_verification import HEDGES
from warehouse import catalogue_tables
from warehouse.catalogue import Catalogue
from warehouse.claim_entries import Claim, ClaimFile, Document
from warehouse.entries import Definition

ARTICLES = {"early": "2022", "late": "2023", "undated": None, "undated-too": None}
WRITTEN = {"undated": date(2021, 5, 5), "undated-too": date(2021, 3, 3)}


def row(**fields: Any) -> dict[str, Any]:
    """Return the row of an invented claim in the table `claim`."""
    places = fields.pop("articles", [])
    entry = {
        "id": "c",
        "kind": "share",
        "subject": "alpha",
        "statement": "Invented.",
        "hedge": "over",
        "scope": "nothing",
        "reading": "As it stands.",
        "asserted": {"percent": 50},
        "untestable": {"needs": "opinion", "reason": "Invented."},
        "occurrences": [{"document": d, "line": 1, "span": [0, 1]} for d in places],
    } | fields
    documents = {
        name: Document.model_construct(as_of=as_of, not_before=WRITTEN.get(name))
        for name, as_of in ARTICLES.items()
    }
    catalogue = Catalogue.model_construct(
        hedges=HEDGES,
        documents=documents,
        facts={},
        definitions={name: Definition.model_construct(title=name) for name in ("d1", "d2")},
        clusters={"x": ClaimFile(title="Invented", claims=[Claim.model_validate(entry)])},
    )
    table = next(catalogue_tables.registered(catalogue))
    return dict(zip([name for name, *_ in table.columns], table.rows[0], strict=True))


@pytest.mark.parametrize(
    ("as_of", "articles", "historic"),
    [
        # 2021 ends where 2022 begins
        ("2021", ["early"], True),
        ("2022", ["early"], False),
        ("2022", ["late"], True),
        ("2022", ["early", "late"], False),
        ("2021", ["early", "late"], True),
        ("2021-12", ["early"], True),
        ("2022-01", ["early"], False),
        ("2021", ["undated"], True),
        (None, ["late"], False),
        # without an article figures are of the date that is named
        ("2022", [], True),
    ],
)
def test_a_claim_speaks_of_the_past_when_it_ends_before_all_its_articles(
    as_of: str | None, articles: list[str], historic: bool
):
    assert row(as_of=as_of, articles=articles)["historic"] is historic


@pytest.mark.parametrize(
    ("as_of", "articles", "first"),
    [
        (None, ["undated"], date(2021, 5, 5)),
        (None, ["undated", "undated-too"], date(2021, 3, 3)),
        (None, ["early"], None),
        ("2021", ["undated"], None),
    ],
)
def test_an_undated_claim_can_have_been_written_since_its_first_article(
    as_of: str | None, articles: list[str], first: date | None
):
    assert row(as_of=as_of, articles=articles)["not_before"] == first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", (date(2024, 1, 1), date(2025, 1, 1))),
        ("2024-01", (date(2024, 1, 1), date(2024, 2, 1))),
        ("2024-02", (date(2024, 2, 1), date(2024, 3, 1))),
        ("2024-12", (date(2024, 12, 1), date(2025, 1, 1))),
        ("2024-02-29", (date(2024, 2, 29), date(2024, 3, 1))),
        ("2024-12-31", (date(2024, 12, 31), date(2025, 1, 1))),
        (None, (None, None)),
    ],
)
def test_a_time_ends_on_the_day_after_its_last(text: str | None, expected: tuple[Any, Any]):
    assert catalogue_tables.span(text) == expected


@pytest.mark.parametrize(
    ("kind", "asserted", "ends"),
    [
        ("share", {"percent": 50}, (0.5, 0.5, 0.01)),
        ("share", {"percent": "50.5"}, (0.505, 0.505, 0.001)),
        ("change", {"points": ["-2", "3"]}, (-0.02, 0.03, 0.01)),
        ("ratio", {"ratio": "1.5"}, (1.5, 1.5, 0.1)),
        ("rank", {"rank": 2}, (2, 2, 1)),
        ("date", {"date": "2023"}, (2023, 2023 + 364 / 365, None)),
        ("date", {"date": "2024-02-29"}, (2024 + 59 / 366, 2024 + 59 / 366, None)),
    ],
)
def test_a_figure_is_a_fraction_a_number_or_days_of_a_year(
    kind: str, asserted: dict[str, Any], ends: tuple[float | None, ...]
):
    hedge = {"hedge": "exact", "comparator": "beta", "since": "2020"}
    found = row(kind=kind, asserted=asserted, **hedge)
    assert (found["asserted_low"], found["asserted_high"]) == pytest.approx(ends[:2])
    assert found["last_digit"] == (None if ends[2] is None else pytest.approx(ends[2]))


@pytest.mark.parametrize(
    ("fields", "singles_out"),
    [
        ({}, False),
        ({"kind": "growth", "asserted": {"ratio": 2}, "since": "2020"}, True),
        ({"kind": "rank", "asserted": {"rank": 1}}, True),
        ({"kind": "rank", "asserted": {"rank": 1}, "singles_out": False}, False),
        ({"singles_out": True}, True),
        ({"untestable": None, "tests": {"primary": "d1"}}, False),
        ({"untestable": None, "tests": {"scorecard": ["d1", "d2"]}}, True),
    ],
)
def test_some_kinds_single_their_subject_out(fields: dict[str, Any], singles_out: bool):
    assert row(**fields)["singles_out"] is singles_out
