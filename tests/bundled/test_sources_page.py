"""The page of sources: what is listed, how fresh it is, where it agrees, what waits for it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import yaml
from streamlit.testing.v1 import AppTest

from collectors import cards
from collectors.home import Home
from collectors.machinery import landing
from dashboard import labels, marts, stale, text
from dashboard.sources import source_card, source_list, twins
from tests.bundled.test_dashboard import asked, opened, words
from tests.conftest import TINY, copy_root
from tests.test_landing import PAGE, land, row
from warehouse import attempts, palette, publish
from warehouse.attempts import Attempt
from warehouse.build import build

HOSTILE = "<script>alert(1)</script> **x** [y](javascript:z) `q`"


def ask(con: duckdb.DuckDBPyConnection, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query, at least one."""
    rows = con.execute(query, values).fetchall()
    assert rows, query
    return rows


def queried(root: Path, query: str, **parameters: Any) -> pd.DataFrame:
    """Return the result of one of the dashboard's queries."""
    sql = marts.text(query)
    with publish.connect(root) as con:
        return con.execute(sql, parameters).df()


def ask_root(root: Path, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the warehouse of a root."""
    with publish.connect(root) as con:
        return ask(con, query)


def source(**changed: Any) -> pd.Series:
    """Return an invented row of query `sources`."""
    common = {
        "source_id": "invented",
        "title": "Invented",
        "cadence": "monthly",
        "lag_days": 2,
        "live": True,
        "bundled": True,
        "state": "late",
        "last_status": "complete",
        "newest_period": pd.Timestamp(2026, 2, 28),
        "expected_by": pd.Timestamp(2026, 4, 2),
        "last_run": pd.Timestamp(2026, 3, 1),
        "last_error": None,
        "license": "MIT",
        "closed": "Nobody asks *now*.",
    }
    return pd.Series(common | changed, dtype="object")


# --- the list ------------------------------------------------------------------------------------


def listed(app: AppTest) -> list[str]:
    """Return the titles of the sources in the tables under the headings, in order."""
    tables = [table.value for table in app.dataframe]
    of_sources = [t for t in tables if "Source" in t and "Due" not in t]
    return [title for table in of_sources for title in table["Source"]]


def test_sources_stand_under_headings_what_asks_for_somebody_first(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    counts = dict(ask(warehouse, "select state, count(*) from freshness group by 1"))
    app = opened("sources")
    said = words(app)
    assert f"## Of {sum(counts.values())} sources, " in said
    headings = [
        f"### Late: {counts['late'] + counts.get('current', 0)}",  # today they all are
        "### Keep it fresh",
        f"### Never collected: {counts['not collected']}",
        f"### Closed archives: {counts['archive'] + counts['closed']}",
    ]
    places = [said.index(heading) for heading in headings]
    assert places == sorted(places)
    titles = [title for (title,) in ask(warehouse, "select title from source")]
    assert sorted(listed(app)) == sorted(titles)


def test_the_list_says_what_is_due_and_how_it_is_collected_by_itself(published: Path):
    app = opened("sources")
    live = {
        name: card
        for name, card in cards.load(Home.of(published)).items()
        if card.live and not card.live.import_only
    }
    assert f"**{len(live)} of {len(live)}** sources that can be collected are due" in words(app)
    [due] = [table.value for table in app.dataframe if "Due" in table.value]
    assert set(due["Command"]) == {f"sharecheck collect {name}" for name in live}
    assert set(due["Due"]) == {"now"}
    assert any("sharecheck schedule" in code.value for code in app.code)


@pytest.mark.parametrize(
    ("parameters", "condition"),
    [
        ({"comes": "live"}, "live"),
        (
            {"comes": "bundled"},
            "source_id in (select source_id from source_run where status = 'bundled')",
        ),
        (
            {"state": "not collected", "comes": "live"},
            "live and source_id in (select source_id from freshness where newest_period is null)",
        ),
        ({"licence": "CC-BY-SA-4.0"}, "license = 'CC-BY-SA-4.0'"),
    ],
)
def test_filters_of_sources_come_from_the_address(
    published: Path,
    warehouse: duckdb.DuckDBPyConnection,
    parameters: dict[str, str],
    condition: str,
):
    titles = [t for (t,) in ask(warehouse, f"select title from source where {condition}")]
    app = opened("sources", **parameters)
    assert sorted(listed(app)) == sorted(titles)
    assert {name: asked(app, name) for name in parameters} == parameters


def test_a_filter_that_fits_nothing_says_so(published: Path):
    app = opened("sources", state="archive", licence="CC0-1.0")
    assert "No source fits all of these filters" in words(app)
    assert listed(app) == []


def test_from_a_source_a_step_leads_back_to_all(published: Path):
    app = opened("sources", source="hn_hiring", state="late")
    assert listed(app) == []
    next(button for button in app.button if "All sources" in button.label).click().run()
    assert "source" not in app.query_params
    assert len(listed(app)) > 1


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
        "select newest_period, expected_by, observations from freshness where source_id = ?",
        name,
    )
    [[breaks]] = ask(
        warehouse,
        "select count(distinct break_id) from series_break join signal using (signal_id) "
        "where source_id = ?",
        name,
    )
    app = opened("sources", source=name)
    said = words(app).replace("\\", "")
    assert f"Its figures reach {newest.day} {newest:%b %Y}" in said
    assert f"were due by {due.day} {due:%b %Y}: it is **late**" in said
    assert f"**{figures:,}**" in said
    assert any(label.label == f"**{breaks}** breaks" for label in app.expander)
    assert said.count("badge[figures from inside") == breaks
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
    assert f"**{len(definitions)} ways of counting and {len(claims)} claims** have no fig" in said


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
    card = root / "sources" / "published_figures.yml"
    content = yaml.safe_load(card.read_text())
    content |= {"title": HOSTILE, "publisher": HOSTILE, "url": "https://example.org/<script>**x"}
    content |= {"cadence": "daily", "not_counted": [HOSTILE]}
    for signal in content["signals"].values():
        signal |= {"title": HOSTILE, "caveat": HOSTILE, "population": HOSTILE}
    card.write_text(yaml.safe_dump(content, sort_keys=False))
    (root / "twins.yml").write_text(
        "twins:\n  - id: twin\n    left: {signal: survey_users_published, segment: invented}\n"
        "    right: {signal: paper_implementations_published, segment: invented}\n"
        f"    within_days: 100\n    why: {HOSTILE!r}\n"
    )
    good, bad = "20230901T100000000Z", "20230902T100000000Z"
    land(root, good, [row(2090, "Alpha", 70, "2090-07-01"), row(2090, "Beta", 10, "2090-07-01")])
    folder = land(root, bad, [row(2023, "Alpha", 1, "2023-07-01")], status="failed")
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"invented"', f'"{HOSTILE}"'))
    build(Home.of(root))
    return root


@pytest.fixture
def collected_root(collected: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHARECHECK_PACK", str(collected))
    return collected


def test_runs_and_recorded_answers_are_shown_and_nothing_from_data_is_markup(collected_root: Path):
    app = opened("sources", source="published_figures")
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
    assert ":red-badge[:material/error: failed]" in shown
    # and in the list
    shown = words(opened("sources"))
    assert "### Needs a hand: 1" in shown
    assert ":red-badge[:material/error: failed] 1 Sep 2023, 10:00 UTC" in shown
    for harm in ("<script", "**x", "[y]", "`q", "<javascript"):
        assert re.search(rf"(?<!\\){re.escape(harm)}", shown) is None, harm


def test_a_source_becomes_late_by_the_day_though_nothing_was_built(collected: Path):
    before = queried(collected, "sources", today=date(2090, 5, 2))
    after = queried(collected, "sources", today=date(2095, 1, 1))
    assert (list(before.state), list(after.state)) == (["current"], ["late"])
    [due] = ask_root(collected, "select expected_by from freshness")
    for day, state in ((due[0], "current"), (due[0] + timedelta(days=1), "late")):
        assert list(queried(collected, "sources", today=day).state) == [state]


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
)
def test_the_standing_of_a_source_says_what_to_do(changed: dict[str, Any], said: str):
    assert said in source_list.standing(source(**changed))


def test_what_became_of_an_attempt_is_said_in_words_with_what_to_do():
    at = datetime(2026, 3, 1, 9, 5)
    tried = {
        "failed": Attempt("hub", "failed", at, "hub: it *refuses* `x`.", "hub/1-failed"),
        "suspect": Attempt("hub", "suspect", at, "hub/2 is odd", "hub/2"),
        "set aside": Attempt("hub", "set aside", at, "", "hub/3"),
        "complete": Attempt("hub", "complete", at, "hub: without 2024: HTTP 404."),
    }
    assert {name: source_list.attempt(one) for name, one in tried.items()} == {
        "failed": "failed 1 Mar 2026, 09:05 UTC",
        "suspect": "collected, and suspect 1 Mar 2026, 09:05 UTC",
        "set aside": "set aside 1 Mar 2026, 09:05 UTC",
        "complete": "collected 1 Mar 2026, 09:05 UTC",
    }
    assert source_list.attempt(None) == "none"
    assert {name: source_list.why(one) for name, one in tried.items()} == {
        "failed": "it *refuses* `x`.",
        "suspect": "is odd",
        "set aside": "no reason was recorded",
        "complete": "without 2024: HTTP 404.",
    }
    assert {name: source_list.again(["hub"], one) for name, one in tried.items()} == {
        "failed": "sharecheck collect hub",
        "suspect": "sharecheck accept hub/2\nsharecheck drop hub/2",
        "set aside": "sharecheck drop hub/3",
        "complete": "sharecheck collect hub",
    }
    assert {name for name, one in tried.items() if one.needs_a_hand} == {*tried} - {"complete"}


def test_sources_that_failed_by_the_very_same_are_one_entry_and_each_other_one_its_own():
    rows = pd.DataFrame({"source_id": [*"abcd"], "title": [*"ABCD"]})
    found = {name: Attempt(name, "failed", None, "There is no network.") for name in "ac"}
    found |= {"b": Attempt("b", "failed", None, "b: HTTP 500."), "d": Attempt("d", "suspect")}
    entries = [(ids, titles) for ids, titles, _ in source_list.alike(rows, found)]
    assert entries == [(["a", "c"], ["A", "C"]), (["b"], ["B"]), (["d"], ["D"])]


def test_what_is_due_names_the_next_source_and_its_time():
    rows = pd.DataFrame({"source_id": [*"ab"], "title": ["A_b", "B"]})
    now = datetime(2026, 3, 1, 9)
    due = {"a": datetime(2026, 3, 2, 14, 5), "b": None, "c": datetime(2026, 3, 1, 8)}
    assert source_list.due_now(rows, due, now) == (
        "**2 of 3** sources that can be collected are due now. Next: A\\_b, 2 Mar 2026, 14:05 UTC."
    )
    table = source_list.due_table(rows, due, now)
    assert table[["Source", "Due"]].to_numpy().tolist() == [
        ["B", "now"],
        ["c", "now"],
        ["A_b", "2 Mar 2026, 14:05 UTC"],
    ]


def test_every_state_of_the_warehouse_has_its_badge_and_words(warehouse: duckdb.DuckDBPyConnection):
    for table, column, known in (
        ("freshness", "state", source_list.STATES),
        ("signal", "quality", labels.QUALITIES),
        ("signal", "measure", labels.MEASURES),
        ("series_break", "severity", labels.BREAKS),
    ):
        found = {value for (value,) in ask(warehouse, f"select distinct {column} from {table}")}
        assert found <= set(known)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (708, "708 B"),
        (999, "999 B"),
        (1_948_960, "1.95 MB"),
        (999_900, "1 MB"),
        (None, ""),
        (2_500_000_000, "2.5 GB"),
    ],
)
def test_sizes_are_written_for_people(number: float | None, said: str):
    assert source_card.size(number) == said


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


LOOKS = {"alpha": palette.Look("#123456", "circle")}


def pairs(*ratios: float) -> pd.DataFrame:
    """Return invented pairs of one project, a year apart."""
    starts = pd.date_range("2015-01-01", periods=len(ratios), freq="YS")
    return pd.DataFrame(
        {
            "project_id": "alpha",
            "name": "<b>Alpha</b>",
            "period_start": starts,
            "period_end": starts + pd.DateOffset(years=1),
            "left_value": ratios,
            "right_value": 1.0,
            "days_apart": 0,
            "ratio": ratios,
        }
    )


def test_the_farthest_pairs_come_first_on_both_sides_of_one_and_those_that_agree_not_at_all():
    found = twins.worst(twins.known(pairs(1.0, 1.5, 0.5, 1.01, 0.9)))
    assert list(found.ratio) == [0.5, 1.5, 0.9]
    assert list(twins.table(found)["Ratio"]) == ["0.500", "1.500", "0.900"]


def test_the_chart_of_a_twin_holds_every_pair_and_names_the_farthest():
    known = twins.known(pairs(1.0, 1.2, 0.0, float("nan")))
    figure = twins.ratios(known, LOOKS)
    assert [list(trace.y) for trace in figure.data] == [[1.0, 1.2]]
    notes = [note.text for note in figure.layout.annotations]
    assert notes == ["&lt;b&gt;Alpha&lt;/b&gt; 1.20"]
    assert figure.layout.yaxis.range[0] < 1 < 1.2 < figure.layout.yaxis.range[1]
    wide = twins.ratios(twins.known(pairs(0.01, 100.0)), LOOKS)
    assert wide.layout.yaxis.type == "log"


# --- attempts, as the folder of runs has them ----------------------------------------------------


@pytest.fixture
def tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a tiny root that was built before anything was collected."""
    root = copy_root(TINY, tmp_path / "root")
    build(Home.of(root))
    monkeypatch.setenv("SHARECHECK_PACK", str(root))
    return root


def left(root: Path, run_id: str, ended: str, status: str = "complete", **more: Any) -> Path:
    """Write a manifest as a run leaves it; `ended`: a day of September 2023."""
    folder = root / "landing" / "published_figures" / run_id
    folder.mkdir(parents=True)
    times = {"started_at": f"2023-09-{ended}T09:00:00", "finished_at": f"2023-09-{ended}T10:00:00"}
    content = {"status": status, "tables": {}, "responses": [], **times, **more}
    landing.write_manifest(folder, content)
    return folder


def test_a_failed_collection_is_seen_at_once_though_nothing_was_built(tried: Path):
    assert "Needs a hand" not in words(opened("sources"))
    left(tried, "20230901T090000000Z-failed", "01", "failed", error="The host is *closed*.")
    app = opened("sources")
    said = words(app)
    assert "### Needs a hand: 1" in said
    assert "The host is \\*closed\\*." in said
    assert "failed] 1 Sep 2023, 10:00 UTC" in said
    assert "sharecheck collect published_figures" in [code.value for code in app.code]
    # and gone from there as soon as it is well
    left(tried, "20230902T090000000Z", "02")
    assert "Needs a hand" not in words(opened("sources"))


def test_a_run_that_went_on_after_a_failure_is_the_newer_one(tried: Path):
    # it keeps the name of its beginning, which is the older one
    left(tried, "20230901T090000000Z", "03")
    left(tried, "20230901T100000000Z-failed", "02", "failed", error="once")
    found = attempts.newest(tried, ["published_figures"])
    assert found["published_figures"].status == "complete"
    names = [run.run_id for run in landing.newest_first(tried, "published_figures")]
    assert names == ["20230901T090000000Z", "20230901T100000000Z-failed"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"status": "failed"}', b"\xff\xfe", b'{"status": 1}', None]
)
def test_a_damaged_manifest_is_said_and_breaks_no_page(tried: Path, content: bytes | None):
    folder = left(tried, "20230901T090000000Z", "01")
    manifest = folder / "manifest.json"
    manifest.unlink()
    if content is not None:
        manifest.write_bytes(content)
    said = words(opened("sources"))
    assert "### Needs a hand: 1" in said
    assert "cannot be read" in said
    assert "data/landing/published\\_figures/20230901T090000000Z" in said
    assert "cannot be read" in words(opened("sources", source="published_figures"))


def test_a_landing_that_is_no_folder_breaks_no_page(tried: Path):
    (tried / "landing").write_text("in the way", encoding="utf-8")
    assert "Needs a hand" in words(opened("sources"))


def test_what_has_begun_and_not_ended_is_said(tried: Path):
    draft = tried / "landing" / "published_figures" / ".draft"
    draft.mkdir(parents=True)
    (draft / "started.json").write_text('{"started_at": "2023-09-05T07:00:00", "purpose": ""}')
    [found] = attempts.newest(tried, ["published_figures"]).values()
    assert source_list.attempt(found) == "begun, and not ended 5 Sep 2023, 07:00 UTC"
    assert not found.needs_a_hand
    (draft / "started.json").write_text("damaged")
    assert attempts.newest(tried, ["published_figures"]) == {}


def test_only_the_newest_runs_are_read_however_many_there_are(tried: Path):
    for day in range(1, 29):
        left(tried, f"202308{day:02d}T090000000Z", "01").joinpath("manifest.json").write_text("{")
    left(tried, "20230928T090000000Z", "28")
    left(tried, "20230927T090000000Z", "27")
    found = attempts.newest(tried, ["published_figures"])
    assert found["published_figures"].run.endswith("20230928T090000000Z")


# --- how far figures reach -----------------------------------------------------------------------


def test_several_days_are_said_as_the_newest_and_the_oldest():
    days = [pd.Timestamp(2026, 3, 31), pd.NaT, pd.Timestamp(2024, 6, 30), pd.Timestamp(2025, 1, 1)]
    assert stale.until(days) == "Figures to 31 Mar 2026, the oldest to 30 Jun 2024"
    assert stale.until([date(2026, 3, 31)] * 2) == "Figures to 31 Mar 2026"
    assert stale.until([None]) == ""


def test_the_first_page_can_say_that_a_source_needs_a_hand(tried: Path):
    def page() -> None:
        import streamlit as st

        from dashboard import marts, stale

        marts.enter()
        st.caption(stale.trouble() or "no trouble")

    assert AppTest.from_function(page).run().caption[0].value == "no trouble"
    left(tried, "20230901T090000000Z-failed", "01", "failed", error="closed")
    assert AppTest.from_function(page).run().caption[0].value == "1 source needs a hand"


def test_no_other_page_has_a_banner_or_a_command_about_what_is_late(published: Path):
    for page, parameters in (
        ("documents", {"document": "d3"}),
        ("compare", {"projects": "pytorch,tensorflow"}),
        ("head_to_head", {}),
        ("signals", {"signal": "pypi_downloads_monthly"}),
    ):
        said = words(opened(page, **parameters))
        assert "material/schedule: late]" not in said, page
        assert "sources used here" not in said, page
