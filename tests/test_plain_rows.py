"""Rows in plain types: each value as the database has it, whatever its type."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from warehouse import plain_rows, spreadsheet

NESTED = ("LIST", "STRUCT", "MAP", "UNION", "ARRAY", "TUPLE")


def plain(con: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    found = plain_rows.PlainRows(con.sql(query))
    return found.settled(found.reader(2048).read_all())


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'")
    return con


def test_every_type_becomes_a_plain_one_that_says_the_same(con: duckdb.DuckDBPyConnection):
    found = plain(con, "from test_all_types()")
    assert {str(kind) for kind in found.schema.types if not spreadsheet.plain(kind)} == set()
    described = con.execute("describe from test_all_types()").fetchall()
    assert len(described) == found.num_columns
    for name, kind, *_ in described:
        texts = con.execute(f'select "{name}"::varchar from test_all_types()').fetchall()
        for value, (text,) in zip(_values(found[name]), texts, strict=True):
            if text is None or value is None:
                assert value is text is None
            elif kind.startswith(NESTED) or kind.endswith("]"):
                assert isinstance(json.loads(value), list | dict)
            elif kind == "BLOB":
                assert bytes.fromhex(value.removeprefix("0x"))
            elif kind in ("FLOAT", "DOUBLE"):
                assert value == pytest.approx(float(text), rel=1e-6)
            else:
                assert value.removesuffix("Z") in (text, text.removesuffix("+00")), name


def _values(column: pa.ChunkedArray) -> list[Any]:
    """Return values as texts, where Python's own types hold less than the database's."""
    if pa.types.is_floating(column.type):
        return list(column.to_pylist())
    return list(spreadsheet.texts(column).to_pylist())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select sum(i) as a, 2 as a, 3 as a_2 from range(10) t(i)", {"a": 45, "a_3": 2, "a_2": 3}),
        ("select 1e18::hugeint as a, 5::decimal(9, 0) as b", {"a": 10**18, "b": 5}),
        ("select 99999999999999999999::hugeint as a", {"a": 99999999999999999999}),
        ("select (2::uhugeint) ** 0 as a", {"a": 1}),
        ("select null as a", {"a": None}),
        ("select [1, null]::integer[] as a", {"a": "[1,null]"}),
        ("select {'b': {'c': 'x'}} as a", {"a": '{"b":{"c":"x"}}'}),
        ("select map {1: 'x'} as a", {"a": '{"1":"x"}'}),
        ("select 'x'::enum('x', 'y') as a", {"a": "x"}),
        ("select interval 3 month as a", {"a": "3 months"}),
        ("select '\\xAB'::blob as a", {"a": "0xab"}),
        ("select time '10:00' as a", {"a": "10:00:00"}),
        (
            "select 170141183460469231731687303715884105727::hugeint as a",
            {"a": "170141183460469231731687303715884105727"},
        ),
        ("select date 'infinity' as a", {"a": "infinity"}),
        ("select timestamp '-infinity' as a", {"a": "-infinity"}),
        ("select date '0044-03-15 (BC)' as a", {"a": "0044-03-15 (BC)"}),
        ("select '10000-01-01'::date as a", {"a": "10000-01-01"}),
        ("select '{\"a\": 1}'::json as a", {"a": '{"a": 1}'}),
    ],
)
def test_values_are_what_they_were(
    con: duckdb.DuckDBPyConnection, query: str, expected: dict[str, Any]
):
    assert plain(con, query).to_pylist() == [expected]


def test_a_day_beyond_the_calendar_makes_its_column_text(con: duckdb.DuckDBPyConnection):
    query = """
        select case when i = 1 then 'infinity' else '2024-01-01' end::date as day,
            case when i = 2 then '-infinity' else '2024-01-01 00:00:00.5' end::timestamp as moment
        from range(3) t(i) order by i
    """
    assert plain(con, query).to_pydict() == {
        "day": ["2024-01-01", "infinity", "2024-01-01"],
        "moment": ["2024-01-01 00:00:00.5", "2024-01-01 00:00:00.5", "-infinity"],
    }


@pytest.mark.parametrize(
    "statement", ["explain select 1", "describe select 1", "summarize select 1 as a", "show tables"]
)
def test_what_tells_of_a_query_is_read_like_one(con: duckdb.DuckDBPyConnection, statement: str):
    expected = con.execute(statement).fetchall()
    found = plain(con, statement)
    assert [len(row) for row in expected] == [found.num_columns] * found.num_rows


def test_rows_stay_in_order_and_come_as_they_are_wanted(con: duckdb.DuckDBPyConnection):
    query = "select i, [i] as l from range(10000) t(i) order by hash(i)"
    expected = con.execute(query).fetchall()
    found = plain(con, query)
    assert [(i, json.loads(text)) for i, text in zip(*found.to_pydict().values(), strict=True)] == (
        expected
    )
    endless = plain_rows.PlainRows(con.sql("select [i] as l from range(1000000000000) t(i)"))
    assert endless.reader(2048).read_next_batch().num_rows == 2048
