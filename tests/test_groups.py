"""Definitions written once for several groups, and ranks within a group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from collectors import yaml_files
from collectors.errors import InputError
from tests.conftest import TINY
from warehouse import models
from warehouse.catalogue import FILES, expand
from warehouse.entries import Definition, Group

GROUPS = {
    "servers": Group(title="Servers", note="They serve.", members=["alpha", "beta"]),
    "phones": Group(title="Phones", note="They ring.", members=["beta", "gamma"]),
}


def entry(over: dict[str, Any], title: str = "Stars: {group}", **texts: str) -> Definition:
    """Return an invented entry of data/definitions.yml."""
    words = {"numerator": "stars", "denominator": "stars of {group}", "rationale": "Why. {note}"}
    return Definition.model_validate(
        {"signal": "stars", "title": title, "segments": ["all"], "over": over} | words | texts
    )


def plain(title: str = "all stars") -> Definition:
    return entry({"base": True}, title, denominator="all stars", rationale="Why.")


# --- one entry, several definitions ---------------------------------------------------------------


def test_an_entry_over_groups_stands_for_one_definition_each_in_its_place():
    found = expand({"a": plain(), "stars": entry({"groups": list(GROUPS)}), "b": plain()}, GROUPS)
    assert list(found) == ["a", "stars-servers", "stars-phones", "b"]
    phones = found["stars-phones"]
    assert phones.title == "Stars: Phones"
    assert phones.denominator == "stars of Phones"
    assert phones.rationale == "Why. They ring."
    assert (phones.over.group, phones.over.groups) == ("phones", [])
    assert found["a"] == plain()


def test_what_an_entry_says_of_segments_and_overlap_holds_for_each_group():
    wide = entry({"groups": list(GROUPS)}).model_copy(update={"overlap": True, "segments": ["x"]})
    found = expand({"stars": wide}, GROUPS)
    assert [(d.overlap, d.segments) for d in found.values()] == [(True, ["x"])] * 2


def test_an_unknown_group_is_named_with_its_entry():
    with pytest.raises(InputError) as caught:
        expand({"stars": entry({"groups": ["servers", "cars"]})}, GROUPS)
    assert len(caught.value.problems) == 1
    for part in ("definitions.yml: entry", "'stars'", "'cars'", "projects.yml"):
        assert part in caught.value.problems[0]


@pytest.mark.parametrize(
    "others", [{"stars-servers": plain()}, {"stars-x": plain()}], ids=["clash", "none"]
)
def test_a_name_that_two_entries_make_is_refused(others: dict[str, Definition]):
    entries = others | {"stars": entry({"groups": ["servers"]})}
    if "stars-x" in others:
        assert list(expand(entries, GROUPS)) == ["stars-x", "stars-servers"]
        return
    with pytest.raises(InputError, match=r"entry 'stars'.*'stars-servers', which there is already"):
        expand(entries, GROUPS)


def test_a_group_named_twice_is_refused():
    with pytest.raises(InputError, match=r"entry 'stars'.*'stars-phones'"):
        expand({"stars": entry({"groups": ["phones", "phones"]})}, GROUPS)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("over: {group: both}", "over: {groups: [both]}", "the title of an entry over several"),
        ("over: {group: both}", "over: {groups: [both], base: true}", "exactly one of base, group"),
        ("over: {group: both}", "over: {groups: []}", "exactly one of base, group, groups, total"),
        ("rationale: None.", "rationale: '{note}'", "in an entry over groups only"),
        ("title: invented survey, everyone", "title: '{group}'", "in an entry over groups only"),
    ],
)
def test_a_mistake_in_the_file_names_the_entry(old: str, new: str, said: str, tmp_path: Path):
    text = (TINY / "definitions.yml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "definitions.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        yaml_files.read(tmp_path / "definitions.yml", FILES["definitions"], tmp_path)
    assert said in caught.value.problems[0]
    assert "entry 'survey-" in caught.value.problems[0]


# --- ranks ----------------------------------------------------------------------------------------


@pytest.fixture
def shares() -> Any:
    """Run the model of shares on a few invented counts: two of three definitions over a group."""
    with duckdb.connect() as con:
        con.execute(
            "create table signal as select 'stars' as signal_id, 'census' as quality, "
            "'stars' as unit"
        )
        con.execute("""
            create table definition as
            select unnest(['over-group', 'empty', 'over-base']) as definition_id,
                'stars' as signal_id, unnest(['group', 'group', 'base']) as over, false as overlap,
                null::varchar as bound
        """)
        con.execute("""
            create table numerator as
            select * , make_date(year, 1, 1) as period_start, make_date(year + 1, 1, 1)
                as period_end, null::double as base, 0.0 as half_unit, false as at_least,
                true as complete, null::varchar as notes
            from (values
                ('over-group', 'alpha', 2023, 10.0), ('over-group', 'beta', 2023, 30.0),
                ('over-group', 'gamma', 2023, 10.0), ('over-group', 'delta', 2023, 0.0),
                ('over-group', 'alpha', 2022, 70.0), ('over-group', 'beta', 2022, 30.0),
                ('over-group', 'alpha', 2024, 70.0), ('over-group', 'beta', 2024, 30.0),
                ('empty', 'alpha', 2024, 0.0), ('empty', 'beta', 2024, 0.0),
                ('over-base', 'alpha', 2024, 70.0), ('over-base', 'beta', 2024, 30.0)
            ) as row(definition_id, project_id, year, value)
        """)
        con.execute("""
            create table denominator as
            select definition_id, project_id, period_start, period_end,
                sum(value) over (partition by definition_id, period_start) as value,
                null::double as smallest, null::double as largest,
                definition_id <> 'over-group' or year <> 2022 as complete, null::varchar as notes
            from numerator
        """)
        con.execute(
            "create table broken_period (definition_id varchar, project_id varchar, "
            "period_start date, "
            "period_end date, blocked boolean, breaks varchar, bias_points double, "
            "bias_factor double, own_factor double, named_factor double, "
            "count_factor double)"
        )
        sql = (models.FOLDER / "marts" / "share.sql").read_text(encoding="utf-8")
        con.execute(f"create table share as {sql}")
        found = con.execute(
            "select definition_id, year(period_start), project_id, rank, members from share"
        ).fetchall()
    return {(definition, year, project): tuple(rest) for definition, year, project, *rest in found}


def test_the_largest_is_first_and_equal_ones_share_a_rank(shares: Any):
    # 30, 10, 10, 0: the third and the second are equal, so nobody is third
    assert {key[2]: value for key, value in shares.items() if key[:2] == ("over-group", 2023)} == {
        "beta": (1, 4),
        "alpha": (2, 4),
        "gamma": (2, 4),
        "delta": (4, 4),
    }


def test_each_period_is_ranked_among_those_measured_in_it(shares: Any):
    assert shares["over-group", 2024, "alpha"] == (1, 2)
    assert shares["over-group", 2024, "beta"] == (2, 2)


def test_nobody_has_a_rank_in_a_group_that_is_not_complete(shares: Any):
    assert shares["over-group", 2022, "alpha"] == (None, None)


def test_a_share_of_what_the_source_reports_has_no_rank(shares: Any):
    assert shares["over-base", 2024, "alpha"] == (None, None)
    assert not any(definition == "empty" for definition, *_ in shares)
