"""The page SQL without a browser: what it shows and keeps, its examples, its charts."""

import csv
import io
import json
from dataclasses import asdict, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet
from streamlit.testing.v1 import AppTest

from collectors import disk, yaml_files
from collectors.home import Home
from dashboard import literals, marts, packs
from dashboard.sql import (
    examples,
    quick_chart,
    results,
    sandbox,
    sandbox_worker,
    schema_view,
    sql_view,
)
from dashboard.sql.sandbox import LIMITS, Job, Outcome
from tests.bundled.test_dashboard import APP, asked, opened, words
from tests.conftest import TINY, copy_root
from warehouse import publish
from warehouse.build import build

HOSTILE = "<script>alert(1)</script> **bold** [link](http://x) :red[x] $x$ %{x}"


def sql(query: str, **parameters: str) -> AppTest:
    """Return the page after a query was brought by the address and answered."""
    return opened("sql", q=query, **parameters)


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def grid(app: AppTest) -> pd.DataFrame:
    """Return the rows that the page shows."""
    (element,) = app.dataframe
    return element.value


# --- the page ------------------------------------------------------------------------------------


def test_it_opens_with_an_example_its_rows_and_a_chart(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    app = opened("sql")
    with packs.serving(None):
        first = examples.learn()[0].address["q"]
    rows = warehouse.execute(first).fetchall()
    assert app.text_area(key="q").value == first
    assert f"**{len(rows):,} rows in" in words(app)
    assert len(grid(app)) == len(rows)
    assert len(app.get("plotly_chart")) == 1
    assert app.selectbox(key="colour").value == "project_id"


def test_a_query_in_the_address_is_run_and_stays_there(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    query = "select verdict, count(*) as claims\nfrom claim_verdict\ngroup by all\norder by all"
    app = sql(query, chart="bar", x="verdict")
    assert [tuple(row) for row in grid(app).itertuples(index=False)] == (
        warehouse.execute(query).fetchall()
    )
    assert asked(app, "q") == query
    assert marts.publish.current(published).build_id in words(app)


def test_what_is_drawn_comes_from_the_address(published: Path):
    query = "select range as a, range * range as b, 'x' || range % 3 as c from range(9)"
    app = sql(query, chart="scatter", x="a", y="b", colour="c")
    values = {name: app.session_state[name] for name in ("chart", "x", "y", "colour")}
    assert values == {"chart": "scatter", "x": "a", "y": "b", "colour": "c"}
    assert {name: asked(app, name) for name in values} == values
    nonsense = sql(query, chart="pie", x="nope", y="c", colour="a")
    assert nonsense.selectbox(key="y").value == "a"
    assert len(nonsense.get("plotly_chart")) == 1


def test_another_query_is_drawn_as_suits_it_and_as_was_asked(published: Path):
    app = sql("select date '2024-01-01' + range::int as day, range as n from range(9)")
    assert app.segmented_control(key="chart").value == "line"
    app.text_area(key="q").set_value("select 'x' || range as name, range as n from range(9)")
    app = press(app, "Run")
    assert (app.segmented_control(key="chart").value, app.selectbox(key="x").value) == (
        "bar",
        "name",
    )
    app.segmented_control(key="chart").set_value("scatter").run()
    app.text_area(key="q").set_value("select 'x' || range as name, range as n from range(8)")
    app = press(app, "Run")
    assert (app.segmented_control(key="chart").value, app.selectbox(key="x").value) == (
        "scatter",
        "name",
    )


def test_the_link_shown_brings_the_same_query_and_chart(published: Path):
    app = opened("sql")
    app.text_area(key="q").set_value("select 'x' || range as name, range as n from range(3)")
    app = press(app, "Run")
    app.segmented_control(key="chart").set_value("scatter").run()
    link = next(
        code.value for code in app.code if code.value.startswith("?") or "/sql?" in code.value
    )
    brought = parse_qs(urlsplit(link).query)
    assert brought == {"q": [app.text_area(key="q").value], "chart": ["scatter"]}


def test_an_error_is_a_sentence_with_the_place_it_points_at(published: Path):
    app = sql("select project_id,\n    nope\nfrom share")
    assert [error.value.replace("\\", "").split("  \n")[0] for error in app.error] == [
        'Referenced column "nope" not found in FROM clause!'
    ]
    assert app.code[0].value.splitlines()[1:3] == ["2 │     nope", "  │     ▲"]
    assert not app.dataframe


def test_the_button_runs_the_query_again_and_an_address_does_not(published: Path):
    query = "select random() as r"
    first = float(grid(sql(query)).r[0])
    other = sql(query)
    assert float(grid(other).r[0]) == first
    assert float(grid(press(other, "Run")).r[0]) != first


def test_a_query_that_takes_the_place_of_another_cancels_it(published: Path):
    first = Job(publish.path(published), "select sleep_ms(19000)")
    app = AppTest.from_file(APP, default_timeout=30)
    app.session_state["sql run"] = sql_view.Run(first.query, "any", first)
    app.switch_page("screens/sql.py")
    app.query_params["q"] = "select 1 as one"
    app.run()
    assert grid(app).one.tolist() == [1]
    ended = first.wait(5)
    assert ended is not None
    assert ended.kind == "cancelled"


def test_a_session_keeps_no_rows_and_says_so_when_they_are_let_go(
    published: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sql_view, "SHELF", results.Shelf())
    app = sql("select range as kept from range(5)")
    assert app.session_state["sql run"].outcome.table is None
    monkeypatch.setattr(sql_view, "SHELF", results.Shelf())
    app.run()
    assert [error.value for error in app.error] == [
        "The rows were let go to free memory. Run the query again."
    ]
    assert len(grid(press(app, "Run"))) == 5


def test_text_from_data_and_from_errors_stays_text(published: Path):
    literal = literals.literal(HOSTILE)
    app = sql(f'select {literal} as "{HOSTILE}", 1 as n union all select {literal} || 2, 2')
    assert not app.exception
    assert grid(app)[HOSTILE][0] == HOSTILE
    assert "<script>" not in words(app).replace("\\<", "")
    failed = sql(f"select error({literal})")
    assert "<script>" not in failed.error[0].value.replace("\\<", "")
    assert r"\*\*bold\*\*" in failed.error[0].value


def test_a_plan_is_shown_as_it_is_drawn(published: Path):
    app = sql("explain from share")
    assert any("SCAN" in code.value.upper() and "share" in code.value for code in app.code)
    assert not app.dataframe


def test_a_query_too_long_for_an_address_is_run_without(published: Path):
    app = opened("sql")
    query = f"select 1 as one -- {'x' * sql_view.LINK_CHARACTERS}"
    app.text_area(key="q").set_value(query)
    app = press(app, "Run")
    assert grid(app).one.tolist() == [1]
    assert "q" not in app.query_params
    assert "too long for a link" in words(app)


def test_the_most_that_is_shown_and_the_most_there_is_are_said(published: Path):
    app = sql(f"from range({LIMITS.rows + 1})")
    assert "the first 1,000 are shown" in words(app)
    assert "There are more: a result ends at 100,000 rows here" in app.warning[0].value


def test_tables_are_found_by_a_word_of_a_column_s_comment(published: Path):
    app = opened("sql", find="acceptance region")
    labels = [block.label.split()[0].strip("*").replace("\\", "") for block in app.expander]
    assert "claim_evidence" in labels
    assert "signal" not in labels


@pytest.mark.fault("half characters")
def test_half_a_character_in_a_field_is_told():
    def page() -> None:
        import streamlit as st

        from dashboard.sql import sql_view

        st.session_state.q = "select 1 -- \ud800"
        sql_view.bring(q="select 2", find="")
        sql_view.editor()

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert [warning.value for warning in app.warning] == [
        "Half a character was written: � was put in its place."
    ]
    assert app.text_area(key="q").value == "select 1 -- �"


# --- examples and schema -------------------------------------------------------------------------


def offered(pack: Path, monkeypatch: pytest.MonkeyPatch) -> list[examples.Example]:
    """Return the examples of a pack's warehouse, those behind the pages included."""
    monkeypatch.setenv("SHARECHECK_PACK", str(pack))
    with packs.serving(None):
        return [*examples.learn(), *examples.behind_pages()]


def flat(tmp_path: Path) -> Path:
    """Return a pack of one CSV: no claim, no article, no fact, no group of two."""
    root = copy_root(TINY.parent / "other", tmp_path)
    for name in ("claims", "documents.yml"):
        disk.remove(root / name)
    build(Home.of(root))
    return root


@pytest.mark.parametrize("pack", ["bundled", "tiny", "one CSV"])
def test_every_example_that_is_offered_runs_and_returns_rows(
    pack: str, published: Path, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    root = {"bundled": published, "tiny": built}.get(pack) or flat(tmp_path)
    found = offered(root, monkeypatch)
    with publish.connect(root) as con:
        for example in found:
            rows = con.execute(example.sql).df()
            assert len(rows) > 0, example.title
            columns = {example.chart.get(name) for name in ("x", "y", "colour")} - {None}
            assert columns <= {*rows.columns}
            assert example.sql.startswith("-- ")
            assert examples.parameters(example.sql) == set()
    assert "What is in the warehouse" in {example.title for example in found}


def test_on_the_bundled_pack_every_example_that_teaches_is_offered(
    published: Path, monkeypatch: pytest.MonkeyPatch
):
    titles = {example.title for example in offered(published, monkeypatch)}
    written = yaml_files.read(examples.FILE, examples.Examples, examples.FILE.parent).learn
    assert len(titles & {example.title for example in written}) == len(written) - 2
    assert "One framework, every denominator" in titles
    assert any(title.startswith("One count against another: ") for title in titles)
    # of what nothing was collected there is nothing to show
    unseen = {path.stem for path in marts.QUERIES.glob("*.sql")} - titles
    assert len(unseen) < 12, unseen


def test_each_parameter_of_a_page_s_query_has_a_value_in_the_examples(
    published: Path, monkeypatch: pytest.MonkeyPatch
):
    texts = [
        path.read_text(encoding="utf-8")
        for folder in (marts.QUERIES, marts.SHARED)
        for path in folder.glob("*.sql")
    ]
    asked_for = set().union(*map(examples.parameters, texts))
    with packs.serving(None):
        [row] = marts.read("example_values").to_dict("records")
    assert asked_for <= {*row, *examples.FIXED}


def test_the_schema_counts_the_rows_of_every_table(warehouse: duckdb.DuckDBPyConnection):
    schema = warehouse.execute((marts.QUERIES / "schema.sql").read_text(encoding="utf-8")).df()
    tables = schema.groupby(["schema_name", "table_name"]).rows.first()
    counted = {
        (schema_name, table): warehouse.execute(
            f'select count(*) from "{schema_name}"."{table}"'
        ).fetchall()[0][0]
        for schema_name, table in tables.index
    }
    assert tables.to_dict() == counted
    assert schema[schema.schema_name == "main"].comment.notna().all()


def test_every_word_sought_must_be_in_the_table():
    columns = pd.DataFrame(
        {
            "schema_name": "main",
            "table_name": ["share", "share", "claim"],
            "about": ["By period", "By period", None],
            "column_name": ["low", "high", "low"],
            "comment": ["lower end", None, "x"],
        }
    )
    assert len(schema_view.fitting(columns, "")) == 3
    assert schema_view.fitting(columns, "HIGH lower").table_name.tolist() == ["share", "share"]
    assert schema_view.fitting(columns, "low").table_name.nunique() == 2
    assert schema_view.fitting(columns, "low (").empty


# --- results -------------------------------------------------------------------------------------


def made(query: str) -> Outcome:
    """Return what the process of a query makes of its rows."""
    with duckdb.connect() as con:
        report, forms = sandbox_worker.answered(con, query, asdict(LIMITS))
    return sandbox.received(report, forms)


def test_every_type_can_be_shown_downloaded_and_read_back():
    found = made("from test_all_types()")
    columns = found.table.column_names
    assert pd.read_csv(io.BytesIO(found.csv)).columns.tolist() == columns
    read = parquet.read_table(io.BytesIO(found.parquet))
    assert read.to_pylist() == found.table.to_pylist()
    assert json.loads(read["struct"][1].as_py()) == {"a": 42, "b": "🦆🦆🦆🦆🦆🦆"}
    assert results.grid(found.table).num_rows == len(results.frame(found.table, 10)) == 3


def test_a_download_holds_every_digit_and_every_row():
    query = "select range / 7 as x, (range * 12345678901)::hugeint as n from range(3000)"
    with duckdb.connect() as con:
        expected = con.execute(query).fetchall()
    found = made(query)
    lines = csv.reader(io.StringIO(found.csv.decode()))
    assert next(lines) == ["x", "n"]
    assert [(float(x), int(n)) for x, n in lines] == expected
    from_parquet = pd.read_parquet(io.BytesIO(found.parquet))
    assert list(from_parquet.itertuples(index=False, name=None)) == expected


def test_a_grid_cuts_long_texts_and_many_rows():
    shown = results.grid(made("select repeat('ä', 900) as x from range(2000)").table)
    assert shown.num_rows == results.GRID_ROWS
    assert shown["x"][0].as_py() == "ä" * results.CELL_CHARACTERS + "…"
    wide = ", ".join(f"repeat('x', 900) as c{n}" for n in range(100))
    shown = results.grid(made(f"select {wide} from range(2000)").table)
    assert shown.nbytes < 3 * results.GRID_CHARACTERS


def test_the_shelf_lets_the_least_used_go_first():
    table = pa.table({"x": pa.array(range(1000), pa.int64())})
    outcome = Outcome("rows", table=table, csv=b"x" * 5000, parquet=b"x" * 3000)
    shelf = results.Shelf(most_bytes=2 * (8000 + 5000 + 3000))
    shelf.put(("b", "1"), outcome)
    shelf.put(("b", "2"), outcome)
    assert shelf.get(("b", "1")) is outcome
    shelf.put(("b", "3"), outcome)
    assert shelf.get(("b", "2")) is None
    assert shelf.get(("b", "1")) is outcome
    assert results.Shelf(seconds=-1).get(("b", "1")) is None


def test_the_shelf_forgets_what_is_old():
    shelf = results.Shelf(seconds=0)
    shelf.put(("b", "1"), Outcome("rows", table=pa.table({"x": [1]})))
    assert shelf.get(("b", "1")) is None


# --- charts --------------------------------------------------------------------------------------


def months(n: int) -> list[pd.Timestamp]:
    return list(pd.date_range("2024-01-01", periods=n, freq="MS"))


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"start": months(3), "share": [0.1, 0.2, 0.3]}, ("line", "start", "share", None)),
        (
            {"start": months(2) * 2, "name": list("aabb"), "n": [1, 2, 3, 4]},
            ("line", "start", "n", "name"),
        ),
        ({"year": [2023, 2024], "n": [1, 2]}, ("line", "year", "n", None)),
        ({"name": list("abc"), "n": [1, 2, 3]}, ("bar", "name", "n", None)),
        (
            {"kind": list("aab"), "verdict": list("xyx"), "n": [1, 2, 3]},
            ("bar", "kind", "n", "verdict"),
        ),
        (
            {"at": months(2) * 2, "title": list("abcd"), "share": [0.1] * 4},
            ("line", "at", "share", "title"),
        ),
        (
            {"at": months(1) * 3, "title": list("abc"), "share": [0.1] * 3},
            ("bar", "title", "share", None),
        ),
        ({"a": [1, 2], "b": [3, 4]}, ("scatter", "b", "a", None)),
        ({"name": ["a", "b"]}, None),
        ({"n": [1]}, None),
        ({"yes": [True, False]}, None),
    ],
)
def test_the_chart_chosen_is_the_one_that_tells(
    columns: dict[str, list[object]], expected: tuple[str, str, str, str | None] | None
):
    choice = quick_chart.automatic(pd.DataFrame(columns))
    assert choice == (quick_chart.Choice(*expected) if expected else None)


def no_colour(_: str) -> None:
    return None


def test_a_line_holds_the_frame_s_numbers_in_order_of_time():
    frame = pd.DataFrame({"at": months(3)[::-1] * 2, "who": list("aaabbb"), "n": range(6)})
    own = {"a": "#D55E00"}
    drawn = quick_chart.draw(frame, quick_chart.Choice("line", "at", "n", "who"), own.get)
    lines = {trace.name: trace for trace in drawn.figure.data}
    assert list(lines["a"].y) == [2, 1, 0]
    assert list(lines["b"].y) == [5, 4, 3]
    assert lines["a"].line.color == "#D55E00" != lines["b"].line.color
    assert drawn.left_out == ""
    said = [note.text for note in drawn.figure.layout.annotations]
    assert any("a <b>0</b>" in text for text in said)


def test_bars_are_named_and_at_most_so_many():
    frame = pd.DataFrame({"name": [f"p{n}" for n in range(40)], "share": [0.5] * 40})
    drawn = quick_chart.draw(frame, quick_chart.Choice("bar", "name", "share", None), no_colour)
    assert list(drawn.figure.data[0].x) == [0.5] * quick_chart.MOST_BARS
    assert drawn.figure.layout.annotations[0].text == "p0 <b>50 %</b>"
    assert drawn.left_out == "Drawn: the first 25 of 40 rows."


@pytest.mark.parametrize("kind", list(quick_chart.KINDS))
def test_a_chart_of_hostile_or_odd_values_is_drawn_and_escaped(kind: str):
    frame = pd.DataFrame(
        {
            HOSTILE: [HOSTILE, "b", None, "d"],
            "n": [1.0, float("inf"), 2.0, -3.0],
            "group": ["<b>x</b>", "y", "y", None],
        }
    )
    drawn = quick_chart.draw(frame, quick_chart.Choice(kind, HOSTILE, "n", "group"), no_colour)
    assert len(drawn.rows) == 2
    text = drawn.figure.to_json().replace("\\u003c", "<")
    assert "<script" not in text
    assert "<b>x" not in text


def test_rows_that_share_a_place_are_told():
    frame = pd.DataFrame({"at": months(1) * 2 + months(2), "n": [1, 2, 3, 4]})
    drawn = quick_chart.draw(frame, quick_chart.Choice("line", "at", "n", None), no_colour)
    assert drawn.left_out.startswith("Several rows share one place")


@pytest.mark.parametrize("kind", list(quick_chart.KINDS))
@pytest.mark.parametrize(
    "query",
    [
        "select range as n, 'x' || range as name from range(9)",
        "select 'inf'::double as n, range as x from range(3)",
        "select null::int as n, range as x from range(3) union all select 1, null",
        "from test_all_types()",
        "select x, 1 as n from (values (timestamp_ns '1677-09-21 00:12:44'), "
        "(timestamp_ns '2262-04-11 23:47:16')) t(x)",
        "select x, 1 as n from (values (date '0001-01-01'), (date '9999-12-31')) t(x)",
    ],
)
def test_every_choice_of_axes_draws_a_chart_or_no_row(published: Path, query: str, kind: str):
    table = made(query).table
    assert table is not None
    frame = results.frame(table, quick_chart.MOST_POINTS)
    numbers = quick_chart.numbers(frame)
    assert numbers
    for x in frame.columns:
        for colour in [None, *quick_chart.groups(frame)[:1]]:
            choice = quick_chart.Choice(kind, x, numbers[0], colour)
            drawn = quick_chart.draw(frame, choice, no_colour)
            shown = sum(len(trace.x) for trace in drawn.figure.data)
            assert shown >= len(drawn.rows)
            assert drawn.figure.to_json()


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", ["time", "memory", "cancelled", "abandoned", "busy", "gone", "broken", "error"]
)
def test_every_end_of_a_query_has_its_sentence(kind: str):
    said = results.fault(Outcome(kind, 1.0, "The disk is full"))
    assert said.endswith(".")
    assert said[0].isupper()


def test_a_summary_counts_rows_and_seconds():
    table = pa.table({"x": [1]})
    assert results.summary(Outcome("rows", 0.004, table=table)) == "1 row in under 0.01 s"
    both = Outcome("rows", 1.256, table=pa.concat_tables([table, table]), cut="bytes")
    assert results.summary(both) == "2 rows in 1.26 s"
    assert "25 MB" in results.cut(both)
    assert results.cut(replace(both, cut=None)) == ""


def test_an_excerpt_stays_short_around_a_place_far_to_the_right():
    query = "\n" * 20 + "x" * 5000 + "HERE" + "y" * 5000 + "\n" * 20
    shown = results.excerpt(query, query.index("HERE")).splitlines()
    assert len(shown) == 2 * results.AROUND + 2
    marked = next(n for n, line in enumerate(shown) if "▲" in line)
    assert shown[marked - 1][shown[marked].index("▲") :].startswith("HERE")
    assert max(map(len, shown)) < 120


@pytest.mark.parametrize("position", [0, 3, 10_000])
def test_an_excerpt_of_a_place_at_an_end_is_drawn_too(position: int):
    assert "▲" in results.excerpt("sel", position)
