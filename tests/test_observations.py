"""Figures of one's own without SQL: what a card says of a CSV's columns, and what it cannot say."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from collectors import cards
from collectors.errors import BuildError, InputError
from collectors.home import Home
from warehouse import landing, models, publish
from warehouse.build import build, run_model

CARD = """
title: An invented poll
publisher: nobody
url: https://example.org/poll
license: CC0-1.0
attribution: invented
cadence: yearly
lag_days: 10
signals:
  poll_users: {{title: Users, unit: respondents, measure: stock, population: all asked,
    quality: sample, tolerance_days: 400, caveat: Invented.}}
  {more}
tables:
  poll:
    columns: {{{columns}}}
    observations: {{{observations}}}
    {read_on}
    upstream: [{upstream}]
"""
PROJECTS = """
projects:
  alpha: {name: Alpha, kind: thing, identifiers: {REGISTRY: {Alpha: primary}}}
  beta: {name: Beta, kind: thing, identifiers: {REGISTRY: {Beta: primary}}}
"""
SECOND = """poll_fans: {title: Fans, unit: respondents, measure: stock, population: all asked,
    quality: sample, tolerance_days: 400, caveat: Invented.}"""


def pack(
    folder: Path,
    columns: str,
    observations: str,
    rows: list[str],
    *,
    registry: str = "poll",
    more: str = "",
    read_on: str = "read_on: 2025-02-01",
    upstream: str = '{page: "https://example.org/all", license: CC0-1.0}',
) -> Path:
    """Write a pack of two projects and one poll; `columns` as in the card, `rows` as in the CSV."""
    mine = folder / "mine"
    (mine / "sources").mkdir(parents=True)
    (mine / "snapshot").mkdir()
    (mine / "pack.yml").write_text("sources: []\n")
    (mine / "projects.yml").write_text(PROJECTS.replace("REGISTRY", registry))
    card = CARD.format(
        columns=columns, observations=observations, more=more, read_on=read_on, upstream=upstream
    )
    (mine / "sources" / "poll.yml").write_text(card)
    header = ",".join(part.partition(":")[0].strip() for part in columns.split(","))
    (mine / "snapshot" / "poll.csv").write_text("\n".join([header, *rows]) + "\n")
    return mine


def staged(mine: Path, columns: str) -> list[tuple[Any, ...]]:
    """Return what the staging model makes of the file alone."""
    found = cards.load(Home.of(mine))
    poll = {"poll": found["poll"]}
    with duckdb.connect() as con:
        list(landing.load(con, mine, poll, {}))
        model = next(m for m in models.read(models.staging(poll)) if m.name == "staging.poll")
        run_model(con, model, {"landing.poll"})
        return con.execute(f"select {columns} from staging.poll order by all").fetchall()


def figures(mine: Path, columns: str) -> list[tuple[Any, ...]]:
    build(Home.of(mine))
    with publish.connect(mine) as con:
        return con.execute(f"select {columns} from observation order by all").fetchall()


def test_each_row_is_a_figure_that_says_when_and_where_it_was_read(tmp_path: Path):
    mine = pack(
        tmp_path,
        "year: integer, name: varchar, users: integer, asked: integer",
        "identifier: name, value: users, base: asked, period: year",
        ["2023,Alpha,60,200", "2024,Beta,,200", "2024,Alpha,70,"],
        upstream="{repository: nobody/poll, commit: abc1234, path: all.csv, license: MIT}",
    )
    found = figures(
        mine,
        "period_start, period_end, project_id, signal_id, registry, segment, value, base, "
        "precision, quality, observed_at, run_id, locator",
    )
    rest = ("exact", None, datetime(2025, 2, 1), "snapshot", "nobody/poll@abc1234:all.csv")
    who = ("alpha", "poll_users", "poll", "all")
    # nobody counted Beta in 2024: that is no figure, and not zero
    assert found == [
        (date(2023, 1, 1), date(2024, 1, 1), *who, 60, 200, *rest),
        (date(2024, 1, 1), date(2025, 1, 1), *who, 70, None, *rest),
    ]


@pytest.mark.parametrize(
    ("columns", "period", "written", "expected"),
    [
        ("when: varchar", "when", "2024", ("2024-01-01", "2025-01-01")),
        ("when: varchar", "when", "2024-12", ("2024-12-01", "2025-01-01")),
        ("when: varchar", "when", "2024-02-29", ("2024-02-29", "2024-03-01")),
        ("when: date", "when", "2024-02-29", ("2024-02-29", "2024-03-01")),
        ("month: date", "month", "2024-02-01", ("2024-02-01", "2024-03-01")),
        ("when: date", "{month: when}", "2024-02-29", ("2024-02-01", "2024-03-01")),
        ("when: timestamp", "{day: when}", "2024-02-29 23:59:00", ("2024-02-29", "2024-03-01")),
        ("year: date", "year", "2024-01-01", ("2024-01-01", "2025-01-01")),
        (
            "a: date, b: date",
            "{start: a, end: b}",
            "2024-04-01,2024-07-01",
            ("2024-04-01", "2024-07-01"),
        ),
        (
            "a: varchar, b: varchar",
            "{start: a, end: b}",
            "2024-04,2024-07",
            ("2024-04-01", "2024-07-01"),
        ),
        ("a: integer, b: integer", "{start: a, end: b}", "2022,2024", ("2022-01-01", "2024-01-01")),
    ],
)
def test_a_period_is_a_year_a_month_a_day_or_from_one_to_another(
    tmp_path: Path, columns: str, period: str, written: str, expected: tuple[str, str]
):
    mine = pack(
        tmp_path,
        f"{columns}, name: varchar, users: bigint",
        f"identifier: name, value: users, period: {period}",
        [f"{written},Alpha,5"],
    )
    assert staged(mine, "period_start::varchar, period_end::varchar") == [expected]


def test_signal_registry_and_segment_may_be_said(tmp_path: Path):
    mine = pack(
        tmp_path,
        "year: integer, name: varchar, users: double, land: varchar",
        "signal: poll_fans, registry: pypi, identifier: name, value: users, period: year, "
        "segment: land",
        ["2023,alpha,6.5,France", "2023,alpha,7,"],
        registry="pypi",
        more=SECOND,
    )
    (mine / "projects.yml").write_text(
        PROJECTS.replace("REGISTRY", "pypi").replace("{Alpha", "{alpha").replace("{Beta", "{beta")
    )
    with pytest.raises(BuildError, match="signal_has_figures"):  # of the other signal
        figures(mine, "1")
    card = mine / "sources" / "poll.yml"
    card.write_text(card.read_text().replace("poll_users:", "poll_fans:", 1).replace(SECOND, ""))
    assert figures(mine, "signal_id, registry, segment, value") == [
        ("poll_fans", "pypi", "France", 6.5),
        ("poll_fans", "pypi", "all", 7),
    ]


def test_a_column_s_name_may_be_anything_that_a_file_has(tmp_path: Path):
    mine = pack(
        tmp_path,
        "Group: varchar, user count (all): integer, from: date",
        "identifier: Group, value: user count (all), period: from",
        ["Alpha,5,2024-05-27"],
    )
    assert staged(mine, "identifier, value, period_start::varchar") == [("Alpha", 5, "2024-05-27")]


@pytest.mark.parametrize("columns", ["Year: integer, year: integer", "Run_ID: integer"])
def test_a_column_is_there_once(tmp_path: Path, columns: str):
    mine = pack(tmp_path, f"{columns}, name: varchar, users: integer", GOOD, [])
    with pytest.raises(InputError, match=r"is there already, or is added to all\. Rename it"):
        cards.load(Home.of(mine))


PLAIN = "year: integer, name: varchar, users: integer"
GOOD = "identifier: name, value: users, period: year"
CARD_MISTAKES = {
    "unknown column": (
        PLAIN,
        "identifier: nam, value: users, period: year",
        "no column 'nam'. Correct it. Did you mean 'name'?",
    ),
    "no number": (
        PLAIN,
        "identifier: users, value: name, period: year",
        "value: the column 'name' is varchar, and no number",
    ),
    "base no number": (
        PLAIN,
        f"{GOOD}, base: name",
        "base: the column 'name' is varchar, and no number",
    ),
    "no time": (
        "year: double, name: varchar, users: integer",
        GOOD,
        "the column 'year' is double, and no time",
    ),
    "half a period": (
        PLAIN,
        "identifier: name, value: users, period: {start: year}",
        "a column, start with end, or one of year, month, day",
    ),
    "two periods": (
        PLAIN,
        "identifier: name, value: users, period: {year: year, day: year}",
        "a column, start with end, or one of year",
    ),
    "unknown signal": (
        PLAIN,
        f"{GOOD}, signal: pol_users",
        "no signal 'pol_users'. Correct it. Did you mean 'poll_users'?",
    ),
    "unknown key": (PLAIN, f"{GOOD}, valu: users", "Did you mean 'value'?"),
}


@pytest.mark.parametrize("name", CARD_MISTAKES)
def test_what_the_card_says_of_its_columns_can_be(tmp_path: Path, name: str):
    columns, observations, expected = CARD_MISTAKES[name]
    mine = pack(tmp_path, columns, observations, ["2023,Alpha,6"])
    with pytest.raises(InputError) as error:
        build(Home.of(mine))
    assert expected in str(error.value)
    assert "mine/sources/poll.yml" in str(error.value)


def test_a_card_of_several_signals_says_which_one_it_is(tmp_path: Path):
    mine = pack(tmp_path, PLAIN, GOOD, ["2023,Alpha,6"], more=SECOND)
    with pytest.raises(
        InputError, match=r"observations\.signal: expected one of poll_users, poll_f"
    ):
        build(Home.of(mine))


TEXT = "year: varchar, name: varchar, users: integer"
DAYS = "at: date, name: varchar, users: integer"
SPANS = "a: date, b: date, name: varchar, users: integer"
FIGURE_MISTAKES = {
    "no number": (PLAIN, GOOD, ["2023,Alpha,many"], "cannot be loaded"),
    "no date": (
        TEXT,
        GOOD,
        ["2023,Alpha,6", "2023-13,Beta,6"],
        "expected such as 2024, 2024-05 or 2024-05-27, from 1900 to 2199. The first: Beta, 2023-13",
    ),
    "words for a date": (
        TEXT,
        GOOD,
        ["last year,Alpha,6"],
        "1 rows have no time in the column 'year'",
    ),
    "another century": (TEXT, GOOD, ["0023,Alpha,6"], "1 rows have no time"),
    "another century of years": (PLAIN, GOOD, ["23,Alpha,6"], "1 rows have no time"),
    "no name": (PLAIN, GOOD, ["2023,,6"], "1 rows have no name in the column 'name'. Name them."),
    "twice": (
        PLAIN,
        GOOD,
        ["2023,Alpha,6", "2023,Alpha,7"],
        "several rows are of the same name, segment and time: Alpha, all, 2023-01-01, 2024-01-01",
    ),
    "backwards": (
        SPANS,
        "identifier: name, value: users, period: {start: a, end: b}",
        ["2024-05-01,2024-05-01,Alpha,6"],
        "'b' holds the day after the last",
    ),
    "last days": (
        SPANS,
        "identifier: name, value: users, period: {start: a, end: b}",
        ["2024-05-01,2024-05-31,Alpha,6", "2024-06-01,2024-06-30,Alpha,6"],
        "holds the last day of months (2024-05-31)",
    ),
    "days for months": (
        DAYS,
        "identifier: name, value: users, period: at",
        ["2024-05-01,Alpha,6", "2024-06-01,Alpha,6"],
        "`period: {month: at}`",
    ),
}


@pytest.mark.parametrize("name", FIGURE_MISTAKES)
def test_what_a_row_cannot_be_is_said_with_file_and_row(tmp_path: Path, name: str):
    columns, observations, rows, expected = FIGURE_MISTAKES[name]
    mine = pack(tmp_path, columns, observations, rows)
    with pytest.raises(InputError) as error:
        staged(mine, "1")
    assert expected in str(error.value)
    assert "mine/snapshot/poll.csv" in str(error.value)


def test_figures_without_a_day_of_reading_are_refused(tmp_path: Path):
    mine = pack(tmp_path, PLAIN, GOOD, ["2023,Alpha,6"], read_on="")
    with pytest.raises(InputError, match=r"mine/sources/poll\.yml: .*`read_on`"):
        build(Home.of(mine))


def test_a_staging_model_beside_observations_is_refused_and_so_is_neither(tmp_path: Path):
    mine = pack(tmp_path, PLAIN, GOOD, ["2023,Alpha,6"])
    sql = mine / "sources" / "poll.sql"
    sql.write_text("select 1")
    with pytest.raises(BuildError, match=r"mine/sources/poll\.yml: .*Remove one of the two"):
        build(Home.of(mine))
    sql.unlink()
    card = mine / "sources" / "poll.yml"
    card.write_text(card.read_text().replace(f"observations: {{{GOOD}}}", ""))
    (mine / "pack.yml").write_text("registries: [poll]\n")
    with pytest.raises(BuildError, match=r"mine/sources/poll\.yml: .*Give a table `observations`"):
        build(Home.of(mine))
