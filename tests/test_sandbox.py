"""Attacks on the page SQL: what a query must not reach, do, take or leave behind.

Each attack is a query in a real process of its own; several run side by side.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path

import duckdb
import pytest

from dashboard.sql import query_words, sandbox, sandbox_worker
from dashboard.sql.places import Places
from dashboard.sql.sandbox import LIMITS, Job, Limits, Outcome
from warehouse import publish

PATIENCE = 30.0
SMALL = Limits(seconds=3, rows=1_000, bytes=1_000_000, memory_bytes=64_000_000)
MARK = "left-behind"
NO_FILES = "LocalFileSystem has been disabled"
ONLY_READS = "is not run here: this page only reads"

FILES = [
    "from read_csv('/etc/passwd')",
    "from read_text('/etc/passwd')",
    "from read_blob('/etc/passwd')",
    "from read_json('/etc/passwd')",
    "from glob('/etc/*')",
    "from '/etc/passwd.csv'",
    "from 'file.csv'",
    "from read_text('/proc/self/environ')",
    "from sniff_csv('/etc/passwd')",
    "from parquet_metadata('x.parquet')",
    "from read_parquet('{folder}/*/*.parquet')",
    "from glob('{folder}/*')",
    "from read_blob('{file}')",
    "from '{file}'",
    "from read_text('{folder}/current.json')",
    "from 'https://example.org/a.csv'",
    "from read_parquet('s3://bucket/a.parquet')",
    "from read_csv('http://127.0.0.1:9/a.csv')",
    "from query('from read_text(''/etc/passwd'')')",
    "select * from json_execute_serialized_sql("
    "json_serialize_sql('select * from read_text(''/etc/passwd'')'))",
    "select (select content from read_text('/etc/passwd')) as content",
    "explain analyze copy (select 1) to '{mark}'",
]
"""Read or write a file or an address: the database has no file system, the process no new file."""

STATEMENTS = [
    "copy project to '{mark}'",
    "copy project from '/etc/passwd'",
    "copy (select 1) to '{mark}' (format parquet)",
    "export database '{mark}'",
    "attach '{mark}' as other",
    "attach ':memory:' as other",
    "attach 'https://example.org/a.duckdb' as other",
    "attach 'host=127.0.0.1' as other (type postgres)",
    "detach memory",
    "install httpfs",
    "force install httpfs from 'http://127.0.0.1:9'",
    "load httpfs",
    "load '{mark}'",
    "set memory_limit = '100GB'",
    "set global enable_external_access = true",
    "set lock_configuration = false",
    "set variable secret = 1",
    "reset memory_limit",
    "pragma memory_limit = '100GB'",
    "pragma enable_profiling",
    "pragma profiling_output = '{mark}'",
    "use main",
    "create table other as select 1",
    "create temp table other as select 1",
    "create view other as select 1",
    "create macro f() as 1",
    "create secret (type s3, key_id 'a', secret 'b')",
    "insert into project select * from project",
    "update project set name = 'x'",
    "delete from project",
    "drop table project",
    "truncate project",
    "alter table project add column x int",
    "comment on table project is 'x'",
    "call pragma_version()",
    "prepare p as select 1",
    "execute p",
    "begin",
    "checkpoint",
    "vacuum",
    "analyze",
]
"""Do more than read: not a kind of statement that is run."""

HIDDEN = [
    "select 1; drop table project",
    "select 1;; copy project to '{mark}';",
    "select 1 -- a comment\n; drop table project",
    "select 1 /* ; */ ; /* */ drop table project",
    "select ';' ; drop table project",
    "select $$;$$; drop table project",
    "select 1;\u00a0drop table project",
    "select 1;\u2028drop table project",
    "select 1\uff1bdrop table project",
    "select 1\u037edrop table project",
    "\ufeff; drop table project",
    "select 1\0; drop table project",
    "select 1 \ud800; drop table project",
    "; ; drop table project",
    "-- nothing but a comment",
    " ",
    "with gone as (delete from project returning *) from gone",
    "explain analyze delete from project",
]
"""A second statement, or a first one that is not what it looks like."""

OTHERS = [
    ("select getenv('HOME')", "getenv does not exist"),
    ("from sys", "Table with name sys does not exist"),
    ("from limits", "Table with name limits does not exist"),
    ("from request", "Table with name request does not exist"),
    ("from enable_logging('QueryLog', storage='file', storage_config={'path': '{mark}'})", ""),
    ("from enable_profiling(save_location='{mark}')", ""),
    ("select " + "(" * 20_000 + "1" + ")" * 20_000, ""),
    ("select " + "(" * 100_000 + "1" + ")" * 100_000, "characters"),
    ("select " + "+".join(["1"] * 20_000), ""),
    ("select " + "case when 1=1 then " * 2_000 + "1" + " end" * 2_000, ""),
    ("select " + ", ".join(f"{n} as c{n}" for n in range(501)), "501 columns"),
    ("select * from (pivot project on name using count(*))", "PIVOT needs"),
]

BOMBS = [
    "select * from range(100000000) a order by hash(range) desc",
    "select a.*, b.* from range(1000000) a, range(1000000) b order by hash(a.range + b.range)",
    "select repeat('x', 1000000000000)",
    "select repeat('x', 4000000000)",
    "select list(i) from range(1000000000000) t(i)",
    "select range(10000000000)",
    "select string_agg(i::varchar, '') from range(1000000000000) t(i)",
    "select string_agg(repeat('x', 100000), '') from range(100000)",
    "with recursive t as (select repeat('x', 1000) as i union select i || 'x' from t) "
    "select max(i) from t",
    "select count(distinct i::varchar || repeat('x', 100)) from range(1000000000) t(i)",
    "select map_from_entries(list_zip(range(1000000), range(1000000)))",
    "select " + "[" * 600 + "1" + "]" * 600,
]
"""Need more memory than there is, or more time to need it: stopped either way."""

ENDLESS = [
    "select count(*) from range(100000000000) a where a.range % 7 = 3",
    "with recursive t as (select 1 as i union all select i + 1 from t) select max(i) from t",
    "select sleep_ms(100000)",
]


@pytest.fixture(scope="module")
def file(_built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a published warehouse of ten invented rows."""
    return publish.path(_built_once)


@pytest.fixture(scope="module")
def marked(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a path that no query may make, and check afterwards that none did."""
    folder = tmp_path_factory.mktemp("marked")
    before = sorted(path.name for path in file.parent.iterdir())
    yield folder / MARK
    assert list(folder.iterdir()) == []
    assert sorted(path.name for path in file.parent.iterdir()) == before


def finished(file: Path, query: str, limits: Limits = LIMITS) -> Outcome:
    """Return what becomes of a query."""
    outcome = Job(file, query, limits).wait(PATIENCE)
    assert outcome is not None, "the job never ended"
    return outcome


def all_finished(file: Path, queries: list[str], mark: Path, limits: Limits) -> dict[str, Outcome]:
    """Return what becomes of many queries, some at a time."""
    one = partial(finished, file, limits=limits)
    with ThreadPoolExecutor(sandbox.PLACES) as pool:
        return dict(
            zip(queries, pool.map(one, (filled(q, file, mark) for q in queries)), strict=True)
        )


def reports(file: Path, queries: list[str], mark: Path) -> dict[str, str]:
    """Return what one process, opened and locked in as for a visitor, says to many queries."""
    code = f"""
import json, sys
sys.path[:] = {sys.path!r}
from dashboard.sql import sandbox_worker as worker
import duckdb, pyarrow
from pathlib import Path
limits = {asdict(LIMITS) | {"seconds": 60}!r}
queries = json.loads(sys.stdin.read())
con = worker.opened(Path({str(file)!r}), limits["memory_bytes"])
worker.lock_in(limits)
for query in queries:
    report, _ = worker.answered(con, query, limits)
    print(json.dumps(report.get("message", report["kind"])))
"""
    asked = json.dumps([filled(query, file, mark) for query in queries])
    told = subprocess.run(
        [sys.executable, "-c", code], input=asked, capture_output=True, text=True, check=True
    )
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    return dict(zip(queries, answers, strict=True))


def filled(query: str, file: Path, mark: Path) -> str:
    """Return a query with the places that it attacks."""
    places = {"{file}": str(file), "{folder}": str(file.parent), "{mark}": str(mark)}
    for name, value in places.items():
        query = query.replace(name, value)
    return query


def gone(pid: int, within: float) -> bool:
    """Return whether a process ends within so many seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def started(file: Path, query: str = "select sleep_ms(100000)") -> tuple[Job, int]:
    """Return a job whose process has begun, and the process's id."""
    job = Job(file, query)
    until = time.monotonic() + PATIENCE
    while job.pid is None and time.monotonic() < until:
        job.wait(0.01)
    assert job.pid is not None
    return job, job.pid


def until_open(pid: int, file: Path) -> None:
    """Return when a process has opened a file, or where that cannot be seen after a while."""
    descriptors = Path(f"/proc/{pid}/fd")
    until = time.monotonic() + (PATIENCE if descriptors.exists() else 2)
    while time.monotonic() < until:
        if any(link.resolve() == file.resolve() for link in descriptors.glob("*")):
            return
        time.sleep(0.01)


# --- what a query may do -------------------------------------------------------------------------


def test_what_reads_is_run(file: Path, marked: Path):
    with duckdb.connect(str(file), read_only=True) as con:
        projects = con.execute("from project").fetchall()
        columns = len(con.execute("from project limit 0").description)
    expected = {
        "from project": len(projects),
        "with p as (from project) select * from p;": len(projects),
        "values (1), (2)": 2,
        "table project": len(projects),
        "describe project": columns,
        "summarize project": columns,
        "-- first\nshow tables -- last": None,
        "explain select 1": 1,
        "explain analyze from project": 1,
        "/* a */ pragma table_info('project')": columns,
        "pivot project on kind in ('framework') using count(*) group by owner": None,
        "select 'drop table project; --'": 1,
        "from duckdb_secrets()": 0,
        "select * from (from project order by name desc)": len(projects),
        "select uuid(), random(), now(), '2024-01-01'::timestamptz at time zone 'Asia/Tokyo'": 1,
        "from test_all_types()": 3,
    }
    outcomes = all_finished(file, list(expected), marked, LIMITS)
    assert {query: out.message for query, out in outcomes.items() if out.kind != "rows"} == {}
    counts = {
        query: outcomes[query].table.num_rows for query, n in expected.items() if n is not None
    }
    assert counts == {query: n for query, n in expected.items() if n is not None}


def test_rows_come_as_the_database_gives_them(file: Path):
    query = "select project_id, first_public_release from project order by project_id"
    with duckdb.connect(str(file), read_only=True) as con:
        expected = con.execute(query).fetchall()
    rows = finished(file, query).table.to_pylist()
    assert [tuple(row.values()) for row in rows] == expected


# --- attacks -------------------------------------------------------------------------------------


def test_no_query_reaches_a_file_or_an_address(file: Path, marked: Path):
    said = reports(file, FILES, marked)
    assert {query: words for query, words in said.items() if NO_FILES not in words} == {}
    outcomes = all_finished(file, FILES[::8], marked, LIMITS)
    assert {query_words.fault(outcome) for outcome in outcomes.values()} == {
        "Files and addresses cannot be read here: a query sees the tables of the warehouse and "
        "nothing else."
    }


@pytest.mark.parametrize("query", STATEMENTS)
def test_no_statement_that_does_more_than_read_is_let_through(query: str):
    # pragma_version() is harmless, and CALL is not
    with duckdb.connect() as con, pytest.raises((sandbox_worker.RefusedError, duckdb.Error)):
        sandbox_worker.only_statement(con, query)


def test_no_statement_that_does_more_than_read_is_run(file: Path, marked: Path):
    outcomes = all_finished(file, STATEMENTS[::8], marked, LIMITS)
    assert {query: o.kind for query, o in outcomes.items() if o.kind != "error"} == {}
    assert {o.message for o in outcomes.values() if ONLY_READS not in o.message} == set()


def test_no_second_statement_hides_behind_a_first(file: Path, marked: Path):
    said = reports(file, HIDDEN, marked)
    assert {query: words for query, words in said.items() if words in ("rows", "memory")} == {}
    outcomes = all_finished(file, HIDDEN[::6], marked, LIMITS)
    assert {query: o.kind for query, o in outcomes.items() if o.kind != "error"} == {}
    assert finished(file, "from project").kind == "rows"


def test_tricks_with_functions_names_and_nesting_fail(file: Path, marked: Path):
    queries = [query for query, _ in OTHERS]
    outcomes = all_finished(file, queries, marked, SMALL)
    for query, message in OTHERS:
        assert message in outcomes[query].message, query
        assert outcomes[query].kind in ("error", "time", "memory", "broken"), query


def test_the_environment_of_the_server_is_not_handed_on(
    file: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    job, pid = started(file)
    environment = Path(f"/proc/{pid}/environ")
    if environment.exists():
        handed_on = environment.read_bytes()
        assert b"hf_secret" not in handed_on
        assert b"ARROW_DEFAULT_MEMORY_POOL" in handed_on
    job.cancel()
    assert "hf_secret" not in str(finished(file, "from duckdb_settings()").table.to_pylist())


def test_the_kernel_refuses_new_files_even_if_the_database_would_not(file: Path):
    code = f"""
import sys
sys.path[:] = {sys.path!r}
import duckdb, socket
from dashboard.sql import sandbox_worker
con = duckdb.connect()
sandbox_worker.lock_in({{"seconds": 5, "memory_bytes": 100_000_000}})
for attempt in (
    lambda: con.execute("select * from read_text('/etc/passwd')").fetchall(),
    lambda: con.execute("copy (select 1) to '{file.parent / MARK}'").fetchall(),
    lambda: open("/etc/passwd"),
    lambda: socket.socket(),
):
    try:
        attempt()
    except (OSError, duckdb.Error) as error:
        print("refused", error)
    else:
        print("allowed")
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [line.split()[0] for line in told.stdout.splitlines() if line] == ["refused"] * 4


# --- limits --------------------------------------------------------------------------------------


def test_a_memory_bomb_ends_itself_and_nothing_else(file: Path, marked: Path):
    began = time.monotonic()
    outcomes = all_finished(file, BOMBS, marked, SMALL)
    assert {o.kind for o in outcomes.values()} <= {"memory", "time", "error", "broken"}
    assert [query for query, o in outcomes.items() if o.seconds > SMALL.seconds + 1] == []
    assert time.monotonic() - began < SMALL.seconds * len(BOMBS)
    assert finished(file, "select 1").kind == "rows"


def test_an_endless_query_is_stopped_in_time(file: Path, marked: Path):
    outcomes = all_finished(file, ENDLESS, marked, SMALL)
    assert {o.kind for o in outcomes.values()} <= {"time", "memory"}
    assert outcomes["select sleep_ms(100000)"].kind == "time"
    assert all(o.seconds < SMALL.seconds + 1 for o in outcomes.values())


def test_a_result_ends_at_the_most_rows_and_says_so(file: Path):
    outcome = finished(file, "select range as n from range(1000000000000)", SMALL)
    assert outcome.cut == "rows"
    assert outcome.table["n"].to_pylist() == list(range(SMALL.rows))
    whole = finished(file, f"from range({SMALL.rows})", SMALL)
    assert (whole.table.num_rows, whole.cut) == (SMALL.rows, None)


def test_a_result_ends_at_the_most_bytes_and_says_so(file: Path):
    query = "select repeat('x', 10000) as x from range(1000)"
    outcome = finished(file, query, SMALL)
    assert outcome.cut == "bytes"
    assert 0.9 * SMALL.bytes < outcome.table.nbytes <= SMALL.bytes
    alone = finished(file, f"select repeat('x', {2 * SMALL.bytes})", SMALL)
    assert "The first row alone is bigger than 1 MB" in alone.message


def test_no_more_than_a_few_processes_run_and_the_next_hears_that_it_is_busy(
    file: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sandbox, "_places", Places(1))
    monkeypatch.setattr(sandbox, "WAITING_SECONDS", 0.3)
    first, _ = started(file)
    second = Job(file, "select 1")
    assert second.waiting
    outcome = second.wait(PATIENCE)
    assert outcome is not None
    assert outcome.kind == "busy"
    assert second.pid is None
    assert query_words.fault(outcome).startswith("Busy: ")
    first.cancel()
    assert first.wait(PATIENCE) is not None
    assert finished(file, "select 1").kind == "rows"


# --- ends ----------------------------------------------------------------------------------------


def test_a_cancelled_query_leaves_no_process(file: Path):
    job, pid = started(file)
    job.cancel()
    outcome = job.wait(PATIENCE)
    assert outcome is not None
    assert outcome.kind == "cancelled"
    assert gone(pid, within=1)


def test_a_query_that_nobody_asks_for_any_more_ends(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sandbox, "LEASE_SECONDS", 0.5)
    job, pid = started(file)
    assert gone(pid, within=5)
    outcome = job.wait(PATIENCE)
    assert outcome is not None
    assert outcome.kind == "abandoned"


def test_a_query_that_is_asked_for_goes_on(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sandbox, "LEASE_SECONDS", 0.5)
    job, _ = started(file, "select sleep_ms(1500)")
    until = time.monotonic() + PATIENCE
    while (outcome := job.wait(0.1)) is None and time.monotonic() < until:
        pass
    assert outcome is not None
    assert outcome.kind == "rows"


def test_a_killed_server_leaves_no_process(file: Path):
    code = f"""
import sys, time
sys.path[:] = {sys.path!r}
from pathlib import Path
from dashboard.sql.sandbox import Job
job = Job(Path({str(file)!r}), "select count(*) from range(100000000000) t(i) where hash(i) = 1")
while job.pid is None:
    time.sleep(0.01)
time.sleep(1)
print(job.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        pid = int(server.stdout.readline())
        server.kill()
    assert gone(pid, within=5)


def test_a_crash_of_the_process_is_told(file: Path):
    job, pid = started(file)
    os.kill(pid, signal.SIGSEGV)
    outcome = job.wait(PATIENCE)
    assert outcome is not None
    assert outcome.kind == "broken"
    assert f"code {-signal.SIGSEGV}" in query_words.fault(outcome)


def test_a_process_that_ends_before_it_was_asked_is_told(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    gone = tmp_path / "worker.py"
    gone.write_text("import os, signal; os.close(0); os.kill(os.getpid(), signal.SIGSEGV)")
    monkeypatch.setattr(sandbox.sandbox_worker, "__file__", str(gone))
    # more than fits into a pipe
    outcome = finished(file, f"select '{'x' * 45_000}', '{'é' * 4_000}'")
    assert outcome.kind == "broken"
    assert f"code {-signal.SIGSEGV}" in outcome.message


def test_a_file_that_is_not_a_warehouse_is_told(tmp_path: Path):
    broken = tmp_path / "warehouse-x.duckdb"
    broken.write_bytes(b"not a database" * 1000)
    for path in (broken, tmp_path / "missing.duckdb"):
        outcome = finished(path, "select 1")
        assert outcome.kind == "broken"
        assert outcome.message


def test_a_new_build_does_not_disturb_a_query_that_runs(file: Path, tmp_path: Path):
    old = tmp_path / "warehouse-old.duckdb"
    old.write_bytes(file.read_bytes())
    job, pid = started(
        old, "select count(*) as n from project where sleep_ms(2000) is null or true"
    )
    until_open(pid, old)
    old.unlink()
    outcome = job.wait(PATIENCE)
    assert outcome is not None
    with duckdb.connect(str(file), read_only=True) as con:
        expected = con.execute("select count(*) from project").fetchone()
    assert expected is not None
    assert outcome.table["n"].to_pylist() == [expected[0]]


def test_an_error_points_at_its_place_in_the_query(file: Path):
    query = "select -- ä€😀\n    name,\n    nope + 1\nfrom project"
    outcome = finished(file, query)
    assert outcome.position is not None
    shown = query_words.excerpt(query, outcome.position).splitlines()
    marked = next(n for n, line in enumerate(shown) if "▲" in line)
    assert shown[marked - 1][shown[marked].index("▲") :].startswith("nope")
    assert shown[marked - 1].startswith("3 ")
