"""Which figures may decide: worked out by hand from the bundled files, on invented ones, and for
every deciding measurement a second time in Python."""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from scipy.stats import fisher_exact
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from collectors.home import Home
from tests.conftest import TINY, copy_root
from tests.test_verification import rows
from warehouse import publish
from warehouse.build import build
from warehouse.claim_entries import ClaimFile
from warehouse.judge import judging

Row = dict[str, Any]
BASE = {
    "id": "asked",
    "statement": "Asked.",
    "hedge": "over",
    "scope": "nothing",
    "reading": "As it stands.",
}


def asked(root: Path, definition: str, kind: str = "share", **fields: Any) -> Row:
    """Judge one claim under one definition; return its evidence then, verdict included."""
    claim = BASE | {"kind": kind, "tests": {"primary": definition}} | fields
    if kind == "order":
        claim["hedge"] = "ahead"
    file = ClaimFile.model_validate({"title": "Asked", "claims": [claim]})
    with judging(Home.of(root), {"asked": file}) as con:
        [row] = rows(
            con,
            "select evidence.*, verdict from claim_evidence as evidence "
            "join claim_verdict using (claim_id) where moment = 'then'",
        )
    return row


def between(row: Row) -> tuple[float, float, float]:
    return row["low"], row["measured"], row["high"]


# --- the bundled figures, by hand -----------------------------------------------------------------


def test_a_month_in_which_a_log_ends_decides_nothing(published: Path):
    # commits without merges: the log of JAX ends on 8 August 2026, that month has 120 against 268
    year = asked(
        published,
        "commits-frameworks-with-keras",
        "order",
        subject="tinygrad",
        comparator="jax",
        as_of="2026",
    )
    assert (year["period_start"], year["period_end"]) == (date(2026, 1, 1), date(2026, 8, 1))
    july = asked(
        published,
        "commits-frameworks-with-keras",
        "order",
        subject="tinygrad",
        comparator="jax",
        as_of="2026-07",
    )
    assert july["measured"] == pytest.approx(416 / 550)
    assert (year["outcome"], july["outcome"]) == ("fails", "fails")


def test_a_week_without_tensorflow_decides_nothing(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    [week] = rows(
        warehouse,
        "select share, usable, complete, rank, flags from share where definition_id = "
        "'github-dependents' and project_id = 'pytorch' and period_start = date '2024-01-18'",
    )
    assert (round(week["share"], 3), week["usable"]) == (0.882, True)
    assert (week["complete"], week["rank"]) == (False, None)
    assert "tensorflow (44 % of it in the nearest period)" in week["flags"]
    row = asked(
        published,
        "github-dependents",
        subject="pytorch",
        as_of="2024-01-20",
        asserted={"percent": 80},
    )
    assert row["period_start"] == date(2024, 1, 25)
    assert round(row["measured"], 2) == 0.49
    assert row["verdict"] == "refuted"


def test_group_shares_without_a_large_member_are_not_complete(warehouse: duckdb.DuckDBPyConnection):
    found = warehouse.execute(
        "select count(*), count(*) filter (where complete), count(*) filter (where rank is null) "
        "from share join definition using (definition_id) where over = 'group'"
    ).fetchone()
    assert found is not None
    every, complete, unranked = found
    assert every > 26_000
    assert every - complete == unranked > 2_000


def test_hiring_posts_are_pooled_over_the_claim_s_year(published: Path):
    row = asked(
        published,
        "hiring-two",
        "ratio",
        subject="pytorch",
        comparator="tensorflow",
        as_of="2025",
        asserted={"ratio": 2},
    )
    # the twelve months of 2025 in hn_hiring.csv: 86 posts name PyTorch, 17 TensorFlow
    assert row["measured"] == pytest.approx(86 / 17)
    assert row["periods"] == 12
    part = proportion_confint(86, 103, method="wilson")
    assert [row["low"], row["high"]] == pytest.approx([p / (1 - p) for p in part])


def test_a_month_of_four_posts_is_widened_until_a_hundred_are_counted(published: Path):
    row = asked(
        published,
        "hiring-two",
        "order",
        subject="tensorflow",
        comparator="pytorch",
        as_of="2026-07",
    )
    # July alone: 1 and 3. Back to December 2025, within half a year: 18 and 55, still not a hundred
    assert row["widened"]
    assert row["measured"] == pytest.approx(18 / 55)
    assert "the window was widened" in row["flags"]
    # 4 of 73 posts are of July: what the other months say may support the claim, not refute it
    assert (row["outcome"], row["missing"]) == ("inconclusive", "off date")
    order: Row = {"subject": "pytorch", "comparator": "tensorflow", "as_of": "2026-07"}
    assert asked(published, "hiring-two", "order", **order)["outcome"] == "holds"


def test_fourteen_months_of_hiring_posts_add_up(warehouse: duckdb.DuckDBPyConnection):
    found = warehouse.execute(
        "select project_id, sum(numerator) from share where definition_id = 'hiring-two' "
        "and period_start >= date '2025-06-01' and complete group by project_id order by project_id"
    ).fetchall()
    assert found == [("pytorch", 106), ("tensorflow", 26)]


def test_the_two_samples_of_paper_code_of_2024_are_not_one(warehouse: duckdb.DuckDBPyConnection):
    found = warehouse.execute(
        "select numerator, denominator, complete from share where project_id = 'pytorch' "
        "and definition_id in ('papers-official-named', 'papers-drawn-named') "
        "and period_start = date '2024-01-01' order by denominator"
    ).fetchall()
    assert found == [(33, 42, False), (211, 228, True)]
    table = [[33, 42 - 33], [211, 228 - 211]]
    assert fisher_exact(table).pvalue == pytest.approx(0.009, abs=0.0005)


def test_an_undated_claim_is_measured_over_the_last_twelve_months(published: Path):
    row = asked(
        published,
        "hiring-two",
        "ratio",
        subject="pytorch",
        comparator="tensorflow",
        asserted={"ratio": 2},
    )
    # the newest figure of all was read on 17 September 2026: October 2025 to July 2026 have 73
    # posts and 22; September 2025, 7 and 1, makes it more than a hundred
    assert (row["period_start"], row["period_end"]) == (date(2025, 9, 1), date(2026, 8, 1))
    assert row["measured"] == pytest.approx(80 / 23)


def test_ticks_of_one_person_for_both_leave_a_share_open(published: Path):
    row = asked(
        published, "so-professionals-two", subject="pytorch", as_of="2024", asserted={"percent": 50}
    )
    # 3,194 and 3,098 ticks: about 3,194 / 6,292, if nobody ticked both, to all of them
    low, _ = proportion_confint(3194, 6292, method="wilson")
    assert between(row) == pytest.approx((low, 3194 / 6292, 1))
    assert row["outcome"] == "inconclusive"
    for project, high in (("pytorch", 1), ("tensorflow", 3098 / 3194)):
        own = asked(
            published,
            "so-professionals-two",
            subject=project,
            as_of="2024",
            of="source",
            asserted={"percent": 50},
        )
        count = {"pytorch": 3194, "tensorflow": 3098}[project]
        assert between(own) == pytest.approx((count / 6292, count / 6292, high))


def test_a_year_beside_the_claim_s_may_support_it_and_not_refute_it(published: Path):
    claim: Row = {"subject": "pytorch", "as_of": "2025"}
    # the whole year nearest to 2025 is 2024: 211 of 228
    against = asked(published, "papers-drawn-named", asserted={"percent": 99}, **claim)
    assert (against["days_off"], against["outcome"]) == (1, "inconclusive")
    assert against["missing"] == "off date"
    assert asked(published, "papers-drawn-named", asserted={"percent": 80}, **claim)["outcome"] == (
        "holds"
    )


def test_a_pooled_year_is_not_over_because_its_parts_are(warehouse: duckdb.DuckDBPyConnection):
    found = warehouse.execute(
        "select distinct year(period_start), complete from share "
        "where definition_id = 'conferences-two' order by 1"
    ).fetchall()
    # counted on 22 October 2021; what it holds of 2021 and 2022 is not all of them
    assert found[-3:] == [(2020, True), (2021, False), (2022, False)]


def test_no_ticks_at_all_are_counted_too(published: Path):
    row = asked(
        published,
        "hiring-two",
        "ratio",
        subject="pytorch",
        comparator="tensorflow",
        as_of="2016-07",
        asserted={"ratio": 0.5},
    )
    # nobody named PyTorch within half a year of July 2016
    assert (row["measured"], row["low"], row["missing"]) == (0, 0, "off date")
    assert 0 < row["high"] < 0.5


def test_what_a_survey_printed_has_no_sampling_error(published: Path):
    order: Row = {"subject": "pytorch", "comparator": "tensorflow", "as_of": "2024"}
    world = asked(published, "so-professionals", "order", **order)
    own = asked(published, "so-professionals", "order", of="source", **order)
    # 3,194 to 3,098: by the score test (3194 - 3098) / sqrt(6292) is 1.21 standard errors
    assert (world["outcome"], own["outcome"]) == ("inconclusive", "holds")
    level = order | {"asserted": {"count": 3000}}
    del level["comparator"]
    assert asked(published, "so-professionals", "level", **level)["missing"] == "sample count"
    assert asked(published, "so-professionals", "level", of="source", **level)["measured"] == 3194


def test_a_claim_about_one_edition_is_not_decided_by_another(published: Path):
    claim: Row = {"subject": "pytorch", "comparator": "tensorflow", "of": "source"}
    for year, outcome in (("2023", "fails"), ("2024", "holds"), ("2025", "no data")):
        row = asked(published, "so-professionals", "order", as_of=year, **claim)
        assert row["outcome"] == outcome, year
    assert row["missing"] == "edition"


def test_a_total_between_two_totals_is_interpolated(published: Path):
    row = asked(
        published, "hub-tag-all", subject="pytorch", as_of="2025-03", asserted={"percent": 90}
    )
    # 1.0 million on 2024-09-25, 1.7 on 2025-05-27, 244 days later; 4 March is day 160
    total = 1_000_000 + 700_000 * 160 / 244
    assert between(row) == pytest.approx((201_657 / 1.7e6, 201_657 / total, 201_657 / 1e6))
    assert round(row["measured"], 3) == 0.138


def test_the_share_by_library_of_all_models_is_half(published: Path):
    row = asked(
        published, "hub-library-all", subject="pytorch", as_of="2025-04", asserted={"percent": 90}
    )
    # 317,539 of libraries for PyTorch alone, 526,425 of transformers and 9 under its former names
    total = 1_000_000 + 700_000 * 212 / 244
    assert row["measured"] == pytest.approx((317_539 + 526_425 + 9) / total)
    assert round(row["measured"], 2) == 0.52


def test_a_share_that_is_only_a_bound_decides_as_one(published: Path):
    claim: Row = {"subject": "pytorch", "as_of": "2025-04"}
    least = asked(published, "hub-library-named", asserted={"percent": 90}, **claim)
    assert between(least) == pytest.approx((317_539 / 873_548, 317_539 / 873_548, 1))
    most = asked(published, "hub-library-transformers", asserted={"percent": 98}, **claim)
    assert between(most) == pytest.approx((0, 843_973 / 873_548, 843_973 / 873_548))
    assert (least["outcome"], most["outcome"]) == ("inconclusive", "fails")


def test_a_partial_year_of_forty_links_decides_nothing(published: Path):
    row = asked(
        published,
        "papers-official-named",
        subject="pytorch",
        as_of="2024",
        asserted={"percent": 78},
    )
    # the file was read on 8 September 2024, 33 of 42 then; the whole year before stands in
    assert (row["period_start"], row["days_off"]) == (date(2023, 1, 1), 1)
    drawn = asked(
        published, "papers-drawn-named", subject="pytorch", as_of="2024", asserted={"percent": 78}
    )
    assert drawn["measured"] == pytest.approx(211 / 228)


def test_a_lead_of_49_links_to_46_is_no_crossing(published: Path):
    row = asked(
        published,
        "papers-links-two",
        "crossing",
        subject="pytorch",
        comparator="tensorflow",
        asserted={"date": "2017"},
    )
    # 49 to 46 in 2017 is within chance; 97 to 34 in 2019 is not
    assert row["outcome"] == "inconclusive"
    assert row["high"] >= 2019


def test_a_total_of_a_year_is_never_held_against_a_month(published: Path):
    claim: Row = {"subject": "pytorch", "asserted": {"count": 80_000_000}}
    month = asked(published, "pypi-two", "level", as_of="2026-03", **claim)
    assert month["measured"] == 87_347_847
    year = asked(published, "pypi-two", "level", as_of="2025", **claim)
    assert (year["outcome"], year["missing"]) == ("no data", "length")
    rate = asked(published, "pypi-two", "level", as_of="2026-03", per="day", **claim)
    assert rate["measured"] == pytest.approx(87_347_847 / 31)


@pytest.mark.parametrize(
    ("as_of", "missing"), [("2031", "future"), ("1995", "date"), ("2027-03", "future")]
)
def test_outside_of_its_figures_a_claim_has_no_verdict(as_of: str, missing: str, published: Path):
    row = asked(published, "pypi-two", subject="pytorch", as_of=as_of, asserted={"percent": 1})
    assert (row["outcome"], row["missing"]) == ("no data", missing)
    assert row["verdict"] == "not enough evidence"


# --- invented figures -----------------------------------------------------------------------------

MONTHS = [date(2022, month, 1) for month in range(1, 13)]


def end(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a root with invented posts of every month of 2022, out of a hundred each.

    Alpha has 4 a month and 40 in May, Beta 5, nothing in August, and 20 in October. September was
    read on its 20th; December of 2021 and 2022 are not there.
    """
    root = copy_root(TINY, tmp_path_factory.mktemp("invented"))
    lines = (TINY / "snapshot" / "published_figures.csv").read_text().splitlines()
    kept = [line for line in lines if "paper_implementations" not in line]
    for month in MONTHS[:-1]:
        read = date(2022, 9, 20) if month.month == 9 else end(month) + timedelta(days=3)
        alpha = 40 if month.month == 5 else 4
        beta = {8: None, 10: 20}.get(month.month, 5)
        for name, count in (("alpha", alpha), ("beta", beta)):
            if count is not None:
                kept.append(
                    f"{month},paper_implementations,invented,{name},{count},exact,{read},"
                    "https://example.org/invented/papers"
                )
    (root / "snapshot" / "published_figures.csv").write_text("\n".join(kept) + "\n")
    card = root / "sources" / "published_figures.yml"
    entry = yaml.safe_load(card.read_text())
    entry["signals"]["paper_implementations_published"] |= {"unit": "posts", "quality": "sample"}
    entry["signals"]["survey_users_published"] |= {"editions": True}
    card.write_text(yaml.safe_dump(entry, sort_keys=False))
    definitions = root / "definitions.yml"
    entries = yaml.safe_load(definitions.read_text())["definitions"]
    entries["papers-two"] = entries["papers-base"] | {
        "title": "invented posts, Alpha and Beta",
        "over": {"group": "both"},
    }
    definitions.write_text(yaml.safe_dump({"definitions": entries}, sort_keys=False))
    build(Home.of(root))
    return root


def periods(row: Row) -> tuple[date, date, int]:
    return row["period_start"], row["period_end"], row["periods"]


def test_all_of_the_window_is_added_up(invented: Path):
    row = asked(invented, "papers-base", subject="alpha", as_of="2022", asserted={"percent": 1})
    # ten months: September was not over. 9 times 4 and 40 of 10 hundred
    assert periods(row) == (date(2022, 1, 1), date(2022, 12, 1), 10)
    assert row["measured"] == pytest.approx(76 / 1000)
    assert (row["low"], row["high"]) == pytest.approx(proportion_confint(76, 1000, method="wilson"))


def test_enough_cases_are_not_widened(invented: Path):
    row = asked(invented, "papers-base", subject="alpha", as_of="2022-03", asserted={"percent": 1})
    assert periods(row) == (date(2022, 3, 1), date(2022, 4, 1), 1)
    assert (row["widened"], row["measured"]) == (False, 0.04)


def test_too_few_cases_widen_month_by_month_on_both_sides(invented: Path):
    row = asked(
        invented, "papers-two", "order", subject="alpha", comparator="beta", as_of="2022-02"
    )
    # 9 in February, 18 in January and March, 9 in April, 45 in May, 9 in June: 90, and July lies
    # more than a hundred days off
    assert periods(row) == (date(2022, 1, 1), date(2022, 7, 1), 6)
    assert row["measured"] == pytest.approx((5 * 4 + 40) / (6 * 5))
    assert (row["widened"], row["missing"]) == (True, None)


def test_twenty_cases_tell_something_fewer_nothing(invented: Path):
    card = yaml.safe_load((invented / "sources" / "published_figures.yml").read_text())
    assert card["signals"]["paper_implementations_published"]["tolerance_days"] == 100
    row = asked(
        invented, "papers-two", "order", subject="beta", comparator="alpha", as_of="2023-02"
    )
    # November alone lies within a hundred days of February; of October, 24 more: 33 in all
    assert periods(row) == (date(2022, 10, 1), date(2022, 12, 1), 2)
    assert row["outcome"] == "holds"
    late = asked(
        invented, "papers-two", "order", subject="beta", comparator="alpha", as_of="2023-03"
    )
    assert periods(late) == (date(2022, 11, 1), date(2022, 12, 1), 1)
    assert (late["outcome"], late["missing"]) == ("inconclusive", "thin")


def test_a_period_that_was_not_over_and_a_group_without_a_large_member_are_left_out(invented: Path):
    # one member is no group, so August has no share of the two; September was not over. 9 in July,
    # 33 in June and October, 9 in November, 45 in May, 9 in April: 105
    row = asked(invented, "papers-two", subject="alpha", as_of="2022-08", asserted={"percent": 1})
    assert periods(row) == (date(2022, 4, 1), date(2022, 12, 1), 6)
    assert row["measured"] == pytest.approx((5 * 4 + 40) / 105)
    only = asked(invented, "papers-base", subject="beta", as_of="2022-09", asserted={"percent": 1})
    assert date(2022, 9, 1) not in (only["period_start"], only["period_end"] - timedelta(days=30))


def test_a_date_far_from_all_figures_has_no_data(invented: Path):
    row = asked(invented, "papers-base", subject="alpha", as_of="2023-04", asserted={"percent": 1})
    assert (row["outcome"], row["missing"]) == ("no data", "date")


def test_what_lies_more_than_a_month_off_refutes_nothing(invented: Path):
    claim: Row = {"subject": "alpha", "as_of": "2023-02"}
    against = asked(invented, "papers-base", asserted={"percent": 50}, **claim)
    assert (against["days_off"], against["outcome"]) == (63, "inconclusive")
    assert against["missing"] == "off date"
    for_it = asked(invented, "papers-base", asserted={"percent": 1}, **claim)
    assert for_it["outcome"] == "holds"


def test_an_edition_stands_for_its_own_year_alone(invented: Path):
    claim: Row = {"subject": "alpha", "asserted": {"percent": 50}}
    assert asked(invented, "survey-base", as_of="2022", **claim)["measured"] == 0.6
    assert asked(invented, "survey-base", as_of="2023", **claim)["missing"] == "edition"
    present = asked(invented, "survey-base", **claim)
    assert (present["period_start"], present["outcome"]) == (date(2022, 1, 1), "holds")


def test_how_many_a_sample_holds_is_no_level_and_does_not_grow(invented: Path):
    claim: Row = {"subject": "alpha", "as_of": "2022-05"}
    level = asked(invented, "papers-base", "level", asserted={"count": 1}, **claim)
    assert (level["outcome"], level["missing"]) == ("no data", "sample count")
    growth = asked(
        invented, "papers-base", "growth", since="2022-01", asserted={"ratio": 2}, **claim
    )
    assert growth["missing"] == "sample count"
    against = asked(
        invented,
        "papers-two",
        "growth",
        comparator="beta",
        since="2022-01",
        asserted={"ratio": 2},
        **claim,
    )
    # ten of each are wanted: 48 to 15 in April to June, 12 to 15 in January to March
    assert against["measured"] == pytest.approx(4)
    error = math.sqrt(1 / 48 + 1 / 12 + 1 / 15 + 1 / 15)
    assert against["low"] == pytest.approx(4 / math.exp(1.959964 * error), rel=1e-6)


def test_a_change_between_samples_carries_the_newcombe_interval_of_statsmodels(invented: Path):
    row = asked(
        invented,
        "survey-base",
        "change",
        subject="alpha",
        as_of="2022",
        since="2021",
        asserted={"points": 1},
    )
    low, high = confint_proportions_2indep(60, 100, 40, 100, method="newcomb", compare="diff")
    assert between(row) == pytest.approx((low, 0.2, high), abs=1e-7)
    assert (row["baseline_start"], row["outcome"]) == (date(2021, 1, 1), "holds")


def test_a_group_of_one_has_no_share_and_no_rank(invented: Path):
    with publish.connect(invented) as con:
        assert (
            rows(
                con,
                "select * from share where definition_id = 'papers-two' "
                "and period_start = date '2022-08-01'",
            )
            == []
        )


def test_what_lies_beyond_the_end_of_a_closed_source_is_not_over_however_late_it_is_read(
    tiny: Path,
):
    card = tiny / "sources" / "published_figures.yml"
    card.write_text(card.read_text().replace("cadence:", "ends_on: 2022-06-15\ncadence:"))
    file = tiny / "snapshot" / "published_figures.csv"
    file.write_text(file.read_text().replace("rounded,,", "rounded,2026-01-01,"))
    build(Home.of(tiny))
    with publish.connect(tiny) as con:
        found = con.execute(
            "select distinct period_end, complete from latest_observation "
            "where signal_id = 'paper_implementations_published' order by period_end"
        ).fetchall()
    assert found == [(date(2022, 4, 1), True), (date(2022, 7, 1), False)]


@pytest.mark.parametrize(
    ("price", "measured"),
    [
        ({"price": "barring", "why": "Invented."}, None),
        ({"price": "harmless", "why": "Invented."}, 0.20),
    ],
)
def test_nothing_is_measured_across_a_break_that_bars_it(
    price: dict[str, str], measured: float | None, tiny: Path
):
    breaks = yaml.safe_load((tiny / "breaks.yml").read_text())["breaks"]
    breaks.append(
        breaks[0]
        | {
            "id": "recount",
            "signals": ["survey_users_published"],
            **price,
            "starts": date(2022, 1, 1),
            "ends": date(2022, 1, 1),
        }
    )
    (tiny / "breaks.yml").write_text(yaml.safe_dump({"breaks": breaks}))
    build(Home.of(tiny))
    row = asked(
        tiny,
        "survey-base",
        "change",
        subject="alpha",
        as_of="2022",
        since="2021",
        asserted={"points": 1},
    )
    assert row["measured"] == (None if measured is None else pytest.approx(measured))
    assert (row["missing"] == "barred") == (measured is None)


def test_a_bias_widens_shares_and_ratios(tiny: Path):
    breaks = yaml.safe_load((tiny / "breaks.yml").read_text())["breaks"]
    own = {
        "signals": ["survey_users_published"],
        "starts": date(2022, 1, 1),
        "ends": date(2023, 1, 1),
        "price": "bounded",
        "why": "Invented.",
    }
    breaks += [
        breaks[0] | own | {"id": "off", "bias": {"points": 5}},
        breaks[0]
        | own
        | {
            "id": "short",
            "bias": {"factor": 2},
            "signals": ["paper_implementations_published"],
            "starts": date(2022, 6, 1),
        },
    ]
    (tiny / "breaks.yml").write_text(yaml.safe_dump({"breaks": breaks}))
    build(Home.of(tiny))
    claim: Row = {"subject": "alpha", "as_of": "2022", "asserted": {"percent": 50}}
    low, high = proportion_confint(60, 100, method="wilson")
    share = asked(tiny, "survey-base", **claim)
    assert between(share) == pytest.approx((low - 0.05, 0.6, high + 0.05))
    ratio = asked(
        tiny,
        "papers-base",
        "ratio",
        subject="alpha",
        comparator="beta",
        as_of="2022-06",
        asserted={"ratio": 2},
    )
    # 55 and 11 printed without decimals, and twice too much or too little
    assert between(ratio) == pytest.approx((54.5 / 11.5 / 2, 5, 55.5 / 10.5 * 2))


# --- every deciding measurement -------------------------------------------------------------------


@pytest.fixture(scope="module")
def deciding(warehouse: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return every deciding evidence row that a definition measured over windows."""
    return rows(
        warehouse,
        """
        select evidence.*, claim.kind, claim.subject, claim.comparator, claim.as_of_start,
            claim.as_of_end, claim.not_before, claim.since_start, claim.since_end, definition.over,
            definition.group_id, definition.pool, definition.segments, signal.signal_id,
            signal.measure, signal.editions, signal.tolerance_days, signal.unit
        from claim_evidence as evidence
        join claim using (claim_id)
        join definition using (definition_id)
        join signal using (signal_id)
        where decides and kind not in ('crossing', 'slope')
        order by evidence.test_id
        """,
    )


@pytest.fixture(scope="module")
def shares(warehouse: duckdb.DuckDBPyConnection) -> dict[str, dict[tuple[date, date], list[Row]]]:
    """Return the rows of `share` by definition and period."""
    found: dict[str, dict[tuple[date, date], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(warehouse, "select * from share order by period_start, period_end"):
        found[row["definition_id"]][row["period_start"], row["period_end"]].append(row)
    return found


def gap(period: tuple[date, date], window: tuple[date, date]) -> int:
    """Return the days from a period to a window: 0 when they share a day, 1 when they touch."""
    return max(0, (window[0] - period[1]).days + 1, (period[0] - window[1]).days + 1)


def test_every_window_is_the_one_that_the_rules_give(
    warehouse: duckdb.DuckDBPyConnection,
    deciding: list[Row],
    shares: dict[str, dict[tuple[date, date], list[Row]]],
):
    """Choose each window anew: of the figures allowed, the nearest, until a hundred are counted."""
    [(today,)] = warehouse.execute("select max(observed_at)::date from observation").fetchall()
    chosen: dict[tuple[str, str], set[tuple[date, date]]] = defaultdict(set)
    for row in rows(warehouse, "select * from window_period where part = 'at'"):
        chosen[row["test_id"], row["moment"]].add((row["period_start"], row["period_end"]))
    assert len(deciding) > 150
    for row in deciding:
        year_ago = today.replace(year=today.year - 1)
        if row["as_of_start"]:
            window = (row["as_of_start"], row["as_of_end"])
        elif row["moment"] == "now":
            window = (year_ago, today)
        else:
            first = min(row["not_before"].replace(day=1), year_ago)
            second = first.replace(year=first.year + 1)
            window = (first, second) if row["moment"] == "then" else (second, year_ago)
        near: list[tuple[int, date, tuple[date, date], float]] = []
        for period, members in shares[row["definition_id"]].items():
            by = {member["project_id"]: member for member in members}
            own, other = by.get(row["subject"]), by.get(row["comparator"])
            whole = row["kind"] in ("share", "change", "rank")
            if (
                own is None
                or (row["comparator"] and not whole and other is None)
                or not own["usable"]
                or not own["period_complete"]
                or (whole and not own["complete"])
                or (own["bound"] and row["kind"] not in ("share", "level"))
                or (other is not None and not other["period_complete"])
                or gap(period, window) > row["tolerance_days"]
                or (row["editions"] and row["as_of_start"] and gap(period, window) > 0)
            ):
                continue
            outside = max(0, (window[0] - period[0]).days) + max(0, (period[1] - window[1]).days)
            holds = period[0] <= window[0] and period[1] >= window[1]
            cases = (
                own["denominator"]
                if whole
                else own["numerator"] + (other["numerator"] if other else 0)
            )
            near.append((0 if holds else outside, period[1], period, cases))
        assert near, row["test_id"]
        if row["measure"] == "stock" or row["editions"]:
            nearest = min(gap(p, window) for _, _, p, _ in near)
            expected = {max((e, p) for _, e, p, _ in near if gap(p, window) == nearest)[1]}
        else:
            counted = row["unit"] not in ("percent", "index points") and row["kind"] != "level"
            expected, total = set(), 0.0
            for distance in sorted({d for d, *_ in near}):
                expected |= {p for d, _, p, _ in near if d == distance}
                total += sum(n for d, _, _, n in near if d == distance)
                if not counted or (total >= 100 and row["kind"] != "growth"):
                    break
        if row["kind"] != "growth":  # ten of the smaller one: below
            assert chosen[row["test_id"], row["moment"]] == expected, row["test_id"]


def test_no_deciding_measurement_rests_on_what_must_not_decide(
    warehouse: duckdb.DuckDBPyConnection, deciding: list[Row]
):
    """Look behind each at the figures themselves: their day of reading, their group, their year."""
    figures: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows(
        warehouse,
        "select definition_id, member.project_id, seen.period_start, seen.period_end, "
        "seen.observed_at, seen.suspect, seen.value from definition "
        "join definition_member as member using (definition_id) "
        "join latest_observation as seen on seen.signal_id = definition.signal_id "
        "and seen.project_id = member.member_id and list_contains(segments, seen.segment) "
        "and list_contains(roles, seen.role)",
    ):
        figures[row["definition_id"], row["project_id"]].append(row)
    used: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows(warehouse, "select * from window_period"):
        used[row["test_id"], row["moment"]].append(row)
    largest: dict[str, dict[tuple[date, date], dict[str, float]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for row in rows(warehouse, "select * from numerator"):
        period = (row["period_start"], row["period_end"])
        largest[row["definition_id"]][period][row["project_id"]] = row["value"]
    released = dict(
        warehouse.execute("select project_id, first_public_release from project").fetchall()
    )
    for row in deciding:
        for span in used[row["test_id"], row["moment"]]:
            period = (span["period_start"], span["period_end"])
            own = [
                figure
                for project in {row["subject"], row["comparator"]}
                for figure in figures[row["definition_id"], project]
                if not figure["suspect"]
                and period[0] <= figure["period_start"]
                and figure["period_end"] <= period[1]
            ]
            assert own, row["test_id"]
            if row["measure"] == "flow":
                late = [f for f in own if f["observed_at"].date() < f["period_end"]]
                assert late == [], row["test_id"]
            window = (
                (row["as_of_start"], row["as_of_end"])
                if span["part"] == "at"
                else (row["since_start"], row["since_end"])
            )
            if window[0] is not None:
                off = gap(period, window)
                assert off <= (0 if row["editions"] else row["tolerance_days"]), row["test_id"]
            if row["group_id"] and row["kind"] in ("share", "change", "rank"):
                assert absentees(largest[row["definition_id"]], period, released) == [], row[
                    "test_id"
                ]
        if row["outcome"] in ("holds", "fails"):
            assert row["missing"] in (None, "together"), row["test_id"]


def absentees(
    group: dict[tuple[date, date], dict[str, float]],
    period: tuple[date, date],
    released: dict[str, date | None],
) -> list[str]:
    """Return the members that a period lacks and that had more than 5 % in their nearest one."""
    found = []
    for member in {name for counts in group.values() for name in counts} - set(group[period]):
        begins = released.get(member)
        if begins is not None and begins >= period[1]:
            continue
        nearest = min(
            (abs((other[0] - period[0]).days), -counts[member] / (sum(counts.values()) or 1))
            for other, counts in group.items()
            if member in counts
        )
        if -nearest[1] > 0.05:
            found.append(member)
    return found
