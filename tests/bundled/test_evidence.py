"""Each number of a verdict can be recomputed by whoever has the published file."""

import duckdb
import pytest

from tests.test_verification import rows
from warehouse import queries


@pytest.fixture
def plain(warehouse: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Return a connection as any DuckDB client opens the published file."""
    [path] = [
        row[0]
        for row in warehouse.execute("select path from duckdb_databases()").fetchall()
        if row[0]
    ]
    return duckdb.connect(path, read_only=True)


def test_the_sql_of_every_evidence_row_recomputes_its_measurement(plain: duckdb.DuckDBPyConnection):
    evidence = rows(plain, "select test_id, moment, measured, sql from claim_evidence")
    measured = [row for row in evidence if row["measured"] is not None]
    assert len(measured) > 100
    for row in measured:
        found = plain.execute(row["sql"]).fetchall()
        assert found == [(pytest.approx(row["measured"], rel=1e-9),)], row["test_id"]


def test_every_test_has_a_row_for_each_moment(warehouse: duckdb.DuckDBPyConnection):
    moments = rows(
        warehouse,
        "select test_id, as_of is null as undated, list(moment order by moment) as moments "
        "from claim_test join claim using (claim_id) "
        "left join claim_evidence using (test_id) group by all",
    )
    assert moments
    for row in moments:
        between = ["between"] if row["undated"] else []
        assert row["moments"] == [*between, "now", "then"], row["test_id"]


def test_every_claim_has_a_deciding_evidence_row_or_says_what_is_missing(
    warehouse: duckdb.DuckDBPyConnection,
):
    claims = rows(
        warehouse,
        "select claim.claim_id, needs, needs_reason, waiting, claim_verdict.missing, "
        "count(evidence.test_id) as deciding from claim join claim_verdict using (claim_id) "
        "left join claim_evidence as evidence "
        "on evidence.claim_id = claim.claim_id and evidence.decides group by all",
    )
    assert len(claims) > 20
    for claim in claims:
        if claim["needs"] is not None:
            assert claim["needs_reason"], claim["claim_id"]
            assert claim["deciding"] == 0 or claim["needs"] == "live collection", claim["claim_id"]
        elif claim["deciding"] == 0:
            # it waits for a collection, or says why its figures must not decide
            assert claim["waiting"] > 0 or claim["missing"], claim["claim_id"]


def test_every_occurrence_lies_inside_its_document(warehouse: duckdb.DuckDBPyConnection):
    places = rows(
        warehouse, "select * from claim_occurrence left join document using (document_id)"
    )
    assert len(places) > 20
    for place in places:
        assert 0 <= place["char_start"] < place["char_end"] <= place["characters"]
        assert place["line"] >= 1


def test_no_suspect_figure_is_evidence(warehouse: duckdb.DuckDBPyConnection):
    suspects, used = (
        warehouse.execute(sql).fetchone()
        for sql in (
            "select count(*) from latest_observation where suspect",
            "select count(*) from claim_evidence where flags like '%suspect%'",
        )
    )
    assert suspects is not None
    assert suspects[0] > 100
    assert used == (0,)


def test_every_figure_says_where_it_was_read(warehouse: duckdb.DuckDBPyConnection):
    found = warehouse.execute(
        "select count(*), count(*) filter (where coalesce(trim(locator), '') = '') from observation"
    ).fetchone()
    assert found is not None
    assert found[0] > 60_000
    assert found[1] == 0


def test_every_fact_that_is_shown_has_its_citation(warehouse: duckdb.DuckDBPyConnection):
    """One whose value ends because the next one begins, too: its page could not be shown."""
    seen = queries.rows(warehouse, "shared/evidence", claims=None)
    shown = [row for row in seen if row["fact_id"] and row["shown"]]
    assert shown
    assert [row["test_id"] for row in shown if not row["citation"]] == []
