"""The answer to a claim in a word or two, and what comes first in its paragraph."""

from datetime import date
from typing import Any

import duckdb
import pytest

from tests.modelling import Given, fill, made
from tests.test_wording import case, claim, row
from warehouse import queries
from warehouse.wording import verdicts

DECIDED = {
    "supported": "Yes",
    "refuted": "No",
    "depends on the definition": "It depends",
    "partly true": "Partly",
    "outdated": "No longer",
}
LEANS = {None: "Not known", "for": "Not known, points to yes", "against": "Not known, points to no"}


@pytest.mark.parametrize("lean", LEANS)
@pytest.mark.parametrize("verdict", [*DECIDED, "not enough evidence"])
def test_each_verdict_has_its_answer(verdict: str, lean: str | None):
    wanted = DECIDED.get(verdict) or LEANS[lean]
    assert verdicts.answer(verdict, lean) == wanted


def test_every_claim_has_the_answer_of_its_verdict(warehouse: duckdb.DuckDBPyConnection):
    rows = warehouse.execute("select verdict, lean, answer from claim_verdict").fetchall()
    assert {verdict for verdict, _, _ in rows} == {*DECIDED, "not enough evidence"}
    assert [row for row in rows if row[2] != (DECIDED.get(row[0]) or LEANS[row[1]])] == []


def test_what_stands_for_a_claim_was_measured(warehouse: duckdb.DuckDBPyConnection):
    """The primary where it has a figure; else the first count in order that has one."""
    lost = warehouse.execute("""
        select claim_id, found_test_id, found_shown
        from claim_verdict
        where found_test_id is distinct from (
            select first(test_id order by role <> 'primary', position)
            from claim_evidence
            where claim_evidence.claim_id = claim_verdict.claim_id
                and moment = decided_at and role <> 'context' and measured is not null
                and not scorecard
        ) or (found_test_id is null) <> (found_shown is null)
    """).fetchall()
    assert lost == []
    replaced = warehouse.execute(
        "select claim_id from claim_verdict "
        "where primary_definition_id is not null and primary_shown is null "
        "and found_shown is not null"
    ).fetchall()
    assert ("hub-pytorch-only-many",) in replaced


def explained(warehouse: duckdb.DuckDBPyConnection, claim: str) -> str:
    found = warehouse.execute("select explanation from claim_verdict where claim_id = ?", [claim])
    return str((found.fetchone() or ("",))[0])


def test_a_base_that_decides_is_said_first_with_its_size_from_the_counts(
    warehouse: duckdb.DuckDBPyConnection,
):
    """Of papers drawn in 2023: how many have code without a framework, from the rows themselves."""
    counts = dict(
        warehouse.execute(
            "select segment, max(base) from observation where signal_id = 'paper_code_drawn' "
            "and period_start = date '2023-01-01' and project_id = 'pytorch' group by segment"
        ).fetchall()
    )
    (part,) = (100 * (1 - counts["official code, framework named"] / counts["official code"]),)
    said = explained(warehouse, "papers-pytorch-70-plus")
    first = float(said.partition(" %")[0])
    assert abs(first - part) < 0.6, said
    assert said.partition(": ")[0].endswith("have code for which no framework is recorded")


def test_most_models_without_a_tag_come_first_where_they_decide(
    warehouse: duckdb.DuckDBPyConnection,
):
    """At least so many: the total is read before and after, and a model may carry two tags."""
    ((tagged, most),) = warehouse.execute("""
        select sum(value), (
            select min(value) from observation
            where signal_id = 'hub_models_total' and precision <> 'at least'
                and period_start <= date '2025-03-05' and value >= (
                    select max(value) from observation as early
                    where early.signal_id = 'hub_models_total'
                        and early.period_start <= date '2025-03-05')
        )
        from observation
        where signal_id = 'hub_models_tagged' and period_start = date '2025-03-04'
            and project_id in ('pytorch', 'tensorflow', 'jax')
    """).fetchall()
    said = explained(warehouse, "hub-pytorch-90")
    assert said.startswith("Most models on the Hub (at least ")
    assert "carry no tag of PyTorch, TensorFlow or JAX at all: " in said
    least = float(said.partition("at least ")[2].partition(" %")[0]) / 100
    assert 0.5 < least <= 1 - tagged / most + 0.005


def test_each_base_within_another_is_borne_out_by_the_counts(warehouse: duckdb.DuckDBPyConnection):
    """The same number divided by fewer, wherever both have a figure."""
    pairs = warehouse.execute("""
        select
            narrow.definition_id,
            count(*),
            count(*) filter (where abs(one.numerator - other.numerator) > 1e-6),
            count(*) filter (where one.denominator > other.denominator)
        from definition as narrow
        join share as one on one.definition_id = narrow.definition_id
        join share as other
            on other.definition_id = narrow.within
            and other.project_id = one.project_id
            and other.period_start = one.period_start
            and other.period_end = one.period_end
        group by narrow.definition_id
    """).fetchall()
    assert {"hub-tag-frameworks", "papers-drawn-named", "imports-two"} <= {p[0] for p in pairs}
    assert [pair for pair in pairs if pair[2] or pair[3]] == []


def test_a_figure_of_another_time_is_said_first_and_in_whose_favour_it_cannot_speak(
    warehouse: duckdb.DuckDBPyConnection,
):
    said = explained(warehouse, "papers-pytorch-85")
    assert said.startswith("The figures at hand are of 2024, the claim is about 2025: ")


def test_what_is_no_longer_true_says_until_when(warehouse: duckdb.DuckDBPyConnection):
    """The month in which the first fact began that fails to this day, or until one that does."""
    rows = warehouse.execute("""
        select explanation, (
            select min(late.period_start) from claim_evidence as late
            join claim_evidence as latest on latest.test_id = late.test_id
            where late.claim_id = claim_verdict.claim_id and late.moment in ('between', 'now')
                and late.outcome = 'fails' and late.fact_id is not null and late.role <> 'context'
                and latest.moment = 'now' and latest.outcome = 'fails'
        ) from claim_verdict where verdict = 'outdated'
    """).fetchall()
    assert len(rows) > 5
    wrong = [(s, d) for s, d in rows if not s.startswith(f"It was true until {d:%B %Y}")]
    assert wrong == []


def test_why_nothing_is_known_comes_first(warehouse: duckdb.DuckDBPyConnection):
    said = explained(warehouse, "papers-pytorch-growth")
    ((links,),) = warehouse.execute(
        "select round(min(base)) from observation where signal_id = 'paper_implementations' "
        "and project_id = 'pytorch' and segment = 'all links' "
        "and period_start = date '2023-01-01'"
    ).fetchall()
    assert said.startswith(
        f"Only {links:,.0f} code links were counted, and they are not an even sample: "
        "too uncertain to tell. "
    )
    assert explained(warehouse, "papers-pytorch-70-80").startswith(
        "The count nearest to its words has not been collected yet"
    )


def test_no_claim_was_true_longer_than_the_fact_that_says_so(warehouse: duckdb.DuckDBPyConnection):
    """TorchServe was maintained until February 2025, and archived months later."""
    said = explained(warehouse, "torchserve-production-ready")
    assert said.startswith("It was true until February 2025: TorchServe was without support from ")
    assert "It no longer is: TorchServe has been archived since August 2025. " in said


SAMPLE = {
    "quality": "sample",
    "denominator": 300.0,
    "measured": 0.4,
    "low": 0.3,
    "high": 0.6,
    "accepted_low": 0.5,
    "accepted_high": 1.0,
    "outcome": "inconclusive",
}


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ({}, "Only 300 downloads were counted, too few to tell. In 2024 Alpha had 40 % "),
        (
            {"skewed": True},
            "Only 300 downloads were counted, and they are not an even sample: too "
            "uncertain to tell. In 2024 Alpha had 40 % ",
        ),
        (
            {"missing": "off date"},
            "The figures at hand are of 2024, the claim is about 2025: they "
            "may support it, but not refute it. In 2024 Alpha had 40 % ",
        ),
    ],
)
@pytest.mark.parametrize("as_of", ["2025", None])
def test_a_sample_is_too_small_only_where_its_size_is_the_reason(
    given: dict[str, Any], first: str, as_of: str | None
):
    one = case(
        "not enough evidence",
        row(**SAMPLE, **given),
        accepted="half or more",
        claim=claim(as_of=as_of),
        undecided="better data",
    )
    wanted = first if as_of else first.replace("is about 2025", "gives no date")
    assert verdicts.explanation(one).startswith(wanted)


def test_a_base_that_parts_yes_from_no_is_said_first():
    wide = row(test_id="a/w", measured=0.2, outcome="fails", denominator_words="all things")
    left_out = {"left_out": "have no name", "left_out_share": 0.75}
    narrow = row(test_id="a/n", measured=0.8, role="alternative", **left_out)
    bases = {"wide_test_id": "a/w", "narrow_test_id": "a/n"}
    one = case("depends on the definition", wide, narrow, accepted="half or more", **bases)
    assert verdicts.explanation(one).startswith(
        "Most things (75 %) have no name: in 2024 Alpha had 20 % of all, and 80 % of the others. "
    )


@pytest.mark.parametrize(
    ("wide", "narrow", "high", "overlap", "parts"),
    [
        (0.2, 0.8, 0.8, False, True),
        (0.8, 0.9, 0.9, False, False),
        (0.2, 0.4, 0.4, False, False),
        (0.8, 0.4, 0.4, False, True),
        (0.8, 0.4, 0.9, True, False),
        (0.2, 0.4, 0.9, True, True),
    ],
)
def test_a_base_decides_only_where_it_parts_yes_from_no(
    wide: float, narrow: float, high: float, overlap: bool, parts: bool
):
    """The claim needs half or more: both inside, or both outside, and the base decides nothing."""
    year = (date(2024, 1, 1), date(2025, 1, 1))
    given: Given = {
        "ruling": (
            "claim_id varchar, moment varchar, needs_source varchar, together varchar[]",
            [("a", "then", None, [])],
        ),
        "claim": ("claim_id varchar, statement varchar", []),
        "source": ("source_id varchar, title varchar, live boolean", []),
        "definition": (
            "definition_id varchar, within varchar, overlap boolean",
            [("w", None, False), ("n", "w", overlap)],
        ),
        "base_left_out": (
            "definition_id varchar, project_id varchar, period_start date, period_end date",
            [("n", "alpha", *year)],
        ),
        "evidence": (
            "claim_id varchar, subject varchar, kind varchar, role varchar, moment varchar, "
            "test_id varchar, definition_id varchar, position integer, period_start date, "
            "period_end date, measured double, high double, accepted_low double, "
            "accepted_high double",
            [
                (
                    "a",
                    "alpha",
                    "share",
                    "primary",
                    "then",
                    f"a/{name}",
                    name,
                    place,
                    *year,
                    measured,
                    end,
                    0.5,
                    None,
                )
                for place, (name, measured, end) in enumerate(
                    (("w", wide, wide), ("n", narrow, high))
                )
            ],
        ),
    }
    with duckdb.connect() as con:
        fill(con, given)
        [found] = queries.rows(con, "worded_rulings")
    assert (found["wide_test_id"], found["narrow_test_id"]) == (
        ("a/w", "a/n") if parts else (None, None)
    )


def test_only_counts_that_divide_the_same_number_leave_something_out():
    """Alpha: 30 of 100 and 30 of 40; Beta is counted otherwise in the narrower one."""
    year = (date(2024, 1, 1), date(2025, 1, 1))
    found = made(
        {
            "definition": (
                "definition_id varchar, within varchar, overlap boolean",
                [("wide", None, False), ("narrow", "wide", False)],
            ),
            "share": (
                "definition_id varchar, project_id varchar, period_start date, period_end date, "
                "numerator double, denominator double, denominator_low double",
                [
                    ("wide", "alpha", *year, 30, 100, None),
                    ("narrow", "alpha", *year, 30, 40, None),
                    ("wide", "beta", *year, 20, 100, None),
                    ("narrow", "beta", *year, 10, 40, None),
                ],
            ),
        },
        "core/base_left_out",
    )["base_left_out"]
    assert [(r["project_id"], r["share"], r["at_least"]) for r in found] == [("alpha", 0.6, False)]
