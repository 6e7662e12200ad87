"""Each number of a verdict can be recomputed by whoever has the published file."""

import duckdb
import pytest

from tests.test_verification import rows


@pytest.fixture
def plain(warehouse: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Return a connection as any DuckDB client opens the published file."""
    [path] = [
        row[0]
        for row in warehouse.execute("select path from duckdb_databases()").fetchall()
        if row[0]
    ]
    return duckdb.connect(path, read_only=True)


def test_the_sql_of_every_evidence_row_recomputes_its_measurement(
    plain: duckdb.DuckDBPyConnection,
):
    evidence = rows(plain, "select test_id, moment, measured, sql from claim_evidence")
    measured = [row for row in evidence if row["measured"] is not None]
    assert len(measured) > 100
    for row in measured:
        found = plain.execute(row["sql"]).fetchall()
        assert found == [(pytest.approx(row["measured"], rel=1e-9),)], row["test_id"]


def test_every_test_has_a_row_for_then_and_one_for_now(warehouse: duckdb.DuckDBPyConnection):
    moments = rows(
        warehouse,
        "select test_id, list(moment order by moment) as moments from claim_test "
        "left join claim_evidence using (test_id) group by test_id",
    )
    assert moments
    assert [row for row in moments if row["moments"] != ["now", "then"]] == []


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
            assert claim["deciding"] == 0, claim["claim_id"]
        elif claim["deciding"] == 0:
            # it waits for a collection, or says why its figures must not decide
            assert claim["waiting"] > 0 or claim["missing"], claim["claim_id"]


FEW = {
    # the Hub shows how many models a library has in two places only
    "transformers-thousands",
    # surveys of learners, searches, newcomers, hiring posts and tuning libraries: few count them
    "beginners-drawn-to-pytorch",
    "search-ratio-1-8",
    "search-pytorch-ahead",
    "default-new-contributors",
    "jobs-pytorch-frequent",
    "peft-pytorch-more-developed",
    "peft-nearly-all-pytorch",
    # figures of generative models alone
    "tensorflow-genai-production",
}


def test_measurable_claims_are_measured_under_three_definitions_or_more(
    warehouse: duckdb.DuckDBPyConnection,
):
    counts = warehouse.execute(
        "select claim_id, count(*) from claim_test join claim using (claim_id) "
        "where role <> 'context' and definition_id is not null group by claim_id"
    ).fetchall()
    assert len(counts) > 100
    assert {claim for claim, count in counts if count < 3} <= FEW


def test_a_claim_about_the_whole_field_is_never_decided_by_one_signal(
    warehouse: duckdb.DuckDBPyConnection,
):
    single = warehouse.execute(
        "select claim_id from claim_test join claim using (claim_id) "
        "join definition using (definition_id) where claim.kind = 'rank' and role <> 'context' "
        "group by claim_id having count(distinct signal_id) = 1"
    ).fetchall()
    assert single == []


def test_every_occurrence_lies_inside_its_document(warehouse: duckdb.DuckDBPyConnection):
    places = rows(
        warehouse,
        "select * from claim_occurrence left join document using (document_id)",
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
