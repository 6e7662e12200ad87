"""What the register must never say again: one rule for each kind of fault, over every claim.

The names in the comments are claims in which the fault was found.
"""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from collectors.home import Home
from tests.conftest import REPOSITORY
from tests.test_verification import rows
from warehouse.claim_entries import ClaimFile
from warehouse.judge import judging

GENERAL = {
    "pypi_downloads",
    "github_stars",
    "github_dependents",
    "survey_users",
    "hiring_posts",
    "stackoverflow_questions",
    "wikipedia_views",
    "kaggle_users",
}
"""Signals of popularity in general, or of what people know."""
PLACES = {"production", "servers", "devices", "browsers"}
"""Aspects of where something runs."""
YARDSTICKS = {
    ("maintenance", "experimental", "active"),
    ("maintenance", "active"),
    ("active",),
    ("experimental", "active"),
}
"""What claims may need of a status: to be offered, or to be developed."""


def named(found: duckdb.DuckDBPyConnection) -> set[str]:
    return {row[0] for row in found.fetchall()}


def test_every_test_that_decides_is_evidence_of_what_the_claim_is_about(
    warehouse: duckdb.DuckDBPyConnection,
):
    # production-lead: job posts, a survey, downloads and dependents said who leads production
    astray = warehouse.execute(
        """
        select evidence.claim_id, definition.definition_id, claim.aspect
        from claim_evidence as evidence
        join claim using (claim_id)
        join definition using (definition_id)
        where evidence.role <> 'context' and claim.aspect is distinct from (
            select max(aspect.aspect) from aspect
            where aspect.aspect = claim.aspect and aspect.signal_id = definition.signal_id
                and aspect.evidence = 'yes'
                and coalesce(aspect.definition_id = definition.definition_id, true)
        )
        """
    ).fetchall()
    assert astray == []


def test_popularity_in_general_is_no_evidence_of_where_something_runs():
    file = REPOSITORY / "data" / "aspects.yml"
    aspects = yaml.safe_load(file.read_text(encoding="utf-8"))["aspects"]
    assert aspects.keys() >= PLACES
    for name in PLACES:
        whole = {e["signal"] for e in aspects[name]["evidence"] if not e.get("definitions")}
        assert not whole & GENERAL, name


def test_what_is_supported_of_one_project_is_denied_of_another(
    warehouse: duckdb.DuckDBPyConnection,
):
    # growth-ecosystem-breadth: everything in the field had multiplied
    supported = named(
        warehouse.execute(
            "select claim_id from claim_verdict join claim using (claim_id) "
            "where verdict = 'supported' and singles_out and kind <> 'level'"
        )
    )
    denied = named(
        warehouse.execute(
            """
            select distinct evidence.claim_id
            from claim_evidence as evidence
            join claim_control as control using (test_id, moment)
            where evidence.decides and evidence.outcome = 'holds'
                and not (coalesce(control.measured >= evidence.accepted_low, true)
                    and coalesce(control.measured <= evidence.accepted_high, true))
            """
        )
    )
    assert len(supported) > 15
    assert supported - denied == set()


def test_nothing_is_refuted_by_a_figure_of_another_time(warehouse: duckdb.DuckDBPyConnection):
    # papers-pytorch-85: the figures of another year
    failing = rows(
        warehouse,
        """
        select claim_id, claim_evidence.missing, days_off, editions,
            period_start <= as_of_end and period_end > as_of_start as meets
        from claim_evidence
        join claim_verdict using (claim_id)
        join claim using (claim_id)
        join definition using (definition_id)
        join signal using (signal_id)
        where verdict in ('refuted', 'outdated') and decides and outcome = 'fails'
            and claim.as_of is not null and claim.kind <> 'crossing'
        """,
    )
    assert failing
    for row in failing:
        assert row["missing"] in (None, "together"), row
        assert row["meets"] or not row["editions"], row
        assert row["days_off"] <= 31, row


def test_a_fact_that_decides_was_read_and_is_known_for_its_time(
    warehouse: duckdb.DuckDBPyConnection,
):
    # 272 of 365 values had no date, 70 citations had not been read
    decided = rows(
        warehouse,
        """
        select evidence.test_id, evidence.moment, fact.value_start, fact.valid_from,
            fact.valid_until, fact.checked_on, fact.read_on, win.starts, win.ends
        from claim_evidence as evidence
        join claim_window as win
            on win.claim_id = evidence.claim_id and win.moment = evidence.moment
            and win.part = 'at'
        join fact
            on fact.fact_id = evidence.fact_id
            and coalesce(fact.value_start, fact.valid_from) = evidence.period_start
        where evidence.role <> 'context' and evidence.outcome in ('holds', 'fails')
        """,
    )
    assert len(decided) > 200
    for row in decided:
        assert row["read_on"] is not None, row["test_id"]
        if row["value_start"] is None:
            assert row["valid_from"] < row["ends"] or row["moment"] == "now", row["test_id"]
            last = row["valid_until"] or row["checked_on"]
            assert (row["starts"] - last).days <= 366, row["test_id"]


def test_a_property_has_no_order(warehouse: duckdb.DuckDBPyConnection):
    found = named(
        warehouse.execute(
            "select claim_id from claim join hedge_bound using (hedge) "
            "where claim.kind = 'property' and needs is null"
        )
    )
    assert found == set()


def test_tools_of_rivals_are_measured_by_the_same_yardsticks(warehouse: duckdb.DuckDBPyConnection):
    # industry-torchserve-maintained failed for what tools-tensorflow-ecosystem passed with
    needs = warehouse.execute(
        "select distinct test.needs from claim_test as test "
        "join (select distinct fact_id, property from fact) using (fact_id) "
        "where property = 'status' and role <> 'context' and list_contains(needs, 'active')"
    ).fetchall()
    assert needs
    order = ("archived", "unsupported", "deprecated", "maintenance", "experimental", "active")
    odd = {
        tuple(sorted(row[0], key=order.index))
        for row in needs
        if tuple(sorted(row[0], key=order.index)) not in YARDSTICKS
    }
    # two say only that something is there: the old serving service, and a way to the phone's chip
    assert odd <= {("deprecated", "maintenance", "experimental", "active")}


def test_what_rises_is_not_read_off_what_only_adds_up(warehouse: duckdb.DuckDBPyConnection):
    found = named(
        warehouse.execute(
            "select claim_id from claim_test join claim using (claim_id) "
            "join definition using (definition_id) join signal using (signal_id) "
            "where role <> 'context' and running_total and asserted is null "
            "and claim.kind in ('change', 'slope', 'growth')"
        )
    )
    assert found == set()


def test_figures_that_stand_side_by_side_say_so_of_each_other(warehouse: duckdb.DuckDBPyConnection):
    # papers-pytorch-78 and papers-tensorflow-22 are one sentence
    pairs = warehouse.execute("select claim_id, unnest(together) from claim").fetchall()
    assert ("papers-pytorch-78", "papers-tensorflow-22") in pairs
    assert {(b, a) for a, b in pairs} == set(pairs)


def test_a_scorecard_that_decides_rests_on_two_origins(warehouse: duckdb.DuckDBPyConnection):
    origins = warehouse.execute(
        """
        select claim_id, count(distinct origin)
        from claim_verdict
        join claim_evidence using (claim_id)
        join definition using (definition_id)
        join signal using (signal_id)
        where scorecard and decides and (
            verdict = 'supported' and outcome = 'holds'
            or verdict = 'refuted' and outcome = 'fails'
        )
        group by claim_id
        """
    ).fetchall()
    assert origins
    assert [claim for claim, count in origins if count < 2] == []


def test_a_bound_that_the_article_does_not_give_is_never_called_its_own(
    warehouse: duckdb.DuckDBPyConnection,
):
    # alternative-jax-established was shown as claiming "place 1-5"
    found = rows(
        warehouse,
        "select claim_id, claimed, asserted, read_as from claim join claim_verdict "
        "using (claim_id) where read_as is not null",
    )
    assert len(found) > 5
    assert {row["claim_id"] for row in found if row["asserted"] or row["claimed"]} == set()


def test_no_sentence_is_a_claim_twice(warehouse: duckdb.DuckDBPyConnection):
    # keras-relaunch and base-google-keras-3
    twice = warehouse.execute(
        """
        select one.claim_id, other.claim_id
        from claim_occurrence as one
        join claim_occurrence as other
            on other.document_id = one.document_id and other.char_start = one.char_start
            and other.char_end = one.char_end and other.claim_id > one.claim_id
        join claim as first on first.claim_id = one.claim_id
        join claim as second on second.claim_id = other.claim_id
        where first.kind = second.kind and first.subject = second.subject
            and first.comparator is not distinct from second.comparator
            and first.asserted is not distinct from second.asserted
            and first.hedge = second.hedge
            and list_sort((select list(coalesce(definition_id, fact_id)) from claim_test
                where claim_id = first.claim_id and role <> 'context'))
            = list_sort((select list(coalesce(definition_id, fact_id)) from claim_test
                where claim_id = second.claim_id and role <> 'context'))
        """
    ).fetchall()
    assert twice == []


def test_performance_waits_for_a_benchmark_and_opinion_for_nothing(
    warehouse: duckdb.DuckDBPyConnection,
):
    found = dict(
        warehouse.execute("select undecided, count(*) from claim_verdict group by 1").fetchall()
    )
    assert found.keys() - {None} <= {
        "opinion",
        "benchmark",
        "no public data",
        "live collection",
        "better data",
    }
    assert found["benchmark"] > 10


# --- the sentences that were said yes to ----------------------------------------------------------

DEAD = ("chainer", "mxnet", "theano", "caffe", "cntk")


def scored(name: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "statement": "Asked.",
        "hedge": "rising",
        "scope": "nothing",
        "reading": "As it stands.",
        "kind": "change",
        "as_of": "2025",
        "since": "2022",
        "tests": {
            "scorecard": [
                "pypi-frameworks",
                "questions-frameworks-with-keras",
                "stars-gained-listed-frameworks-with-keras",
                "contributors-gained-frameworks-with-keras",
            ]
        },
    } | fields


@pytest.fixture(scope="module")
def asked(published: Path) -> dict[str, str]:
    """Judge what was once said yes to; return the verdicts."""
    claims = [scored(f"{project}-rises", subject=project) for project in DEAD]
    growth = {"kind": "growth", "asserted": {"ratio": 1}, "hedge": "over"}
    claims += [
        scored(f"{project}-gets-stars", subject=project, tests={"primary": "github-stars"}) | growth
        for project in ("mxnet", "tensorflow", "keras")
    ]
    file = ClaimFile.model_validate({"title": "Asked", "claims": claims})
    with judging(Home.of(published), {"asked": file}) as con:
        found = con.execute("select claim_id, verdict from claim_verdict").fetchall()
    return dict(found)


def test_nothing_dead_is_said_to_rise(asked: dict[str, str]):
    # "Chainer's importance rises": 4 of 4 signals; "MXNet's importance rises": 3 of 3
    assert {asked[f"{project}-rises"] for project in DEAD} <= {"not enough evidence", "refuted"}


def test_stars_that_everybody_gets_show_nothing(asked: dict[str, str]):
    # "mxnet growth of github_stars > 1 times from 2022 to 2025"
    assert {asked[f"{name}-gets-stars"] for name in ("mxnet", "tensorflow", "keras")} == {
        "not enough evidence"
    }


@pytest.mark.parametrize(
    ("claim", "never"),
    [
        # Keras runs a static graph where TensorFlow is its backend, whatever other backends it has
        ("keras-static", {"refuted"}),
        # who made it and who backs it are two questions
        ("origin-tensorflow-main-backer", {"refuted"}),
        # three of eight laboratories, two of four models
        ("frontier-labs-prefer-pytorch", {"refuted", "supported", "depends on the definition"}),
        ("transformer-models-on-pytorch", {"refuted", "supported", "depends on the definition"}),
        ("open-llms-llama-mistral-weights", {"supported", "depends on the definition"}),
        # the server fit for production was that until February 2025
        ("torchserve-production-ready", {"refuted"}),
        # popularity said who leads production
        ("positioning-production-tensorflow", {"refuted", "supported"}),
    ],
)
def test_what_was_said_of_a_sentence_is_not_said_again(
    claim: str, never: set[str], warehouse: duckdb.DuckDBPyConnection
):
    found = warehouse.execute("select verdict from claim_verdict where claim_id = ?", [claim])
    row = found.fetchone()
    assert row is not None
    assert row[0] not in never
