"""Every verdict there is, each from an invented claim over the ten invented rows.

Shares of Alpha among the two projects: 30 of 80 in 2020, 40 of 80 in 2021, 60 of 80 in 2022;
over the base of 100: 30, 40 and 60.
"""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml

from collectors.home import Home
from tests.conftest import TINY, copy_root
from tests.test_verification import assert_verdicts_follow_the_rule
from warehouse import publish
from warehouse.build import build

# claim: (kind, subject, hedge, figure, year, primary, others, verdict)
CLAIMS = {
    # 60 of 100 lies between 50.2 and 69 %
    "supported": ("share", "alpha", "over", 50, "2022", "survey-base", [], "supported"),
    # 30 of 100 lies between 22 and 40 %
    "refuted": ("share", "alpha", "over", 50, "2020", "survey-base", [], "refuted"),
    # papers 10.5 to 11.5 %; 20 of 100 lies between 13 and 29 %
    "depends": (
        "share",
        "beta",
        "exact",
        11,
        "2022-06",
        "papers-base",
        ["survey-base"],
        "depends on the definition",
    ),
    # 50 to 30 in 2020, 20 to 60 in 2022
    "outdated": ("order", "beta", "ahead", None, "2020", "survey-base", [], "outdated"),
    # the same, said in 2022: it speaks of the past, which does not change any more
    "historic": ("order", "beta", "ahead", None, "2020", "survey-base", [], "supported"),
    # 40 of 100 reaches from 31 to 50 %
    "undecided": ("share", "alpha", "over", 45, "2021", "survey-base", [], "not enough evidence"),
    # 60 of 80, but that is fewer than a hundred
    "thin": ("share", "alpha", "over", 50, "2022", "survey-two", [], "not enough evidence"),
    # a fifth, but the newest survey ended a year before
    "too-late": ("share", "beta", "over", 50, "2024", "survey-base", [], "not enough evidence"),
    # papers were counted in 2022 only
    "muted": ("share", "alpha", "over", 50, "2020", "survey-base", ["papers-base"], "refuted"),
    # as many Alphas as Betas in 2021
    "tied": ("order", "alpha", "ahead", None, "2021", "survey-base", [], "not enough evidence"),
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    root = copy_root(TINY, tmp_path_factory.mktemp("verdicts"))
    claims = [
        {
            "id": name,
            "kind": kind,
            "subject": subject,
            "comparator": {"alpha": "beta", "beta": "alpha"}[subject],
            "statement": "Invented.",
            "aspect": "use",
            "hedge": hedge,
            "as_of": year,
            "scope": "invented people",
            "reading": "As it stands.",
            "occurrences": [
                {"document": "d9" if name == "historic" else "d8", "line": 9, "span": [300, 310]}
            ],
            "tests": {"primary": primary, "also": also},
            **({"asserted": {"percent": figure}} if figure else {}),
        }
        for name, (kind, subject, hedge, figure, year, primary, also, _) in CLAIMS.items()
    ]
    documents = root / "documents.yml"
    entries = yaml.safe_load(documents.read_text())["documents"]
    entries["d8"] = entries["d9"] | {"as_of": "2020"}
    documents.write_text(yaml.safe_dump({"documents": entries}))
    text = yaml.safe_dump({"title": "More invented claims", "claims": claims})
    (root / "claims" / "more.yml").write_text(text)
    build(Home.of(root))
    with publish.connect(root) as con:
        yield con


@pytest.mark.parametrize("name", CLAIMS)
def test_the_verdict_is_the_one_worked_out_by_hand(name: str, judged: duckdb.DuckDBPyConnection):
    found = judged.execute("select verdict from claim_verdict where claim_id = ?", [name])
    assert found.fetchone() == (CLAIMS[name][-1],)


def test_all_verdicts_occur_and_follow_the_rule(judged: duckdb.DuckDBPyConnection):
    assert assert_verdicts_follow_the_rule(judged) == {
        "supported",
        "refuted",
        "depends on the definition",
        "outdated",
        "not enough evidence",
    }


def test_what_lies_beyond_the_tolerance_is_no_evidence(judged: duckdb.DuckDBPyConnection):
    found = judged.execute(
        "select tests, missing, explanation from claim_verdict where claim_id = 'too-late'"
    ).fetchone()
    assert found is not None
    assert found[:2] == (0, "date")
    assert "no figure lies near its date" in found[2]


def test_a_tainted_period_is_evidence_with_a_flag(judged: duckdb.DuckDBPyConnection):
    found = judged.execute(
        "select period_start, flags like '%invented-march%', usable from share "
        "where definition_id = 'papers-base' and project_id = 'alpha' order by period_start"
    ).fetchall()
    assert [row[1:] for row in found] == [(True, True), (False, True)]


def test_a_blocked_period_is_no_evidence(tiny: Path):
    breaks = tiny / "breaks.yml"
    breaks.write_text(
        breaks.read_text()
        .replace("severity: taint\n    price: harmless\n    why: Invented.", "severity: block")
        .replace("2022-03-01", "2022-06-01")
        .replace("ends: 2022-03-02", "ends: 2022-07-01")
    )
    build(Home.of(tiny))
    with publish.connect(tiny) as con:
        found = con.execute(
            "select distinct period_start::varchar from claim_evidence "
            "where definition_id = 'papers-base'"
        ).fetchall()
    # June is the newer of the two paper counts, and blocked
    assert found == [("2022-03-01",)]
