"""The process that runs one visitor's query, locks itself in first, and ends.

Started by `sandbox` as a script, with an empty environment. It reads one request, a line of JSON,
from its standard input; it writes one report, a line of JSON, to its standard output, followed by
what the report says comes: the rows in plain types as an Arrow stream, as CSV and as Parquet. All
that is made of a result is made here and counted here, so the server only passes it on. Nothing it
may do depends on the query: by the time the query is looked at, the database takes no setting any
more and the process no new file.
"""

import json
import os
import re
import shutil
import sys
import threading
import time
from bisect import bisect
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

if sys.platform != "win32":  # which has no such limits; the database's own hold there too
    import resource

MEGABYTE = 1_000_000
GROWTH = 2
"""The process may grow by so many times what the database may use."""
TOO_MUCH_MEMORY = 90
"""Exit code when the process itself sees that it has grown too big."""
SETTINGS = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "errors_as_json": "true",
    "threads": "1",
    "temp_directory": "",
    "max_temp_directory_size": "0B",
}
LOCKS = (
    "set TimeZone = 'UTC'",
    "set disabled_filesystems = 'LocalFileSystem'",
    "set lock_configuration = true",
)
"""Given one by one after the file is open: the first needs it open, the last ends all setting."""
REHEARSAL = "from (values (now(), 1.5, ['a']))"
"""Run before no file can be opened: what is imported when it is first used is then there."""
READ = {"SELECT", "EXPLAIN"}
PRAGMAS = re.compile(
    r"(\s|--[^\n]*\n|/\*.*?\*/)*pragma\s+(collations|database_size|functions|platform|show|"
    r"show_tables|show_tables_expanded|storage_info|table_info|version)\b",
    re.I | re.S,
)
"""Those that only tell; the others set, import or check."""
PIVOT = re.compile(r"\bpivot\b", re.I)
HALF = re.compile(r"[\ud800-\udfff]")
"""A surrogate alone, which is no text: two of them in a row would come as one character."""
BATCH_ROWS = 2048
MESSAGE_CHARACTERS = 2_000


class RefusedError(Exception):
    """The query is not one that is run here; the message says what is."""


def main() -> None:
    """Serve the one request."""
    request = json.loads(sys.stdin.buffer.readline())
    answers = _own_pipes()
    sys.path[:] = request["path"]
    import duckdb

    limits = request["limits"]
    try:
        con = opened(Path(request["file"]), limits["memory_bytes"])
    except (duckdb.Error, OSError) as error:
        _answer(answers, _words(error) | {"kind": "broken", "seconds": 0.0})
    lock_in(limits)
    _answer(answers, *answered(con, request["query"], limits))


def answered(con: Any, query: str, limits: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Return the report on a query, and when there are rows what is made of them, as `Outcome`."""
    started = time.monotonic()
    made: list[bytes] = []
    try:
        report, made = _run(con, query, limits)
    except RefusedError as error:
        report = {"kind": "error", "message": str(error)}
    except Exception as error:  # whatever the query made it say is told to who wrote the query
        report = _words(error)
    return report | {"seconds": time.monotonic() - started}, made


def _own_pipes() -> int:
    """Return where answers go; leave nothing on the standard streams, and end with the parent."""
    lifeline, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)
    threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()
    return answers


def _end_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)  # returns when the other end is closed, by whatever
    os._exit(0)


def opened(file: Path, memory_bytes: int) -> Any:
    """Return a connection that can read the file, and nothing else, ever.

    Raises:
        duckdb.Error: the file cannot be opened.
        OSError: it cannot be read.
    """
    import duckdb

    config: dict[str, Any] = SETTINGS | {"memory_limit": f"{memory_bytes}B"}
    con = duckdb.connect(_nameless(file), read_only=True, config=config)
    _run(con, REHEARSAL, {"columns": 3, "rows": 1, "bytes": MEGABYTE})
    for statement in LOCKS:
        con.execute(statement)
    return con


def _nameless(file: Path) -> str:
    """Return a path that does not say where a file lies.

    The database tells its path to whoever asks, with every link in it followed; of an open file
    without a name there is nothing to follow.
    """
    if sys.platform == "win32":
        return str(file)
    second = file.with_name(f".{file.name}-{os.getpid()}")
    try:
        os.link(file, second)
        try:
            number = os.open(second, os.O_RDONLY)
        finally:
            second.unlink()
    except OSError:  # a folder that may only be read
        if sys.platform != "linux":
            return f"/dev/fd/{os.open(file, os.O_RDONLY)}"
        number = os.memfd_create("warehouse")
        with file.open("rb") as source, os.fdopen(os.dup(number), "wb") as target:
            shutil.copyfileobj(source, target, MEGABYTE)
    return f"/dev/fd/{number}"


def lock_in(limits: dict[str, Any]) -> None:
    """Give up, for good, what the platform lets a process give up."""
    if sys.platform == "win32":
        return
    os.nice(10)
    with suppress(OSError):  # should the machine run out of memory, this goes before the server
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    seconds = int(limits["seconds"]) + 2
    growth = GROWTH * limits["memory_bytes"]
    meter = _meter()
    space, size = meter()
    most = {
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NPROC": 0,
        "RLIMIT_CPU": seconds,
        # beside what the database counts: this program, the rows it hands over, lists and texts
        "RLIMIT_AS": space + growth,
        "RLIMIT_NOFILE": 0,  # the last one: what is open stays open, no file or socket is added
    }
    threading.Thread(target=_stay_small, args=(meter, size + growth), daemon=True).start()
    for name, value in most.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, ValueError, OSError):
            continue  # not on this platform


def _stay_small(meter: Callable[[], list[int]], most_bytes: int) -> None:
    """End the process when it has grown too big; some platforms ignore RLIMIT_AS."""
    while meter()[1] < most_bytes:
        time.sleep(0.05)
    os._exit(TOO_MUCH_MEMORY)


def _meter() -> Callable[[], list[int]]:
    """Return what tells the bytes of address space and of memory that the process has.

    Where they are not told: a generous guess, and what it had at most.
    """
    try:
        statm = os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        usage = partial(resource.getrusage, resource.RUSAGE_SELF)
        return lambda: [4_000 * MEGABYTE, usage().ru_maxrss * unit]
    page = os.sysconf("SC_PAGE_SIZE")
    return lambda: [int(pages) * page for pages in os.pread(statm, 128, 0).split()[:2]]


def _run(con: Any, query: str, limits: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Return the report and the rows in three forms, as many as the limits allow."""
    import pyarrow as pa
    from pyarrow import parquet

    from warehouse import plain_rows, spreadsheet

    relation = _relation(con, only_statement(con, query))
    if len(relation.columns) > limits["columns"]:
        msg = (
            f"The result has {len(relation.columns):,} columns; {limits['columns']:,} are allowed."
        )
        raise RefusedError(msg)
    plain = plain_rows.PlainRows(relation)
    found, cut = _read(plain.reader(BATCH_ROWS), limits)
    table = plain.settled(found)
    lines = spreadsheet.lines(table, limits["bytes"])
    if len(lines) <= table.num_rows:
        cut = "bytes"
    table = table.slice(0, len(lines) - 1).combine_chunks()
    if cut and not table.num_rows:
        msg = f"The first row alone is bigger than {limits['bytes'] // MEGABYTE} MB."
        raise RefusedError(msg)
    arrow, file = pa.BufferOutputStream(), pa.BufferOutputStream()
    with pa.ipc.new_stream(arrow, table.schema) as stream:
        stream.write_table(table)
    parquet.write_table(table, file, compression="zstd")
    made = [arrow.getvalue().to_pybytes(), b"".join(lines), file.getvalue().to_pybytes()]
    return {"kind": "rows", "cut": cut}, made


def _read(reader: Any, limits: dict[str, Any]) -> tuple[Any, str | None]:
    """Return the first rows, as many as the limits allow, and which limit cut them."""
    import pyarrow as pa

    batches, cut = [], None
    rows = used = 0
    for batch in reader:
        fitting = min(batch.num_rows, limits["rows"] - rows)
        cut = "rows" if fitting < batch.num_rows else None
        if used + batch.nbytes > limits["bytes"]:
            left = limits["bytes"] - used
            fits = bisect(range(1, batch.num_rows), left, key=lambda n: batch.slice(0, n).nbytes)
            fitting, cut = min(fitting, fits), "bytes" if fits < fitting else cut
        batches.append(batch.slice(0, fitting))
        rows, used = rows + fitting, used + batch.nbytes
        if cut:
            break
    return pa.Table.from_batches(batches, reader.schema), cut


def _relation(con: Any, statement: Any) -> Any:
    """Return what a statement gives as a relation: its rows come one batch after the other.

    Arrow from con.execute would hold all rows first in DuckDB 2.0.
    """
    import duckdb

    try:
        return con.sql(statement)
    except duckdb.Error:
        con.execute(statement)  # fails likewise, and says at which place
        raise


def only_statement(con: Any, query: str) -> Any:
    """Return the query's one statement.

    Raises:
        RefusedError: there is none, there are more, or it does more than read.
        duckdb.Error: it cannot be parsed.
    """
    if "\0" in query:
        msg = "The query holds a NUL character. Remove it."
    elif half := HALF.search(query):
        msg = (
            f"The query holds half a character (U+{ord(half[0]):04X}), its character number "
            f"{half.start() + 1:,}. Remove it or write it anew."
        )
    elif not (statements := con.extract_statements(query)):
        msg = "There is nothing to run: the query is empty."
    elif "MULTI" in (kinds := [statement.type.name for statement in statements]) or (
        kinds[0] == "CREATE" and PIVOT.search(query)
    ):
        msg = "PIVOT needs its columns named here: pivot … on project_id in ('acme', 'beta') …"
    elif len(statements) > 1:
        msg = f"One statement at a time: these are {len(statements)}. Remove all but one."
    elif kinds[0] in READ or (kinds[0] == "PRAGMA" and PRAGMAS.match(statements[0].query)):
        return statements[0]
    else:
        msg = (
            f"{kinds[0]} is not run here: this page only reads. SELECT, FROM, WITH, VALUES, PIVOT, "
            "DESCRIBE, SUMMARIZE, SHOW and EXPLAIN are."
        )
    raise RefusedError(msg)


def _words(error: Exception) -> dict[str, Any]:
    """Return what an error says and, where DuckDB knows it, the byte of the query it points at."""
    text = str(error)
    if isinstance(error, OSError):  # its text names files
        text = f"The system refused something: {error.strerror or type(error).__name__}."
    try:
        told = json.loads(text[text.index("{") :])
        kind, message = told["exception_type"], str(told["exception_message"])
        place = {"position": int(told["position"])} if "position" in told else {}
    except (ValueError, KeyError, TypeError):
        kind, message, place = type(error).__name__, text, {}
    if isinstance(error, MemoryError) or kind in ("Out of Memory", "OutOfMemoryException"):
        return {"kind": "memory"}
    return {"kind": "error", "message": message[:MESSAGE_CHARACTERS], **place}


def _answer(answers: int, report: dict[str, Any], made: Sequence[bytes] = ()) -> NoReturn:
    """Write the report and what was made, and end without tidying up: nothing here is kept."""
    with os.fdopen(answers, "wb") as out:
        out.write(json.dumps(report | {"made": [len(part) for part in made]}).encode() + b"\n")
        out.writelines(made)
    os._exit(0)


if __name__ == "__main__":
    main()
