"""The rules of verification, each stated a second time in Python and compared with the SQL."""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

import math
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from collectors import yaml_files
from tests.conftest import REPOSITORY
from warehouse import catalogue_tables, models
from warehouse.catalogue import FILES, Catalogue
from warehouse.claim_entries import Claim, ClaimFile

HEDGES = yaml_files.read(
    REPOSITORY / "warehouse" / "hedges.yml", FILES["hedges"], REPOSITORY
).hedges
SETTINGS = settings(max_examples=25, deadline=None, derandomize=True)
Row = dict[str, Any]


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    """Run a query; return its rows by column name."""
    result = con.execute(sql)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


# --- acceptance regions -----------------------------------------------------------------------


def invented_claim(
    hedge: str, kind: str, figure: str | tuple[str, str] | None, number: int = 0
) -> Claim:
    """Return a claim of which only the words around the figure matter."""
    unit = {
        "share": "percent",
        "ratio": "ratio",
        "change": "points",
        "level": "count",
        "slope": "points",
        "growth": "ratio",
        "rank": "rank",
    }
    return Claim.model_validate(
        {
            "id": f"invented-{number}",
            "kind": kind,
            "subject": "alpha",
            "comparator": "beta",
            "statement": "Invented.",
            "asserted": None if figure is None else {unit.get(kind, "date"): figure},
            "hedge": hedge,
            "since": "2020",
            "scope": "nothing",
            "reading": "As it stands.",
            "untestable": {"needs": "opinion", "reason": "Invented."},
        }
    )


def regions(claims: list[Claim]) -> list[tuple[float, float]]:
    """Run the model `acceptance` over claims; return its regions, open ends as infinite."""
    catalogue = Catalogue.model_construct(
        cards={},
        projects={},
        groups={},
        definitions={},
        breaks={},
        twins={},
        documents={},
        facts={},
        contradictions={},
        hedges=HEDGES,
        aspects={},
        properties={},
        clusters={"x": ClaimFile(title="Invented", claims=claims)},
    )
    sql = (models.FOLDER / "core" / "acceptance.sql").read_text()
    with duckdb.connect() as con:
        for table in catalogue_tables.from_catalogue(catalogue):
            table.create(con)
        con.execute(f"create table acceptance as {sql}")
        return con.execute(
            "select coalesce(accepted_low, '-inf'), coalesce(accepted_high, 'inf') "
            "from acceptance join claim using (claim_id) order by position"
        ).fetchall()


# what a word means without a figure, in percent, points, times or places; None: no end on that side
WORDS: dict[tuple[str, str], tuple[str | None, str | None]] = {
    ("most", "share"): ("50", None),
    ("dominates", "share"): ("66.67", None),
    ("dominates", "ratio"): ("2", None),
    ("minority", "share"): (None, "50"),
    ("niche", "share"): (None, "10"),
    ("niche", "ratio"): (None, "0.1"),
    ("substantial", "share"): ("25", None),
    ("substantial", "ratio"): ("0.3333", None),
    ("a fraction of", "ratio"): (None, "0.5"),
    ("a fraction of", "share"): (None, "50"),
    ("smaller than", "ratio"): (None, "1"),
    ("much larger", "ratio"): ("2", None),
    ("similar", "ratio"): ("0.8", "1.25"),
    ("ahead", "ratio"): ("1", None),
    ("ahead", "growth"): ("1", None),
    ("first", "rank"): (None, "1"),
    ("among the first", "rank"): (None, "3"),
    ("rising", "growth"): ("1", None),
    ("rising", "slope"): ("0", None),
    ("rising", "change"): ("0", None),
    ("rising", "ratio"): ("1", None),
    ("fast rising", "growth"): ("2", None),
    ("fast rising", "slope"): ("5", None),
    ("fast rising", "change"): ("10", None),
    ("falling", "growth"): (None, "1"),
    ("falling", "slope"): (None, "0"),
    ("falling", "change"): (None, "0"),
    ("falling", "ratio"): (None, "1"),
    ("steady", "growth"): ("0.9", "1.1"),
    ("steady", "slope"): ("-2", "2"),
    ("steady", "change"): ("-5", "5"),
}
IN_PERCENT = ("share", "change", "slope")


def expected_region(
    hedge: str, kind: str, low: Decimal | None, high: Decimal | None, digits: int
) -> tuple[float, float]:
    """State the reading of each hedge word in exact decimals, from the words in hedges.yml.

    Args:
        hedge: the word.
        kind: of the claim; not a date.
        low: smaller figure as given (percent, points, times, places or count); none for words
            alone.
        high: larger figure as given.
        digits: decimals given.
    """
    unit = Decimal(1).scaleb(-digits)
    if kind == "level" and not digits and low is not None and low >= 1000:
        # zeros at the end are rounding, as far as two digits are left
        for figure in (low, high or low):
            zeros = len(str(int(figure))) - len(str(int(figure)).rstrip("0"))
            zeros = min(zeros, len(str(int(low))) - 2)
            unit = Decimal(10**zeros) if figure is low else min(unit, Decimal(10**zeros))
    scale = 100 if kind in IN_PERCENT else 1
    least, most = Decimal("-inf"), Decimal("inf")
    if low is None or high is None:
        ends = WORDS[hedge, kind]
        region = tuple(
            end if text is None else Decimal(text)
            for text, end in zip(ends, (least, most), strict=True)
        )
    else:
        match hedge:
            case "exact":
                region = (low - unit / 2, high + unit / 2)
            case "difference":
                region = (low - unit, high + unit)
            case "about":
                margin = Decimal("2.5") if scale == 100 else low * Decimal("0.05")
                region = (low - margin, high + margin)
            case "over" | "thousands":
                region = (low, most)
            case "under":
                region = (least, high)
            case "range":
                region = (low, high)
            case _:
                pytest.fail(f"state here what the hedge {hedge!r} means")
    if kind == "share":
        region = (max(region[0], Decimal(0)), min(region[1], Decimal(100)))
    return float(region[0] / scale), float(region[1] / scale)


def test_the_words_without_a_figure_are_all_stated_here():
    assert {(hedge, kind) for hedge, entry in HEDGES.items() for kind in entry.bounds} == {
        *WORDS,
        ("ahead", "order"),
    }


@pytest.mark.parametrize(
    ("hedge", "kind", "figure", "region"),
    [
        # days of the year over its length: 1 January is 0, 31 December 364/365
        ("exact", "date", "2015", (2015, 2015 + 364 / 365)),
        ("exact", "date", "2016-09", (2016 + 244 / 366, 2016 + 273 / 366)),
        ("exact", "date", "2024-02-29", (2024 + 59 / 366, 2024 + 59 / 366)),
        ("range", "crossing", ("2019", "2021"), (2019, 2021 + 364 / 365)),
        ("about", "crossing", "2019", (2019 - 183 / 365.25, 2019 + 364 / 365 + 183 / 365.25)),
        ("before", "date", "2021", (-math.inf, 2021 + 364 / 365)),
        ("since", "crossing", "2021", (-math.inf, 2021 + 364 / 365)),
        ("after", "crossing", "2021", (2021, math.inf)),
    ],
)
def test_a_date_means_all_of_the_time_it_names(
    hedge: str, kind: str, figure: Any, region: tuple[float, float]
):
    [found] = regions([invented_claim(hedge, kind, figure)])
    assert found == pytest.approx(region, abs=1e-9)


@pytest.mark.parametrize(
    ("hedge", "kind", "figure", "region"),
    [
        ("exact", "share", "59", (0.585, 0.595)),
        ("exact", "share", "59.0", (0.5895, 0.5905)),
        ("exact", "ratio", "1.8", (1.75, 1.85)),
        ("about", "share", "78", (0.755, 0.805)),
        ("about", "share", "99", (0.965, 1)),
        ("about", "ratio", "1.8", (1.71, 1.89)),
        ("over", "share", "55", (0.55, 1)),
        ("over", "level", "1000", (1000, math.inf)),
        # 87 million, 94 thousand, a hundred thousand
        ("exact", "level", "87000000", (86_500_000, 87_500_000)),
        ("exact", "level", "94000", (93_500, 94_500)),
        ("exact", "level", "94399", (94_398.5, 94_399.5)),
        ("exact", "level", "100000", (95_000, 105_000)),
        ("exact", "level", "100", (99.5, 100.5)),
        ("range", "share", ("70", "80"), (0.7, 0.8)),
        ("range", "level", ("10000", "99999"), (10_000, 99_999)),
        ("difference", "change", "-8", (-0.09, -0.07)),
        ("most", "share", None, (0.5, 1)),
        ("dominates", "share", None, (0.6667, 1)),
        ("a fraction of", "ratio", None, (-math.inf, 0.5)),
        ("smaller than", "ratio", None, (-math.inf, 1)),
        ("thousands", "level", "1000", (1000, math.inf)),
    ],
)
def test_the_words_around_a_figure_fix_its_region(
    hedge: str, kind: str, figure: Any, region: tuple[float, float]
):
    [found] = regions([invented_claim(hedge, kind, figure)])
    assert found == pytest.approx(region, abs=1e-12)


def decimals(low: int, high: int) -> st.SearchStrategy[tuple[str, str]]:
    """Draw a backward-free range of figures with the same number of decimals."""

    def written(draw: tuple[int, float, float]) -> tuple[str, str]:
        digits, *ends = draw
        first, second = sorted(ends)
        return f"{first:.{digits}f}", f"{second:.{digits}f}"

    figure = st.floats(low, high)
    return st.tuples(st.integers(0, 2), figure, figure).map(written)


@st.composite
def hedged(draw: st.DrawFn) -> tuple[str, str, tuple[str, str] | None]:
    """Draw a hedge word, a kind it fits, and a figure where the word does not bring its own."""
    if draw(st.booleans()):
        return *draw(st.sampled_from(sorted(WORDS))), None
    hedge = draw(
        st.sampled_from(["exact", "difference", "about", "over", "under", "range", "thousands"])
    )
    ends = {
        "share": (0, 100),
        "ratio": (0, 50),
        "change": (-50, 50),
        "level": (0, 10**9),
        "slope": (-9, 9),
        "growth": (0, 50),
        "rank": (1, 20),
    }
    kind = draw(st.sampled_from(sorted(ends)))
    low, high = draw(decimals(*ends[kind]))
    return hedge, kind, (low, low) if draw(st.booleans()) else (low, high)


@SETTINGS
@given(st.lists(hedged(), min_size=1, max_size=30))
def test_acceptance_regions_follow_from_figure_and_hedge_alone(
    drawn: list[tuple[str, str, tuple[str, str] | None]],
):
    claims, expected = [], []
    for number, (hedge, kind, figure) in enumerate(drawn):
        claims.append(invented_claim(hedge, kind, figure, number))
        low, high = map(Decimal, figure) if figure else (None, None)
        digits = -int(low.as_tuple().exponent) if low is not None else 0
        expected.append(expected_region(hedge, kind, low, high, digits))
    for found, wanted in zip(regions(claims), expected, strict=True):
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_every_figure_asserted_lies_in_its_own_region(warehouse: duckdb.DuckDBPyConnection):
    found = rows(
        warehouse,
        "select claim_id, asserted_low, asserted_high, accepted_low, accepted_high "
        "from claim join acceptance using (claim_id) where asserted_low is not null",
    )
    assert found
    for claim in found:
        low = -math.inf if claim["accepted_low"] is None else claim["accepted_low"]
        high = math.inf if claim["accepted_high"] is None else claim["accepted_high"]
        assert low <= claim["asserted_low"] <= claim["asserted_high"] <= high, claim["claim_id"]


# --- intervals --------------------------------------------------------------------------------


def widened(low: float, high: float, row: Row, grouped: bool) -> tuple[float, float]:
    """Return an interval of a share after what breaks may put it off."""
    points, factor = row["bias_points"], row["bias_factor"]
    if grouped:  # of two parts, one may be counted `factor` times too often
        low, high = low / (low + (1 - low) * factor), high * factor / (high * factor + 1 - high)
    else:
        low, high = low / factor, high * factor
    return max(0, low - points), min(1, high + points)


def test_sampled_shares_carry_the_wilson_interval_of_statsmodels(
    warehouse: duckdb.DuckDBPyConnection,
):
    found = rows(
        warehouse,
        "select share.numerator, share.denominator, low, high, bias_points, bias_factor, over "
        "from share join definition using (definition_id) join signal using (signal_id) "
        "where signal.quality = 'sample' and signal.unit <> 'percent' and share.bound is null "
        "and definition.over <> 'total' and not definition.overlap",
    )
    assert len(found) > 500
    for row in found:
        interval = proportion_confint(row["numerator"], row["denominator"], method="wilson")
        expected = widened(*interval, row, row["over"] == "group")
        assert (row["low"], row["high"]) == pytest.approx(expected, abs=1e-9)


def test_full_counts_carry_no_interval_unless_a_break_puts_them_off(
    warehouse: duckdb.DuckDBPyConnection,
):
    found = rows(
        warehouse,
        "select share.share, low, high, bias_points, bias_factor, over, half_unit from share "
        "join definition using (definition_id) join signal using (signal_id) "
        "where signal.quality = 'census' and over <> 'total' and not overlap "
        "and share.bound is null and half_unit = 0",
    )
    by_break = defaultdict[bool, list[Row]](list)
    for row in found:
        by_break[(row["bias_points"], row["bias_factor"]) != (0, 1)].append(row)
    assert len(by_break[False]) > 500
    assert {(row["low"], row["high"]) for row in by_break[False]} == {(None, None)}
    for row in by_break[True]:
        expected = widened(row["share"], row["share"], row, row["over"] == "group")
        assert (row["low"], row["high"]) == pytest.approx(expected, abs=1e-9)


def test_rounded_percentages_carry_half_a_point_either_way(warehouse: duckdb.DuckDBPyConnection):
    found = warehouse.execute(
        "select project_id, share, low, high from share where definition_id = "
        "'papers-published-all' and period_start = date '2023-05-01' order by project_id"
    ).fetchall()
    # the headline of May 2023: 59 % and 5 %
    assert found == [
        ("pytorch", *(pytest.approx(x) for x in (0.59, 0.585, 0.595))),
        ("tensorflow", *(pytest.approx(x) for x in (0.05, 0.045, 0.055))),
    ]


def test_ratios_and_orders_of_samples_carry_the_interval_of_their_part(
    warehouse: duckdb.DuckDBPyConnection,
):
    found = rows(
        warehouse,
        """
        select ratio.measured, ratio.low, ratio.high, pair.numerator as hits, pair.other,
            pair.denominator as n, pair.bias_points, pair.own_factor
        from measurement as ratio
        join window_count as pair using (test_id, moment)
        join trial using (test_id)
        where pair.kind in ('ratio', 'order') and pair.quality = 'sample' and not trial.of_source
        """,
    )
    assert len(found) > 20
    for ratio in found:
        other, factor = ratio["other"], ratio["own_factor"]
        assert ratio["measured"] == pytest.approx(ratio["hits"] / other)
        # given a + b, a is binomial; p / (1 - p) turns the interval of a part into that of a / b
        part = proportion_confint(ratio["hits"], ratio["hits"] + other, method="wilson")
        low, high = (p / (1 - p) for p in part)
        # points of a share are so many cases, counted for the one and not for the other
        astray = ratio["bias_points"] * ratio["n"]
        assert ratio["low"] == pytest.approx(
            max(0, low * other - astray) / (other + astray) / factor, rel=1e-9
        )
        most = (high * other + astray) / (other - astray) * factor if other > astray else 1e9
        assert ratio["high"] == pytest.approx(most, rel=1e-9)


# --- outcomes and verdicts --------------------------------------------------------------------


def expected_outcome(kind: str, row: Row) -> str:
    """Compare an interval with a region, both as closed sets of numbers."""
    if row["measured"] is None:
        return "no data"
    silent = ("thin", "unread", "yes to all", "untried")
    if row["missing"] in silent or row["accepted_low"] is row["accepted_high"] is None:
        return "inconclusive"
    shown_only = row["role"] == "context" and kind != "date"
    if row["fact_id"] is not None and (row["missing"] == "off date" or shown_only):
        return "inconclusive"
    if row["missing"] == "together":  # its own figure fits, the one beside it does not
        assert plain(kind, row) == "holds"
        return str(row["outcome"])
    outcome = plain(kind, row)
    # what lies beside the claim's date and more than a month from it refutes nothing
    spared = row["missing"] in ("off date", "moving")
    return "inconclusive" if outcome == "fails" and spared else outcome


def plain(kind: str, row: Row) -> str:
    """Compare the interval of a measurement with the region, and nothing else."""
    low = row["measured"] if row["low"] is None else row["low"]
    high = row["measured"] if row["high"] is None else row["high"]
    if kind == "order" and low <= 1 <= high:
        return "inconclusive"
    region_low = -math.inf if row["accepted_low"] is None else row["accepted_low"]
    region_high = math.inf if row["accepted_high"] is None else row["accepted_high"]
    still = {"change": 0, "slope": 0, "growth": 1, "ratio": 1}.get(kind)
    one_sided = math.isinf(region_low) or math.isinf(region_high)
    if one_sided and still in (region_low, region_high) and low <= still <= high:
        # who stands still does not rise, and two that are even do not lead
        return "fails" if low == high else "inconclusive"
    if region_low <= low and high <= region_high:
        return "holds"
    return "fails" if high < region_low or region_high < low else "inconclusive"


def expected_ruling(tests: list[Row], origin: dict[str, str]) -> str:
    """State what the tests of a claim, or of a part of it, say together at one moment."""
    told = [row for row in tests if row["outcome"] in ("holds", "fails")]
    holding = [row for row in told if row["outcome"] == "holds"]
    failing = [row for row in told if row["outcome"] == "fails"]
    if not any(row["role"] == "scorecard" for row in tests):
        if holding and failing:
            return "mixed"
        primary = {row["outcome"] for row in told if row["role"] == "primary"}
        awaited = {origin.get(r["definition_id"]) for r in tests if r["missing"] == "not collected"}
        if awaited - {origin.get(row["definition_id"]) for row in failing}:
            primary -= {"fails"}
        return "holds" if "holds" in primary else "fails" if "fails" in primary else "unknown"

    def independent(some: list[Row]) -> bool:
        return len({origin[row["definition_id"]] for row in some}) >= 2

    def most(count: int) -> bool:
        return len(told) >= 3 and Fraction(count, len(told)) >= Fraction(2, 3)

    below = [
        r for r in failing if r["accepted_low"] is not None and r["measured"] < r["accepted_low"]
    ]
    above = [
        r for r in failing if r["accepted_high"] is not None and r["measured"] > r["accepted_high"]
    ]
    opposite = bool(below and above)
    alike = max(len(below), len(above)) if opposite else len(failing)
    if independent(holding) and (not failing or most(len(holding))):
        return "holds"
    if independent(failing) and ((not holding and not opposite) or most(alike)):
        return "fails"
    return "mixed" if independent(told) and failing and (holding or opposite) else "unknown"


def expected_at(rule: str | None, tests: list[Row], origin: dict[str, str]) -> str:
    """State what a claim's evidence says at one moment, its parts together."""
    parts: dict[str | None, list[Row]] = defaultdict(list)
    for row in tests:
        parts[row["part"]].append(row)
    found = [expected_ruling(part, origin) for part in parts.values()]
    if rule is None:
        return found[0] if found else "unknown"
    true, false, every = found.count("holds"), found.count("fails"), len(found)
    if true == every or (rule == "most" and 2 * true > every):
        return "holds"
    if false == every or (rule == "every" and false) or (rule == "most" and 2 * false >= every):
        return "fails"
    if rule == "each" and true and false:
        return "partly"
    mixed = found.count("mixed")
    return "mixed" if mixed and true + mixed == every else "unknown"


VERDICTS = {
    "holds": "supported",
    "fails": "refuted",
    "outdated": "outdated",
    "partly": "partly true",
    "mixed": "depends on the definition",
    "unknown": "not enough evidence",
}


def expected_verdict(claim: Row, evidence: list[Row], origin: dict[str, str]) -> str:
    """State the rule of verdicts over the evidence of one claim."""
    at: dict[str, list[Row]] = defaultdict(list)
    for row in evidence:
        if row["role"] != "context":
            at[row["moment"]].append(row)
    ends = {row["test_id"]: row["period_end"] for row in at["then"] if row["measured"] is not None}
    newer = [
        row
        if row["fact_id"]
        or row["role"] == "scorecard"
        or claim["as_of"] is None
        or ((row["period_end"] or date.max) > (ends.get(row["test_id"]) or date.min))
        else row | {"outcome": "no data"}
        for row in at["now"]
    ]
    then, now = (expected_at(claim["rule"], tests, origin) for tests in (at["then"], newer))
    if claim["as_of"] is not None:
        gone = then == "holds" and now in ("fails", "partly") and not claim["historic"]
        return VERDICTS["outdated" if gone else then]
    between = expected_at(claim["rule"], at["between"], origin) if at["between"] else then
    every = {then, between, now}
    if now in ("holds", "mixed"):
        return VERDICTS[now]
    if "holds" in every:
        return VERDICTS["outdated" if now in ("fails", "partly") else "holds"]
    return VERDICTS[now if now == "partly" or every == {"fails"} else "unknown"]


def assert_verdicts_follow_the_rule(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Compare every outcome, decision and verdict of a warehouse; return the verdicts seen."""
    evidence = defaultdict(list)
    for row in rows(con, "select * from claim_evidence order by position"):
        evidence[row["claim_id"]].append(row)
    verdicts = rows(con, "select * from claim_verdict join claim using (claim_id)")
    origin = dict(
        con.execute(
            "select definition_id, origin from definition join signal using (signal_id)"
        ).fetchall()
    )
    assert len(verdicts) > 0
    for verdict in verdicts:
        claim_id, of_claim = verdict["claim_id"], evidence[verdict["claim_id"]]
        for row in of_claim:
            assert row["outcome"] == expected_outcome(verdict["kind"], row), row["test_id"]
        deciding = [
            row
            for row in of_claim
            if row["moment"] == verdict["decided_at"]
            and row["outcome"] != "no data"
            and row["role"] != "context"
        ]
        decided = sorted(r["test_id"] for r in of_claim if r["decides"])
        assert decided == sorted(r["test_id"] for r in deciding), claim_id
        assert verdict["verdict"] == expected_verdict(verdict, of_claim, origin), claim_id
    return {verdict["verdict"] for verdict in verdicts}


def test_verdicts_on_the_bundled_claims_follow_the_rule(warehouse: duckdb.DuckDBPyConnection):
    assert len(assert_verdicts_follow_the_rule(warehouse)) >= 4
