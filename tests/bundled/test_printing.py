"""What is printed: no number is cut or folded, whatever terminal it is printed on."""

from __future__ import annotations

import io
import itertools
import json
import random
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest
from rich.console import Console

from tests.command import run
from tests.conftest import REPOSITORY
from warehouse import cli, report, terminal
from warehouse.report import Format, Result

CUT = pytest.mark.fault("numbers on narrow terminals")
ENCODINGS = pytest.mark.fault("terminals of another encoding")
WIDTHS = (40, 80, 120)
WIDE = 10_000
"""Where nothing needs to be folded."""
CLAIM = "so-2024-pytorch-55"
TABLES = {
    "verify": ["verify"],
    "verify in brief": ["verify", "--brief"],
    "verify of one claim": ["verify", CLAIM],
    "sources": ["sources"],
    "sql": ["sql", "select * from observation where value > 100000 limit 40"],
    "sql tables": ["sql"],
    "reconcile": ["reconcile"],
    "collect": ["collect", "--dry-run"],
    "check": ["check", "85% of research papers use PyTorch"],
    "read": ["read", "ARTICLE"],
}
ARTICLE = (
    "In the survey of 2024 TensorFlow was used by 38 % of professional developers. "
    "85% of research papers use PyTorch. 1 234 567 people use Keras.\n"
)


@pytest.fixture(scope="session")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("article") / "article.md"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@cache
def usual(root: Path, *words: str) -> str:
    """Return what a command prints where there is room for everything."""
    return run(root, *words, columns=WIDE).stdout


def numbers(text: str) -> Counter[str]:
    """Return the words in which there is a digit."""
    return Counter(word for word in text.split() if re.search(r"\d", word))


@CUT
@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("words", TABLES.values(), ids=TABLES.keys())
def test_a_narrow_terminal_shows_every_number_that_a_wide_one_shows(
    published: Path, article: Path, words: list[str], columns: int
):
    words = [str(article) if word == "ARTICLE" else word for word in words]
    narrow, wide = run(published, *words, columns=columns).stdout, usual(published, *words)
    narrow, wide = (re.sub(r"(low|high) (5|95)\b", "", text) for text in (narrow, wide))  # heads
    assert numbers(narrow) == numbers(wide)
    assert numbers(wide)


@CUT
@pytest.mark.parametrize("columns", WIDTHS)
def test_the_figures_of_each_source_are_those_in_the_warehouse(
    published: Path, warehouse: duckdb.DuckDBPyConnection, columns: int
):
    shown = run(published, "sources", columns=columns).stdout.split()
    counted = warehouse.execute("select source_id, observations from freshness").fetchall()
    assert len(counted) > 40
    left = Counter(shown)
    for source, figures in counted:
        left[source] -= 1
        left[str(figures)] -= 1
    assert min(left.values()) >= 0


def invented(random: random.Random) -> Any:
    """Return a value of one of the kinds that a column may hold."""
    number = random.randint(-(10 ** random.randint(1, 37)), 10 ** random.randint(1, 37))
    day = date(1970, 1, 1) + timedelta(days=random.randint(-20_000, 30_000))
    return random.choice(
        [
            number,
            random.uniform(-1, 1) * 10.0 ** random.randint(-300, 300),
            float(random.randint(-(10**12), 10**12)),
            Decimal(number).scaleb(-random.randint(0, 12)),
            day,
            datetime(day.year, day.month, day.day, 11, 7, 5, random.randint(0, 999_999)),
            UUID(int=random.getrandbits(128)),
            f"漢字 {number} テスト",
            f"{abs(number)} %",
        ]
    )


def pairs(text: str) -> list[str]:
    """Return the words of a text, and each two that follow one another on a line."""
    lines = [line.split() for line in text.splitlines()]
    both = [" ".join(two) for line in lines for two in itertools.pairwise(line)]
    return [*both, *(word for line in lines for word in line)]


def reads_back(value: Any, shown: str) -> bool:
    """Return whether what is printed is the value."""
    try:
        match value:
            case datetime() | date():
                return type(value).fromisoformat(shown) == value
            case UUID():
                return UUID(shown) == value
            case _:
                return type(value)(shown) == value  # type: ignore[no-any-return]
    except (ValueError, ArithmeticError):
        return False


@CUT
@pytest.mark.parametrize("columns", [1, 20, *WIDTHS])
def test_every_value_of_a_random_table_reads_back(columns: int, attempts: Callable[[int], None]):
    dice = random.Random(columns)
    tried = 0
    for _ in range(30):
        kinds = [invented(dice) for _ in range(dice.randint(1, 9))]
        names = [f"a_long_name_{n}"[: dice.randint(1, 13)] for n in range(len(kinds))]
        rows = [tuple(invented(dice) for _ in kinds) for _ in range(dice.randint(1, 5))]
        target = io.StringIO()
        report.show(Result(names, rows), Format.table, Console(width=columns, file=target))
        shown = pairs(target.getvalue())
        for value in (value for row in rows for value in row):
            tried += 1
            if isinstance(value, str):
                value = int(re.sub(r"[^\d-]", "", value))
            assert any(reads_back(value, words) for words in shown), (value, target.getvalue())
    attempts(tried)


def test_floats_are_printed_as_they_are_and_not_rounded(published: Path):
    done = run(published, "sql", "select 871842108.0::double a, 0.1::double b, -1e-7::double c")
    assert [float(word) for word in done.stdout.split()[3:]] == [871842108.0, 0.1, -1e-7]
    assert "e+" not in done.stdout


def test_what_has_room_is_a_table_and_what_has_none_a_block_for_each_row():
    result = Result(["name", "number"], [("alpha", 12345678), ("beta", None)])
    narrow, wide = io.StringIO(), io.StringIO()
    report.show(result, Format.table, Console(width=13, file=narrow))
    report.show(result, Format.table, Console(width=30, file=wide))
    assert wide.getvalue() == "name     number\nalpha  12345678\nbeta          –\n"
    assert narrow.getvalue() == ("name    alpha\nnumber\n  12345678\n\nname    beta\nnumber  –\n")


@CUT
def test_control_characters_are_shown_and_not_obeyed(attempts: Callable[[int], None]):
    characters = [chr(n) for n in (*range(9), *range(11, 32), *range(127, 160), 0x202E, 0x2066)]
    for character in characters:
        target = io.StringIO()
        report.show(
            Result(["a"], [(f"x{character}y",)]), Format.table, Console(width=80, file=target)
        )
        assert character not in target.getvalue().strip("\n")
    attempts(len(characters))


# --- encodings ---------------------------------------------------------------------------------


@ENCODINGS
@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1"])
@pytest.mark.parametrize("words", TABLES.values(), ids=TABLES.keys())
def test_a_terminal_of_another_encoding_shows_the_same_numbers(
    published: Path, article: Path, words: list[str], encoding: str
):
    words = [str(article) if word == "ARTICLE" else word for word in words]
    done = run(published, *words, encoding=encoding, columns=WIDE)
    assert (done.returncode, done.stderr) == (0, "")
    digits = re.compile(r"\d[\d,.]*")
    assert digits.findall(done.stdout) == digits.findall(usual(published, *words))


@ENCODINGS
@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_programs_get_every_form_on_a_terminal_that_is_not_utf_8(published: Path, form: str):
    words = "sql", "select * from claim", "-f", form
    done, there = (run(published, *words, encoding=e) for e in ("ascii", "utf-8"))
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(there.stdout.splitlines())
    assert not there.stdout.isascii()
    if form == "json":
        assert json.loads(done.stdout) == json.loads(there.stdout)


@ENCODINGS
@pytest.mark.parametrize(
    "words",
    [
        ["verify", "no–such–claim"],
        ["check", "“Naïve” – 漢字"],
        ["sql", "select „"],
        ["collect", "ü"],
        ["read", "nö.md"],
        ["build", "–"],
        ["“"],
        ["doctor", "漢"],
        ["sql", "--file", "nö.sql"],
        ["export", "--site", "–"],
        ["documents", "nö"],
        ["verify", "no\udcc3\udcb6"],
        ["check", "85\udce2 of papers"],
        ["sql", "select '\udcff' as x"],
        ["read", "\udcff"],
    ],
    ids=ascii,
)
def test_every_error_can_be_said_in_ascii(published: Path, words: list[str]):
    done = run(published, *words, encoding="ascii")
    assert done.returncode in (0, 1, 2)
    assert (done.stdout + done.stderr).strip()
    assert "Traceback" not in done.stderr


@ENCODINGS
@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("−5 % – “a” ’b’ … 3 × 2 ≥ 1", "-5 % - \"a\" 'b' ... 3 x 2 >= 1"),
        ("Nico Schlömer", "Nico Schlomer"),
        ("10² and H₂O", "10^2 and H_2O"),
        ("1½", "1 1/2"),
        ("9.1\u00a0%", "9.1 %"),
        ("٣٤", "34"),
        ("漢", "\\u6f22"),
        ("e\u0301", "e"),
        ("ﬁ", "fi"),
        ("│─╭", "|-+"),
        ("a\udcffb", "a\\udcffb"),
    ],
    ids=ascii,
)
def test_what_a_terminal_lacks_is_replaced_by_what_says_the_same(text: str, plain: str):
    assert text.encode("ascii", terminal.LEGIBLE).decode("ascii") == plain


@ENCODINGS
def test_no_character_at_all_stops_the_output(attempts: Callable[[int], None]):
    characters = [chr(n) for n in range(0x11000)]
    for encoding in ("ascii", "latin-1", "utf-8"):
        for character in characters:
            shown = character.encode(encoding, terminal.LEGIBLE).decode(encoding)
            # a digit stays that digit, and what is no digit never becomes one by itself
            if (digit := unicodedata.decimal(character, None)) is not None:
                assert unicodedata.decimal(shown) == digit
            elif unicodedata.category(character) == "No" and shown != character:
                assert not shown.isdecimal() or "CIRCLED" in unicodedata.name(character)
    attempts(3 * len(characters))


def test_the_command_itself_speaks_in_the_c_locale(published: Path):
    code = "import sys; from warehouse.cli import main; sys.argv[0] = 'sharecheck'; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "verify", CLAIM],
        env={
            "SHARECHECK_PACK": str(published),
            "PYTHONPATH": str(REPOSITORY),
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
        },
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b'Source: "Stack' in done.stdout


# --- sharecheck sql ----------------------------------------------------------------------------


def test_each_command_that_prints_a_table_is_among_those_tried():
    forms = {
        name
        for name in cli.MODULES
        if any("--format" in parameter.opts for parameter in cli.command(name).params)
    }
    assert forms
    # `doctor` prints words and seconds, and asks the network
    assert forms - {words[0] for words in TABLES.values()} - {"doctor"} == set()


def as_json(done: Any) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout, parse_constant=pytest.fail)
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("-- a comment\nselect 1 as a", [{"a": 1}]),
        ("--a\n--b=c\nselect 1 as a -- end", [{"a": 1}]),
        ("--format is a word\nselect 1 as a", [{"a": 1}]),
        ("select 1 a, 2 a, 3 a", [{"a": 1, "a_2": 2, "a_3": 3}]),
        ("select 1 a, 2 a, 3 a_2", [{"a": 1, "a_3": 2, "a_2": 3}]),
        (
            "select interval 1 month a, interval '1 year 3 days 02:00:00' b",
            [{"a": "1 month", "b": "1 year 3 days 02:00:00"}],
        ),
        (
            "select [interval 1 month] a, {'x \"y': interval 1 day} b, map{1: interval 2 day} c",
            [{"a": ["1 month"], "b": {'x "y': "1 day"}, "c": {"1": "2 days"}}],
        ),
        ("select interval 1 month i, 1 a, 2 a; -- bye", [{"i": "1 month", "a": 1, "a_2": 2}]),
        (
            "select 'infinity'::date a, '290000-01-01'::date b",
            [{"a": "infinity", "b": "290000-01-01"}],
        ),
        (
            "select timestamp_ns '2020-01-01 00:00:00.123456789' a",
            [{"a": "2020-01-01 00:00:00.123456789"}],
        ),
        ("select 170141183460469231731687303715884105727 a", [{"a": 2**127 - 1}]),
        (
            "select 1.10::decimal(9,2) a, 12345678901234567890.123::decimal(38,3) b",
            [{"a": 1.1, "b": "12345678901234567890.123"}],
        ),
        (
            "select map{date '2020-01-01': true} a, '\\xAA'::blob b",
            [{"a": {"2020-01-01": True}, "b": "\\xAA"}],
        ),
        (
            "select range i, interval (range) day d from range(3) order by i desc",
            [{"i": n, "d": f"{n} day{'s' * (n != 1)}" if n else "00:00:00"} for n in (2, 1, 0)],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sql_gives_each_value_as_it_is(published: Path, query: str, expected: list[Any]):
    assert as_json(run(published, "sql", query, "-f", "json")) == expected


@pytest.mark.parametrize("shape", ["*", "[columns(*)]", "{'x': columns(*)}"])
@pytest.mark.parametrize("form", Format)
def test_every_type_of_the_database_is_printed(published: Path, shape: str, form: Format):
    done = run(published, "sql", f"select {shape} from test_all_types()", "-f", form)
    assert done.returncode == 0, done.stderr
    assert "2147483647" in done.stdout


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
@pytest.mark.parametrize("shape", ["{}", "[{}]", "{{'k': {}}}", "map{{'k': {}}}"])
def test_json_has_null_for_what_it_lacks_and_says_so(published: Path, value: str, shape: str):
    number = f"'{value}'::double"
    query = f"select {shape.format(number)} as a, 1.5::double as b"
    done = run(published, "sql", query, "-f", "json")
    [row] = as_json(done)
    assert "null" in json.dumps(row["a"])
    assert row["b"] == 1.5
    assert f"JSON has no {value}" in done.stderr


def test_the_time_of_now_is_printed(published: Path):
    before = datetime.now().astimezone()
    for query in ("select now() a", "select [now()] a", "select {'x': current_timestamp} a"):
        [row] = as_json(run(published, "sql", query, "-f", "json"))
        shown = re.search(r"\d{4}-[^'\"\]}]+", str(row["a"]))
        assert shown is not None
        assert 0 <= (datetime.fromisoformat(shown[0]) - before).total_seconds() < 60


def test_more_than_one_statement_is_said(published: Path):
    done = run(published, "sql", "create temp table t as select 1 as a; select a + 1 as b from t")
    assert done.stdout.split() == ["b", "2"]
    assert "2 statements were run" in done.stderr
    assert run(published, "sql", "select 1; -- the end").stderr == ""


@pytest.mark.parametrize("query", ["-- nothing", "", " ;", "/* nothing */"])
def test_a_query_without_a_statement_is_said(published: Path, tmp_path: Path, query: str):
    file = tmp_path / "q.sql"
    file.write_text(query, encoding="utf-8")
    done = run(published, "sql", "--file", str(file))
    assert done.returncode == 1
    assert "no SQL statement" in done.stderr


def test_sql_comes_from_a_file(published: Path, tmp_path: Path):
    file = tmp_path / "a query.sql"
    file.write_text("\ufeff-- with a mark\nselect 'ü' as a;\n", encoding="utf-8")
    assert as_json(run(published, "sql", "--file", str(file), "-f", "json")) == [{"a": "ü"}]


@pytest.mark.fault("wrong and damaged files")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--file", "missing.sql"], "cannot be read"),
        (["--file", "."], "cannot be read"),
        (["--file", "latin.sql"], "not UTF-8"),
        (["select 1", "--file", "latin.sql"], "twice"),
        (["--formt=json"], "no option"),
        (["--nosuch"], "no option"),
    ],
)
def test_a_wrong_way_to_give_sql_is_said(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "latin.sql").write_bytes(b"select '\xfc'")
    done = run(published, "sql", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("words", [["-"], []])
@pytest.mark.parametrize("piped", [True, False], ids=["pipe", "file"])
def test_sql_comes_from_standard_input(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], piped: bool
):
    file = tmp_path / "q.sql"
    file.write_text("-- piped\nselect 7 as a", encoding="utf-8")
    with (
        subprocess.Popen(["cat", file], stdout=subprocess.PIPE, text=True) as cat,
        file.open() as f,
    ):
        monkeypatch.setattr(sys, "stdin", cat.stdout if piped else f)
        assert as_json(run(published, "sql", *words, "-f", "json")) == [{"a": 7}]


def test_a_warehouse_that_another_program_writes_is_named_as_such(built: Path):
    [file] = (built / "builds").glob("*.duckdb")
    code = f"import duckdb; con = duckdb.connect({str(file)!r}); print(1, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        done = run(built, "sql", "select 1")
        writer.kill()
    assert done.returncode == 1
    assert "held by another program" in done.stderr
    assert f"PID {writer.pid}" in done.stderr
    assert "sharecheck build" not in done.stderr
