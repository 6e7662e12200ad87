"""Which figures decide, on invented ones: each row says a claim and what comes out, by hand."""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from collectors.home import Home
from tests.bundled.test_figures import BASE, Row, end
from tests.conftest import TINY, copy_root
from tests.test_verification import rows
from warehouse import publish
from warehouse.build import build
from warehouse.claim_entries import ClaimFile
from warehouse.judge import judging
from warehouse.verify import mismatches

Counts = tuple[int | None, ...]
PAIR: Row = {"subject": "alpha", "comparator": "beta"}
GAMMA = {
    "name": "Gamma (invented)",
    "kind": "framework",
    "first_public_release": date(2022, 5, 10),
    "identifiers": {"paper_framework": {"gamma": "primary"}},
}
EARLY = {("late", 4, "beta"), ("late crossing", 3, "beta")}
"""Figures that were read before their month was over."""
LEAST = {("bound", 3, "alpha")}
"""Figures that are only lower bounds."""
MONTHS: dict[str, dict[int, Counts]] = {
    # month of 2022: alpha, beta and gamma, each out of a hundred
    "plain": {n: (10 * n, 40) for n in range(1, 11)},
    "late": dict.fromkeys((1, 2, 3), (60, 30)) | {4: (60, 20)},
    "late crossing": {1: (30, 40), 2: (50, 40), 3: (50, 60)},
    "absent": {
        1: (60, 40),
        4: (60, 10, 30),
        5: (60, 1, 30),
        6: (60, None, 30),
        7: (60, 40, 1),
        8: (60, 40, None),
        9: (60, 40, 30),
    },
    "own": {1: (50, 10), 3: (50, 10), 5: (50, 10)},
    "points": {1: (50, 50), 2: (50, 50), 4: (50, 50)},
    "bar": {n: (10 * n, 10) for n in range(1, 6)},
    "inside": {n: (10 * n, 10) for n in range(6, 10)},
    "factor": {1: (30, 40), 2: (45, 40), 3: (55, 40), 4: (90, 40)},
    "places": {1: (50, 60, 30)},
    "barred lead": {1: (30, 40), 2: (50, 40)},
    "once": {1: (50, 40)},
    "gap": {1: (50, 50, 1), 2: (50, 50, 1), 3: (99, None, 1), 4: (50, 50, 1)},
    "bound": dict.fromkeys((1, 2, 4), (50, 60, 10)) | {3: (90, 40, 10)},
    "small": {1: (50, 60), 2: (50, 60), 3: (30, 5), 4: (50, 60)},
}
BREAKS: list[Row] = [
    {
        "segment": "own",
        "projects": ["beta"],
        "starts": date(2022, 3, 1),
        "ends": date(2022, 4, 1),
        "bias": {"factor": 2},
    },
    {
        "segment": "own",
        "projects": ["alpha"],
        "starts": date(2022, 5, 1),
        "ends": date(2022, 6, 1),
        "bias": {"count": 3},
    },
    {
        "segment": "absent",
        "projects": ["gamma"],
        "starts": date(2022, 9, 1),
        "ends": date(2022, 10, 1),
        "bias": {"factor": 2},
    },
    {
        "segment": "points",
        "starts": date(2022, 2, 1),
        "ends": date(2022, 3, 1),
        "bias": {"points": 5},
    },
    {
        "segment": "points",
        "starts": date(2022, 2, 1),
        "ends": date(2022, 3, 1),
        "bias": {"points": 3},
    },
    {
        "segment": "points",
        "starts": date(2022, 4, 1),
        "ends": date(2022, 4, 1),
        "bias": {"points": 9},
    },
    {"segment": "bar", "projects": ["beta"], "starts": date(2022, 3, 1), "ends": date(2022, 3, 1)},
    {"segment": "inside", "starts": date(2022, 6, 1), "ends": date(2022, 10, 1)},
    {"segment": "factor", "starts": date(2022, 1, 1), "ends": None, "bias": {"factor": 1.5}},
    {"segment": "places", "starts": date(2022, 1, 1), "ends": None, "bias": {"factor": 1.5}},
    {"segment": "barred lead", "starts": date(2022, 2, 15), "ends": date(2022, 2, 15)},
]


def line(month: date, segment: str, name: str, count: int, precision: str, read: date) -> str:
    return (
        f"{month},paper_implementations,{segment},{name},{count},{precision},{read},"
        "https://example.org/invented/papers"
    )


def change(file: Path, **entries: Any) -> None:
    """Add entries to a YAML file: to a mapping by name, to a list at its end."""
    content = yaml.safe_load(file.read_text())
    for key, value in entries.items():
        content[key] = content[key] + value if isinstance(value, list) else content[key] | value
    file.write_text(yaml.safe_dump(content, sort_keys=False))


def definition(segment: str, over: Row, **more: Any) -> Row:
    texts = dict.fromkeys(("numerator", "denominator", "rationale"), "Invented.")
    return (
        texts
        | {
            "signal": "paper_implementations_published",
            "title": f"Invented: {segment}",
            "segments": [segment],
            "over": over,
        }
        | more
    )


def invented(root: Path, quality: str, lines: list[str], segments: list[str]) -> Path:
    """Make a root with figures of three projects, and definitions for each segment.

    Of segment `late` these are `late` (out of a hundred), `late-two` and `late-three` (out of the
    sum of two or three projects).
    """
    root = copy_root(TINY, root)
    csv = root / "snapshot" / "published_figures.csv"
    csv.write_text(csv.read_text() + "\n".join(lines) + "\n")
    card = root / "sources" / "published_figures.yml"
    signals = yaml.safe_load(card.read_text())["signals"]
    signals["paper_implementations_published"] |= {"unit": "papers", "quality": quality}
    change(card, signals=signals)
    three = {"title": "All three", "note": "Invented.", "members": ["alpha", "beta", "gamma"]}
    change(root / "projects.yml", projects={"gamma": GAMMA}, groups={"three": three})
    found = {}
    for segment in segments:
        name = segment.replace(" ", "-")
        found[name] = definition(segment, {"base": True})
        found[f"{name}-two"] = definition(segment, {"group": "both"})
        found[f"{name}-three"] = definition(segment, {"group": "three"})
    found["most"] = definition("once", {"base": True}, bound="at most")
    if "late" in segments:
        found["late-year"] = definition("late", {"base": True}, pool="year")
    change(root / "definitions.yml", definitions=found)
    return root


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a root with full counts of months of 2022."""
    lines = [
        line(
            month := date(2022, number, 1),
            segment,
            name,
            count,
            "at least" if (segment, number, name) in LEAST else "exact",
            end(month) - timedelta(days=9 if (segment, number, name) in EARLY else 0),
        )
        for segment, months in MONTHS.items()
        for number, counts in months.items()
        for name, count in zip(("alpha", "beta", "gamma"), counts, strict=False)
        if count is not None
    ]
    root = invented(tmp_path_factory.mktemp("full") / "root", "census", lines, list(MONTHS))
    file = root / "breaks.yml"
    [first] = yaml.safe_load(file.read_text())["breaks"]
    added = [
        first
        | {"id": f"invented-{n}", "price": "bounded" if "bias" in entry else "barring"}
        | entry
        for n, entry in enumerate(BREAKS)
    ]
    change(file, breaks=added)
    build(Home.of(root))
    return root


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a root with samples of the months of 2020 to 2022 and of the first half of 2023."""
    years = {
        "years": {2020: (10, 20), 2021: (20, 20), 2022: (30, 20), 2023: (90, 20)},
        "thin": {2020: (2, 4), 2021: (6, 2), 2022: (0, 1)},
    }
    lines = [
        line(month := date(year, number, 1), segment, name, count, "exact", end(month))
        for segment, counts in years.items()
        for year, pair in counts.items()
        for number in range(1, 7 if year == 2023 else 13)
        for name, count in zip(("alpha", "beta"), pair, strict=True)
    ]
    lines += [line(date(2020, 1, 1), "once", "alpha", 1, "exact", date(2020, 3, 1))]
    root = invented(tmp_path_factory.mktemp("drawn") / "root", "sample", lines, list(years))
    build(Home.of(root))
    return root


def answers(root: Path, claims: dict[str, tuple[str, str, Row]]) -> dict[str, Row]:
    """Judge claims by name; hold each number to its own SQL, and return the evidence then."""
    entries = []
    for name, (test, kind, fields) in claims.items():
        given: Row = {
            "share": {"percent": 1},
            "level": {"count": 1},
            "ratio": {"ratio": 1},
            "growth": {"ratio": 1},
            "change": {"points": 1},
            "slope": {"points": 1},
            "rank": {"rank": 1},
        }.get(kind, {})
        hedge = {"order": "ahead", "rank": "exact", "crossing": "exact"}.get(kind, "over")
        asserted = {"asserted": given} if given else {}
        entries.append(
            BASE
            | {"id": name, "kind": kind, "hedge": hedge, "tests": {"primary": test}}
            | asserted
            | fields
        )
    file = ClaimFile.model_validate({"title": "Asked", "claims": entries})
    with judging(Home.of(root), {"asked": file}) as con:
        assert mismatches(con) == []
        found = rows(con, "select * from claim_evidence where moment = 'then'")
    return {row["claim_id"]: row for row in found}


FULL: dict[str, tuple[str, str, Row, tuple[Any, ...]]] = {
    # definition, kind, claim; measured, lower and upper end, or why there is nothing
    "a-tie-is-no-lead": (
        "plain",
        "order",
        PAIR | {"as_of": "2022-04"},
        (1, None, None, "inconclusive"),
    ),
    "nothing-grows-backwards": (
        "plain",
        "growth",
        {"subject": "alpha", "since": "2022-05", "as_of": "2022-03"},
        (),
    ),
    "a-line-does-not-reach-beyond-the-tolerance": (
        "plain",
        "slope",
        {"subject": "alpha", "since": "2022-01", "as_of": "2024"},
        (),
    ),
    "a-lead-begins-with-its-first-month":  # May; April is a tie, so it may have been then
    (
        "plain",
        "crossing",
        PAIR | {"asserted": {"date": "2022"}},
        (2022 + 120 / 365, 2022 + 90 / 365, 2022 + 150 / 365),
    ),
    "no-lead-is-looked-for-after-the-figures": (
        "plain",
        "crossing",
        PAIR | {"asserted": {"date": "2025"}},
        (),
    ),
    "nor-before-them": ("plain", "crossing", PAIR | {"asserted": {"date": "2019"}}, ()),
    "one-period-is-no-lead": ("once", "crossing", PAIR | {"asserted": {"date": "2022"}}, ()),
    "a-month-of-31-days": (
        "plain",
        "level",
        {"subject": "alpha", "as_of": "2022-05", "per": "month"},
        (50, None, None),
    ),
    "a-year-at-that-rate": (
        "plain",
        "level",
        {"subject": "alpha", "as_of": "2022-05", "per": "year"},
        (50 * 365.25 / 31, None, None),
    ),
    "months-of-a-year":  # ten of them, 304 days, 550 papers
    (
        "plain",
        "level",
        {"subject": "alpha", "as_of": "2022", "per": "month"},
        (550 / 304 * 365 / 12, None, None),
    ),
    "ten-months-are-no-year": (
        "plain",
        "level",
        {"subject": "alpha", "as_of": "2022"},
        ("length",),
    ),
    # October ends with the 31st; the tolerance is a hundred days
    "the-last-day-in-reach-after": (
        "plain",
        "share",
        {"subject": "alpha", "as_of": "2023-02-08"},
        (1, None, None),
    ),
    "one-day-too-late": ("plain", "share", {"subject": "alpha", "as_of": "2023-02-09"}, ("date",)),
    "the-last-day-in-reach-before": (
        "plain",
        "share",
        {"subject": "alpha", "as_of": "2021-09-23"},
        (0.1, None, None),
    ),
    "one-day-too-early": ("plain", "share", {"subject": "alpha", "as_of": "2021-09-22"}, ("date",)),
    "the-other-was-read-too-early":  # March stands in: 60 to 30, in April it were 60 to 20
    ("late", "order", PAIR | {"as_of": "2022-04"}, (2, None, None)),
    "nor-does-it-end-a-lead": (
        "late-crossing",
        "crossing",
        PAIR | {"asserted": {"date": "2022"}},
        (2022 + 31 / 365, 2022 + 31 / 365, 2022 + 58 / 365),
    ),
    "the-other-may-be-off": ("own", "ratio", PAIR | {"as_of": "2022-03"}, (5, 2.5, 10)),
    "a-third-does-not-matter-to-two": (
        "absent-three",
        "ratio",
        PAIR | {"as_of": "2022-09"},
        (1.5, None, None),
    ),
    "as-much-in-a-window-as-in-its-worst-month": (
        "own",
        "ratio",
        PAIR | {"as_of": "2022"},
        (5, 5 / 3, 15),
    ),
    "a-count-may-be-off": (
        "own",
        "level",
        {"subject": "alpha", "as_of": "2022-05"},
        (50, 50 / 3, 150),
    ),
    "and-so-its-growth": (
        "own",
        "growth",
        {"subject": "alpha", "since": "2022-01", "as_of": "2022-05"},
        (1, 1 / 3, 3),
    ),
    "two-biases-add-up": (
        "points",
        "share",
        {"subject": "alpha", "as_of": "2022-02"},
        (0.5, 0.42, 0.58),
    ),
    "and-count-for-the-window": (
        "points",
        "share",
        {"subject": "alpha", "as_of": "2022"},
        (0.5, 0.42, 0.58),
    ),
    "what-is-counted-anew-from-the-bar-on-grows": (
        "bar",
        "growth",
        PAIR | {"since": "2022-03", "as_of": "2022-05"},
        (5 / 3, None, None),
    ),
    "not-across-it": (
        "bar",
        "growth",
        PAIR | {"since": "2022-01", "as_of": "2022-05"},
        ("barred",),
    ),
    "inside-of-one-stretch-nothing-is-barred":  # June has 30 days like September
    (
        "inside",
        "growth",
        {"subject": "alpha", "since": "2022-06", "as_of": "2022-09"},
        (1.5, None, None),
    ),
    "a-lead-within-the-bias-is-not-sure":  # 45 to 40 in February; more than 1.5 times in April
    (
        "factor",
        "crossing",
        PAIR | {"asserted": {"date": "2022"}},
        (2022 + 31 / 365, 1900, 2022 + 119 / 365),
    ),
    "places-within-the-bias":  # 50, 60 and 30: 60 may be 40 and 30 may be 45
    ("places-three", "rank", {"subject": "alpha", "as_of": "2022-01"}, (2, 1, 2)),
    "the-first-of-two-is-no-place": (
        "once-two",
        "rank",
        {"subject": "alpha", "as_of": "2022-01"},
        (),
    ),
    "no-lead-across-a-bar": (
        "barred-lead",
        "crossing",
        PAIR | {"asserted": {"date": "2022"}},
        ("barred",),
    ),
    "two-points-make-no-line": (
        "plain",
        "slope",
        {"subject": "alpha", "since": "2022-09", "as_of": "2022-10"},
        (),
    ),
    "a-month-without-a-large-member-is-on-no-line": (
        "gap-three",
        "slope",
        {"subject": "alpha", "since": "2022-01", "as_of": "2022-04"},
        (0, None, None),
    ),
    "a-lower-bound-is-on-no-line": (
        "bound",
        "slope",
        {"subject": "alpha", "since": "2022-01", "as_of": "2022-04"},
        (0, None, None),
    ),
    "and-in-no-ratio": ("bound", "ratio", PAIR | {"as_of": "2022"}, (150 / 180, None, None)),
    "and-in-no-place": (
        "bound-three",
        "rank",
        {"subject": "alpha", "as_of": "2022"},
        (2, None, None),
    ),
    "a-lower-bound-has-no-upper-end": (
        "bound",
        "level",
        {"subject": "alpha", "as_of": "2022-03"},
        (90, 90, 1e15),
    ),
    "an-upper-bound-is-no-level": (
        "most",
        "level",
        {"subject": "alpha", "as_of": "2022-01"},
        ("length",),
    ),
    "an-upper-bound-may-be-nothing": (
        "most",
        "share",
        {"subject": "alpha", "as_of": "2022-01"},
        (0.5, 0, 0.5),
    ),
    "a-month-of-few-is-on-no-line": (
        "small-two",
        "slope",
        {"subject": "alpha", "since": "2022-01", "as_of": "2022-04"},
        (0, None, None),
    ),
}


@pytest.fixture(scope="module")
def of_full(full: Path) -> dict[str, Row]:
    return answers(full, {name: case[:3] for name, case in FULL.items()})


@pytest.mark.parametrize("name", FULL)
def test_of_full_counts(name: str, of_full: dict[str, Row]):
    row, expected = of_full[name], FULL[name][3]
    if len(expected) < 2:
        assert (row["measured"], row["outcome"]) == (None, "no data")
        assert row["missing"] == (expected or (row["missing"],))[0]
        return
    found = (row["measured"], row["low"], row["high"])
    assert found == tuple(
        None if value is None else pytest.approx(value, abs=1e-12) for value in expected[:3]
    )
    assert row["outcome"] == (expected[3:] or (row["outcome"],))[0]


def test_a_group_is_complete_with_what_existed_and_had_little(full: Path):
    with publish.connect(full) as con:
        found = con.execute(
            "select month(period_start), bool_and(complete) from share "
            "where definition_id = 'absent-three' group by 1 order by 1"
        ).fetchall()
        early = con.execute(
            "select project_id, period_complete, complete from share "
            "where definition_id = 'late-two' and month(period_start) = 4 order by project_id"
        ).fetchall()
    # January: Gamma was not there yet. June: Beta had 1 % in May, 31 days before, and 40 in July,
    # 30 days after. August: Gamma had 1 % in July and 30 in September, both 31 days off.
    assert found == [(1, True), (4, True), (5, True), (6, False), (7, True), (8, False), (9, True)]
    assert early == [("alpha", True, False), ("beta", False, False)]


def test_a_year_with_a_month_that_was_not_over_is_not_over(full: Path):
    with publish.connect(full) as con:
        found = con.execute(
            "select period_complete from share where definition_id = 'late-year' "
            "and project_id = 'beta'"
        ).fetchall()
    assert found == [(False,)]


def test_a_share_that_is_an_upper_bound_reaches_down_to_nothing(full: Path):
    with publish.connect(full) as con:
        found = con.execute(
            "select low, share, high from share where definition_id = 'most' "
            "and project_id = 'alpha'"
        ).fetchall()
    assert found == [(0, 0.5, 0.5)]


def test_of_samples(drawn: Path):
    found = answers(
        drawn,
        {
            "line": ("years", "slope", {"subject": "alpha", "since": "2020", "as_of": "2023"}),
            "lead": ("thin", "crossing", PAIR | {"asserted": {"date": "2021"}}),
            "world": ("years", "share", {"subject": "alpha", "as_of": "2020"}),
            "printed": ("years", "share", {"subject": "alpha", "as_of": "2020", "of": "source"}),
        },
    )
    # 10, 20 and 30 of a hundred in whole years; half of 2023 is none
    assert found["line"]["measured"] == pytest.approx(0.1, rel=0.01)
    # 72 to 24 papers in 2021; the 12 of 2022, all against, are too few to end a lead
    assert found["lead"]["measured"] == 2021
    assert found["world"]["low"] == pytest.approx(0.0843, abs=1e-4)  # Wilson, 120 of 1,200
    assert (found["printed"]["measured"], found["printed"]["low"]) == (0.1, None)


@pytest.mark.parametrize(("last_day", "complete"), [("2022-06-30", True), ("2022-06-29", False)])
def test_a_closed_source_covers_its_last_day(last_day: str, complete: bool, tiny: Path):
    card = tiny / "sources" / "published_figures.yml"
    card.write_text(card.read_text().replace("cadence:", f"ends_on: {last_day}\ncadence:"))
    build(Home.of(tiny))
    with publish.connect(tiny) as con:
        found = con.execute(
            "select bool_and(complete) from latest_observation "
            "where signal_id = 'paper_implementations_published' "
            "and period_start = date '2022-06-01'"
        ).fetchall()
    assert found == [(complete,)]
