"""The page of sources: what is listed, how fresh it is, where it agrees, what waits for it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import yaml

from dashboard import door, stale, text
from dashboard.sources import source_words, twin_words
from tests.conftest import TINY, copy_root
from tests.test_dashboard import asked, opened, words
from tests.test_landing import PAGE, land, row
from warehouse import publish
from warehouse.build import build

HOSTILE = "<script>alert(1)</script> **x** [y](javascript:z) `q`"


def ask(con: duckdb.DuckDBPyConnection, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query, at least one."""
    rows = con.execute(query, values).fetchall()
    assert rows, query
    return rows


def queried(root: Path, query: str, **parameters: Any) -> pd.DataFrame:
    """Return the result of one of the dashboard's queries."""
    sql = (door.QUERIES / f"{query}.sql").read_text(encoding="utf-8")
    with publish.connect(root) as con:
        return con.execute(sql, parameters).df()


def source(**changed: Any) -> pd.Series:
    """Return an invented row of query `sources`."""
    common = {
        "source_id": "invented", "title": "Invented", "cadence": "monthly", "lag_days": 2,
        "live": True, "bundled": True, "state": "late", "last_status": "complete",
        "newest_period": pd.Timestamp(2026, 2, 28), "expected_by": pd.Timestamp(2026, 4, 2),
        "last_run": pd.Timestamp(2026, 3, 1), "last_error": None, "license": "MIT",
        "closed": "Nobody asks *now*.",
    }  # fmt: skip
    return pd.Series(common | changed, dtype="object")


# --- the list ------------------------------------------------------------------------------------


def test_the_list_counts_sources_by_state(published: Path, warehouse: duckdb.DuckDBPyConnection):
    counts = dict(ask(warehouse, "select state, count(*) from freshness group by 1"))
    app = opened("sources")
    said = words(app)
    assert f"#### {sum(counts.values())} sources: " in said
    assert f"{counts['not collected']} not collected yet" in said
    assert f"{counts['archive']} closed archives" in said
    [table, *_] = app.dataframe
    assert len(table.value) == sum(counts.values())
    assert sorted(table.value["State"]) == sorted(n for n, k in counts.items() for _ in range(k))


@pytest.mark.parametrize(
    ("parameters", "condition"),
    [
        ({"comes": "live"}, "live"),
        ({"comes": "bundled"}, "source_id in (select source_id from source_run where "
         "status = 'bundled')"),
        ({"state": "not collected", "comes": "live"},
         "live and source_id in (select source_id from freshness where newest_period is null)"),
        ({"licence": "CC-BY-SA-4.0"}, "license = 'CC-BY-SA-4.0'"),
    ],
)  # fmt: skip
def test_filters_of_sources_come_from_the_address(
    published: Path,
    warehouse: duckdb.DuckDBPyConnection,
    parameters: dict[str, str],
    condition: str,
):
    titles = [t for (t,) in ask(warehouse, f"select title from source where {condition}")]
    app = opened("sources", **parameters)
    assert sorted(app.dataframe[0].value["Source"]) == sorted(titles)
    assert f"**{len(titles)}** of " in words(app)
    assert {name: asked(app, name) for name in parameters} == parameters


def test_a_filter_that_fits_nothing_says_so_and_a_source_is_still_shown(published: Path):
    app = opened("sources", state="archive", licence="CC0-1.0", source="hn_hiring")
    assert "No source fits all of these filters" in words(app)
    assert "## Hacker News" in words(app)


def test_a_link_to_a_source_opens_it_whatever_the_filters_leave(published: Path):
    app = opened("sources", source="openalex", state="archive")
    assert "## OpenAlex" in words(app)
    assert asked(app, "source") == "openalex"


@pytest.mark.parametrize("name", ["nope", HOSTILE, "' or 1=1 --"])
def test_an_unknown_source_is_answered_kindly(published: Path, name: str):
    app = opened("sources", source=name)
    assert "There is no source called" in app.warning[0].value
    assert "<script>" not in app.warning[0].value.replace("\\<", "")


# --- a source's own view -------------------------------------------------------------------------


def test_every_source_opens_with_its_signals_and_what_to_run(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("sources")
    rows = ask(
        warehouse,
        "select source_id, any_value(live), list(signal.title order by signal_id), "
        "any_value(source.url) from source join signal using (source_id) group by source_id",
    )
    for name, live, signals, url in rows:
        app.query_params["source"] = name
        app.run()
        assert not app.exception, name
        labels = "\n".join(expander.label.replace("\\", "") for expander in app.expander)
        assert [title for title in signals if f"**{title}**" not in labels] == []
        commands = [code.value for code in app.code]
        assert (f"sharecheck collect {name}" in commands) == live
        assert f"<{url}>" in words(app)


def test_the_view_of_a_source_shows_freshness_breaks_and_origin(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    name = "top_pypi_packages"
    [[newest, due, figures]] = ask(
        warehouse,
        "select newest_period, expected_by, observations from freshness where source_id = ?", name,
    )  # fmt: skip
    [[breaks]] = ask(
        warehouse,
        "select count(distinct break_id) from series_break join signal using (signal_id) "
        "where source_id = ?", name,
    )  # fmt: skip
    app = opened("sources", source=name)
    said = words(app).replace("\\", "")
    assert f"Its figures reach {newest.day} {newest:%b %Y}" in said
    assert f"were due by {due.day} {due:%b %Y}: it is **late**" in said
    assert f"**{figures:,}**" in said
    assert any(label.label == f"**{breaks}** breaks" for label in app.expander)
    assert said.count("taints: evidence with a remark") + said.count("blocks: no evid") == breaks
    places = next(t.value for t in app.dataframe if "Read in" in t.value)
    assert all(page.startswith("https://github.com/") for page in places["Page"])
    [[digest]] = ask(warehouse, "select sha256 from source_run where source_id = ?", name)
    assert any(digest in list(t.value.get("sha256", [])) for t in app.dataframe)


def test_what_waits_for_a_source_is_counted_and_linked(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    definitions = ask(
        warehouse,
        "select definition_id from definition join signal using (signal_id) "
        "where source_id = 'wikipedia_pageviews'",
    )
    claims = ask(
        warehouse,
        "select distinct claim_id from claim_test join definition using (definition_id) "
        "join signal using (signal_id) "
        "where source_id = 'wikipedia_pageviews' and role <> 'context' "
        "union select claim_id from claim where needs_source = 'wikipedia_pageviews'",
    )
    said = words(opened("sources", source="wikipedia_pageviews"))
    assert f"**{len(definitions)} definitions and {len(claims)} claims** have no figures" in said


def test_twins_say_how_far_they_agree(published: Path, warehouse: duckdb.DuckDBPyConnection):
    [[pairs, agree]] = ask(
        warehouse,
        "select count(*), count(*) filter (abs(ratio - 1) <= 0.02) from reconciliation "
        "where twin_id = 'stackoverflow-then-later' and ratio > 0",
    )
    app = opened("sources", source="stackoverflow_recount")
    said = words(app)
    assert f"{agree} of {pairs} pairs of 4 projects agree within 2 %" in said
    assert "to be compared after `sharecheck collect stack_exchange`" in said
    assert len(app.get("plotly_chart")) == 1
    assert any(label.label == "Where they part most" for label in app.expander)


# --- runs, answers, twins of a small root --------------------------------------------------------


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built tiny root with a hostile card, a good run and a later one that failed."""
    root = copy_root(TINY, tmp_path_factory.mktemp("collected"))
    card = root / "collectors" / "published_figures.yml"
    content = yaml.safe_load(card.read_text())
    content |= {"title": HOSTILE, "publisher": HOSTILE, "url": "https://example.org/<script>**x"}
    content |= {"cadence": "daily", "not_counted": [HOSTILE]}
    for signal in content["signals"].values():
        signal |= {"title": HOSTILE, "caveat": HOSTILE, "population": HOSTILE}
    card.write_text(yaml.safe_dump(content, sort_keys=False))
    (root / "data" / "twins.yml").write_text(
        "twins:\n  - id: twin\n    left: {signal: survey_users_published, segment: invented}\n"
        "    right: {signal: paper_implementations_published, segment: invented}\n"
        f"    within_days: 100\n    why: {HOSTILE!r}\n"
    )
    good, bad = "20230901T100000000Z", "20230902T100000000Z"
    land(root, good, [row(2090, "Alpha", 70, "2090-07-01"), row(2090, "Beta", 10, "2090-07-01")])
    folder = land(root, bad, [row(2023, "Alpha", 1, "2023-07-01")], status="failed")
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"invented"', f'"{HOSTILE}"'))
    build(root)
    return root


@pytest.fixture
def collected_root(collected: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHARECHECK_ROOT", str(collected))
    return collected


def test_runs_and_recorded_answers_are_shown_and_nothing_from_data_is_markup(collected_root: Path):
    app = opened("sources")
    tables = [table.value for table in app.dataframe]
    runs = next(table for table in tables if "Requests" in table)
    assert list(runs["State"]) == ["failed", "complete", "bundled"]
    answers = next(table for table in tables if "Asked" in table)
    assert answers[["Asked", "sha256", "Size"]].to_numpy().tolist() == [[PAGE, "1" * 64, "1.23 kB"]]
    texts = [*app.markdown, *app.caption, *app.warning, *app.info]
    shown = "\n".join(part.value for part in texts)
    shown += "\n".join(label.label for label in [*app.expander, *app.get("page_link")])
    assert "script" in shown
    for harm in ("<script", "**x", "[y]", "`q", "<javascript"):
        assert re.search(rf"(?<!\\){re.escape(harm)}", shown) is None, harm
    assert "failed" in app.warning[0].value


def test_a_source_becomes_late_by_the_day_though_nothing_was_built(collected: Path):
    before = queried(collected, "sources", today=date(2090, 5, 2))
    after = queried(collected, "sources", today=date(2095, 1, 1))
    assert (list(before.state), list(after.state)) == (["current"], ["late"])
    assert queried(collected, "stale", today=date(2090, 5, 2)).empty
    assert list(queried(collected, "stale", today=date(2095, 1, 1)).source_id) == [
        "published_figures"
    ]


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "were due by 2 Apr 2026: it is **late**. `sharecheck collect invented` asks"),
        ({"live": False}, "cannot be collected: only a newer sharecheck can bring them"),
        ({"state": "current"}, "newer ones are due by 2 Apr 2026."),
        ({"state": "archive", "live": False}, "closed archive: no newer ones are expected."),
        ({"state": "archive"}, "`sharecheck collect invented` brings the whole of it."),
        ({"state": "closed"}, "It is closed: no newer figures will come. Nobody asks \\*now\\*."),
        ({"state": "not collected"}, "no figures yet. `sharecheck collect invented` brings it."),
        ({"state": "not collected", "live": False}, "no figures yet. It is not bundled."),
    ],
)  # fmt: skip
def test_the_standing_of_a_source_says_what_to_do(changed: dict[str, Any], said: str):
    assert said in source_words.standing(source(**changed))


def test_a_run_that_lacks_something_says_so_and_one_that_is_whole_does_not():
    lacking = source(last_error="without *2024*: HTTP 404.")
    assert source_words.failure(source()) is None
    assert source_words.failure(lacking) == (
        "The last run, of 1 Mar 2026: without \\*2024\\*: HTTP 404."
    )


def test_every_state_of_the_warehouse_has_its_badge_and_words(
    warehouse: duckdb.DuckDBPyConnection,
):
    for table, column, known in (
        ("freshness", "state", source_words.STATES),
        ("signal", "quality", source_words.QUALITIES),
        ("signal", "measure", source_words.MEASURES),
        ("series_break", "severity", source_words.BADGES),
    ):
        found = {value for (value,) in ask(warehouse, f"select distinct {column} from {table}")}
        assert found <= set(known)


@pytest.mark.parametrize(
    ("number", "said"),
    [(708, "708 B"), (999, "999 B"), (1_948_960, "1.95 MB"), (999_900, "1 MB"), (None, ""),
     (2_500_000_000, "2.5 GB")],
)  # fmt: skip
def test_sizes_are_written_for_people(number: float | None, said: str):
    assert source_words.size(number) == said


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://example.org/a_b", "<https://example.org/a_b>"),
        ("javascript:alert(1)", "javascript\\:alert(1)"),
        ("https://x> <b>", "https://x\\> \\<b\\>"),
    ],
)
def test_only_a_web_address_becomes_a_link(url: str, said: str):
    assert text.link(url) == said


def pairs(*ratios: float) -> pd.DataFrame:
    """Return invented pairs of one project, a year apart."""
    starts = pd.date_range("2015-01-01", periods=len(ratios), freq="YS")
    return pd.DataFrame(
        {"project_id": "alpha", "name": "<b>Alpha</b>", "period_start": starts,
         "period_end": starts + pd.DateOffset(years=1), "left_value": ratios, "right_value": 1.0,
         "days_apart": 0, "ratio": ratios}
    )  # fmt: skip


def test_the_farthest_pairs_come_first_on_both_sides_of_one_and_those_that_agree_not_at_all():
    found = twin_words.worst(twin_words.known(pairs(1.0, 1.5, 0.5, 1.01, 0.9)))
    assert list(found.ratio) == [0.5, 1.5, 0.9]
    assert list(twin_words.table(found)["Ratio"]) == ["0.500", "1.500", "0.900"]


def test_the_chart_of_a_twin_holds_every_pair_and_names_the_farthest():
    known = twin_words.known(pairs(1.0, 1.2, 0.0, float("nan")))
    figure = twin_words.ratios(known)
    assert [list(trace.y) for trace in figure.data] == [[1.0, 1.2]]
    notes = [note.text for note in figure.layout.annotations]
    assert notes == ["&lt;b&gt;Alpha&lt;/b&gt; 1.20"]
    assert figure.layout.yaxis.range[0] < 1 < 1.2 < figure.layout.yaxis.range[1]
    wide = twin_words.ratios(twin_words.known(pairs(0.01, 100.0)))
    assert wide.layout.yaxis.type == "log"


# --- the banner ----------------------------------------------------------------------------------


def late(*titles: str, live: bool = True) -> pd.DataFrame:
    return pd.DataFrame(
        {"source_id": [f"s{n}" for n, _ in enumerate(titles)], "title": titles, "live": live,
         "newest_period": pd.Timestamp(2026, 2, 28), "expected_by": pd.Timestamp(2026, 4, 2)}
    )  # fmt: skip


def test_one_late_source_is_named_with_what_brings_newer_figures():
    assert stale.sentence(late("A_b")) == (
        "A\\_b has figures to 28 Feb 2026; newer ones were due by 2 Apr 2026. "
        "`sharecheck collect s0` asks for them."
    )
    assert "only a newer sharecheck" in stale.sentence(late("A", live=False))


def test_several_late_sources_are_named_up_to_three():
    assert stale.sentence(late("A", "B")).endswith("A (to 28 Feb 2026) and B (to 28 Feb 2026).")
    assert stale.sentence(late("A", "B", "C", "D", "E")).endswith(" and 2 more.")


def test_a_page_says_which_of_the_sources_it_uses_are_late(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    used = ask(
        warehouse,
        "select distinct source_id from claim_occurrence join claim_test using (claim_id) "
        "join definition using (definition_id) join signal using (signal_id) "
        "join freshness using (source_id) where document_id = 'd3' and state = 'late'",
    )
    said = words(opened("documents", document="d3"))
    assert f":orange-badge[:material/schedule: late] {len(used)} of the sources used here" in said
