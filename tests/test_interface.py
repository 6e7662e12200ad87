"""What users may rely on: tables, comments, the file, the exports, the kept builds."""

import json
import struct
from pathlib import Path

import duckdb
import pytest

from collectors.home import Home
from warehouse import publish
from warehouse.build import build

PROMISED = {
    "project": "project_id name kind owner license first_public_release homepage",
    "project_identifier": "project_id registry identifier role",
    "source": "source_id title url license cadence lag_days",
    "signal": "signal_id source_id title unit population quality caveat",
    "observation": "signal_id project_id segment period_start period_end value base precision "
    "observed_at run_id locator",
    "series_break": "signal_id segment projects starts ends severity price bias_points bias_factor "
    "bias_count why effect citation",
    "definition": "definition_id signal_id title numerator denominator rationale",
    "share": "definition_id project_id period_start period_end numerator denominator share low "
    "high quality flags",
    "document": "document_id title as_of sha256 characters",
    "claim": "claim_id cluster kind subject comparator statement asserted as_of hedge scope",
    "claim_occurrence": "claim_id document_id line char_start char_end",
    "claim_evidence": "claim_id test_id definition_id moment period_start period_end measured low "
    "high accepted_low accepted_high outcome flags sql",
    "claim_verdict": "claim_id verdict answer tests holding failing primary_measured "
    "primary_period_end found_shown explanation would_flip",
    "source_run": "run_id source_id started_at finished_at status requests bytes rows sha256 error",
    "freshness": "source_id newest_period last_success expected_by state",
    "build": "build_id built_at code_version inputs_sha256",
}
PUBLIC = "database_name = current_database() and schema_name = 'main'"


@pytest.mark.parametrize("table", PROMISED)
def test_a_promised_table_has_its_promised_columns_and_rows(
    table: str, warehouse: duckdb.DuckDBPyConnection
):
    result = warehouse.execute(f"select * from {table}")
    columns = {column[0] for column in result.description or []}
    assert set(PROMISED[table].split()) - columns == set()
    assert result.fetchone() is not None


def test_every_public_table_and_column_is_commented(warehouse: duckdb.DuckDBPyConnection):
    tables = warehouse.execute(
        f"select table_name, comment from duckdb_tables() where {PUBLIC}"
    ).fetchall()
    assert {name for name, _ in tables} >= set(PROMISED)
    assert [name for name, comment in tables if not comment] == []
    columns = warehouse.execute(
        f"select table_name || '.' || column_name, comment from duckdb_columns() where {PUBLIC}"
    ).fetchall()
    assert len(columns) > 150
    assert [name for name, comment in columns if not comment] == []


def test_the_outcomes_and_moments_are_the_promised_words(warehouse: duckdb.DuckDBPyConnection):
    for column, words in {
        "moment": {"then", "between", "now"},
        "outcome": {"holds", "fails", "inconclusive", "no data"},
    }.items():
        found = warehouse.execute(f"select distinct {column} from claim_evidence").fetchall()
        assert {row[0] for row in found} <= words


def test_the_file_is_in_a_format_that_duckdb_1_4_opens(published: Path):
    pointer = publish.current(published)
    with (publish.folder(published) / pointer.file).open("rb") as file:
        header = file.read(20)
    # checksum (8 bytes), magic (4), storage version (8): 64 is DuckDB 1.0, 67 is 1.4
    magic, storage = struct.unpack_from("<4sQ", header, 8)
    assert magic == b"DUCK"
    assert 64 <= storage <= 67


@pytest.mark.parametrize("table", publish.EXPORTED)
def test_the_parquet_beside_the_file_equals_the_table(
    table: str, published: Path, warehouse: duckdb.DuckDBPyConnection
):
    file = publish.folder(published) / publish.current(published).file
    parquet = f"read_parquet('{file.with_suffix('') / table}.parquet')"
    rows = warehouse.execute(f"select count(*) from {parquet}").fetchone()
    assert rows != (0,)
    for left, right in ((table, parquet), (parquet, table)):
        differing = warehouse.execute(f"select * from {left} except all select * from {right}")
        assert differing.fetchall() == []


def test_three_builds_are_kept_and_the_pointer_names_the_newest(built: Path):
    made = [build(Home.of(built)).path.name for _ in range(3)]
    folder = publish.folder(built)
    assert sorted(path.name for path in folder.glob("*.duckdb")) == made
    assert sorted(p.name for p in folder.iterdir() if p.is_dir()) == [
        name.removesuffix(".duckdb") for name in made
    ]
    assert json.loads((folder / "current.json").read_text())["file"] == made[-1]


def test_a_reader_of_an_old_build_is_not_disturbed_by_new_ones(built: Path):
    with publish.connect(built) as reader:
        count = reader.execute("select count(*) from observation").fetchone()
        first = publish.current(built).build_id
        for _ in range(2):
            build(Home.of(built))
        assert reader.execute("select build_id from build").fetchone() == (first,)
        assert reader.execute("select count(*) from observation").fetchone() == count
    with publish.connect(built) as reader:
        newest = publish.current(built).build_id
        assert newest > first
        assert reader.execute("select build_id from build").fetchone() == (newest,)


def test_the_pointer_names_the_newest_day_of_each_source(built: Path):
    # the newest period is the survey year 2022
    assert publish.current(built).newest_period == {"published_figures": "2022-12-31"}


def test_freshness_follows_from_cadence_and_lag(built: Path):
    with publish.connect(built) as con:
        found = con.execute("select expected_by::varchar, state, observations from freshness")
        # a year and ten days after 2022-12-31; long past
        assert found.fetchall() == [("2024-01-11", "late", 10)]


def test_a_closed_series_is_not_late_and_says_why(built: Path):
    card = built / "sources" / "published_figures.yml"
    why = "The question was dropped."
    card.write_text(card.read_text("utf-8") + f"closed: {why}\n", "utf-8")
    build(Home.of(built))
    with publish.connect(built) as con:
        found = con.execute(
            "select state, expected_by, newest_period::varchar, closed "
            "from freshness join source using (source_id)"
        )
        assert found.fetchall() == [("closed", None, "2022-12-31", why)]
