"""CSV for people: harmless in a spreadsheet, the same from page and command, nothing lost."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from dashboard import downloads, literals
from dashboard.sql import sandbox_worker
from dashboard.sql.sandbox import LIMITS
from warehouse import cli, report, spreadsheet

SIGNS = ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "+49 30 1",
    "-1-1",
    "-2+3+cmd|' /C calc'!A0",
    "-",
    "--5",
    "-5 %",
    "-abc",
    "@SUM(1,2)",
    "\t=1",
    "\rx",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\0=1",
    "=",
    '="a""b"',
    "-1e",
    "-1;=1",
    "-.5e5x",
]
NUMBERS = ["-5", "-5.25", "-1e-7", "-170141183460469231731687303715884105728", "0", "1e5"]
QUERY = """
    select range - 3 as number, (range - 3) / 4 as ratio, -(range * 1.5)::decimal(9, 2) as exact,
        sum(range) over () as total, (-1e30)::hugeint + range::hugeint as huge,
        ['=a', null, 'b'] as list, {'a': -1, 'b': "list"} as record, map {'k': [1]} as pairs,
        '=1+' || range as formula, '-' || range as minus, 'ä "x", ' || range as text,
        null as nothing, '' as empty, range = 1 as yes, date '2024-01-01' + range::int as day,
        timestamp '2024-01-01' + to_hours(range) as moment,
        timestamptz '2024-01-01 00:00:00+02' as zoned, interval (range - 1) day as span,
        'a\\x00'::blob as bytes, uuid '00000000-0000-0000-0000-000000000001' as id,
        'b'::enum('a', 'b') as kind, time '12:30' as clock, 'nan'::double as nan,
        '-inf'::float as low, timestamp 'infinity' as ever, '0101'::bit as bits,
        'line' || chr(10) || 'break' as lines, 1 as "=2+2"
    from range(3)
"""


def read(content: bytes | str) -> list[list[str]]:
    """Return the cells of a CSV file, by Python's reader."""
    text = content if isinstance(content, str) else content.decode()
    return list(csv.reader(io.StringIO(text, newline="")))


def from_page(query: str) -> bytes:
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        report, made = sandbox_worker.answered(con, query, asdict(LIMITS))
    assert report["kind"] == "rows", report
    return made[1]


@pytest.mark.fault("formulas in CSV")
@pytest.mark.parametrize("formula", [*FORMULAS, *(f"{sign}x" for sign in SIGNS)])
def test_a_text_that_is_a_formula_gets_an_apostrophe(formula: str):
    with duckdb.connect() as con:
        text = literals.literal(formula).replace("\0", "' || chr(0) || '")
        queried, _ = report.as_csv(con, f"select {text} as x, 1 as n")
    for content in (
        queried,
        spreadsheet.of_rows(["x", "n"], [(formula, 1), ("a", 2)]),
        spreadsheet.of_columns(["x", "n"], [[formula, "a"], [1, 2]]),
        spreadsheet.of_rows(["x", "n"], [(formula, 1), (3, 2)]),
    ):
        assert read(content)[1] == ["'" + formula, "1"]
    assert read(spreadsheet.of_rows([formula], [(1,)])) == [["'" + formula], ["1"]]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_no_formula(number: str):
    assert read(spreadsheet.of_rows(["x"], [(number,)]))[1] == [number]
    value = int(number) if number.lstrip("-").isdigit() else float(number)
    assert float(read(spreadsheet.of_rows(["x"], [(value,)]))[1][0]) == value


@pytest.mark.fault("formulas in CSV")
@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=20))
def test_any_text_is_read_back_but_for_the_apostrophe(texts: list[str]):
    rows = [(text, n) for n, text in enumerate(texts)]
    for text, (cell, number) in zip(
        texts, read(spreadsheet.of_rows(["t", "n"], rows))[1:], strict=True
    ):
        assert cell in (text, "'" + text)
        assert cell.lstrip()[:1] not in ("=", "+", "@")
        assert cell[:1] not in ("\t", "\r", "\n") or not cell
        assert number.isdigit()


def test_values_are_written_as_people_read_them():
    rows = [
        (
            1.0,
            Decimal("1E-10"),
            True,
            date(2024, 2, 1),
            datetime(2024, 2, 1),
            [1, "ä", None],
            {"a": (1, 2)},
            b"\x00\xff",
            UUID(int=1),
            None,
            10**30,
            "x",
        ),
        (
            math.nan,
            Decimal("-2.50"),
            False,
            None,
            datetime(2024, 3, 1),
            [],
            {},
            b"",
            None,
            None,
            -5,
            7,
        ),
    ]
    assert spreadsheet.of_rows([f"c{n}" for n in range(12)], rows).decode().splitlines()[1:] == [
        '1,0.0000000001,true,2024-02-01,2024-02-01,"[1,""ä"",null]","{""a"":[1,2]}",0x00ff,'
        "00000000-0000-0000-0000-000000000001,,1000000000000000000000000000000,x",
        ",-2.5000000000,false,,2024-03-01,[],{},0x,,,-5,7",
    ]


def test_a_missing_value_and_an_empty_text_differ_and_no_row_is_an_empty_line():
    assert spreadsheet.of_rows(["a", "b"], [(None, ""), ("", None)]) == b'a,b\n,""\n"",\n'
    assert spreadsheet.of_rows(["a"], [(None,), ("x",)]) == b'a\n""\nx\n'
    assert spreadsheet.of_rows(["a", "b"], []) == b"a,b\n"


def test_page_and_command_write_the_same(published: Path, monkeypatch: pytest.MonkeyPatch):
    told = CliRunner().invoke(cli.app, ["sql", QUERY, "--format", "csv"])
    assert told.exit_code == 0, told.output
    page = from_page(QUERY)
    assert told.stdout_bytes == page
    header, first, *_ = read(page)
    cells = dict(zip(header, first, strict=True))
    assert cells["number"] == "-3"
    assert cells["formula"] == "'=1+0"
    assert cells["list"] == '["=a",null,"b"]'
    assert cells["zoned"] == "2023-12-31 22:00:00Z"
    assert header[-1] == "'=2+2"


def test_a_frame_is_downloaded_with_a_mark_by_which_a_spreadsheet_knows_it():
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2024-01-01", "2024-02-01"]),
            "share": [0.25, math.nan],
            "count": pd.array([1, None], dtype="Int64"),
            "who": pd.array(["ä", None], dtype="str"),
            "list": [["a", "b"], None],
            "what": ["=1", "b"],
        }
    )
    content = downloads.as_csv(frame)
    assert content.startswith(b"\xef\xbb\xbf")
    assert read(content.decode("utf-8-sig")) == [
        ["day", "share", "count", "who", "list", "what"],
        ["2024-01-01", "0.25", "1", "ä", '["a","b"]', "'=1"],
        ["2024-02-01", "", "", "", "", "b"],
    ]


def test_no_more_lines_come_than_fit():
    table = pa.table({"x": [True] * 5_000, "y": ['"' * 9] * 5_000})
    whole = spreadsheet.lines(table)
    assert len(whole) == 5_001
    for most in (0, 100, 4_096, 65_536, len(b"".join(whole))):
        some = spreadsheet.lines(table, most)
        assert some == whole[: len(some)]
        assert len(b"".join(some)) <= max(most, len(whole[0]))
        assert len(some) == 5_001 or len(b"".join(whole[: len(some) + 1])) > most
