"""The process that runs one visitor's query, locks itself in first, and ends.

Started by `sandbox` as a script, with an empty environment. It reads one request, a line of JSON,
from its standard input; it writes one report, a line of JSON, to its standard output, followed by
the rows as an Arrow stream when there are any. Nothing it may do depends on the query: by the time
the query is looked at, the database takes no setting any more and the process no new file.
"""

import json
import os
import re
import sys
import threading
import time
from contextlib import suppress
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
READ = {"SELECT", "EXPLAIN"}
PRAGMAS = re.compile(
    r"(\s|--[^\n]*\n|/\*.*?\*/)*pragma\s+(collations|database_size|functions|platform|show|"
    r"show_tables|show_tables_expanded|storage_info|table_info|version)\b",
    re.I | re.S,
)
"""Those that only tell; the others set, import or check."""
PIVOT = re.compile(r"\bpivot\b", re.I)
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
    import pyarrow  # noqa: F401  imported before no file can be opened

    limits = request["limits"]
    try:
        con = opened(request["file"], limits["memory_bytes"])
    except duckdb.Error as error:
        _answer(answers, _words(error) | {"kind": "broken"})
    lock_in(limits)
    _answer(answers, *answered(con, request["query"], limits))


def answered(con: Any, query: str, limits: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the report on a query, and its rows as an Arrow stream when there are any."""
    started = time.monotonic()
    try:
        report, data = _run(con, query, limits)
    except RefusedError as error:
        report, data = {"kind": "error", "message": str(error)}, b""
    except Exception as error:  # whatever the query made it say is told to who wrote the query
        report, data = _words(error), b""
    return report | {"seconds": time.monotonic() - started}, data


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


def opened(file: str, memory_bytes: int) -> Any:
    """Return a connection that can read the file, and nothing else, ever.

    Raises:
        duckdb.Error: the file cannot be opened.
    """
    import duckdb

    config: dict[str, Any] = SETTINGS | {"memory_limit": f"{memory_bytes}B"}
    con = duckdb.connect(file, read_only=True, config=config)
    con.sql("from duckdb_tables() limit 1").to_arrow_reader().read_all()
    for statement in LOCKS:
        con.execute(statement)
    return con


def lock_in(limits: dict[str, Any]) -> None:
    """Give up, for good, what the platform lets a process give up."""
    if sys.platform == "win32":
        return
    os.nice(10)
    with suppress(OSError):  # should the machine run out of memory, this goes before the server
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    seconds = int(limits["seconds"]) + 2
    growth = GROWTH * limits["memory_bytes"]
    most = {
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NPROC": 0,
        "RLIMIT_CPU": seconds,
        # beside what the database counts: this program, the rows it hands over, lists and texts
        "RLIMIT_AS": _address_space() + growth,
        "RLIMIT_NOFILE": 0,  # the last one: what is open stays open, no file or socket is added
    }
    threading.Thread(target=_stay_small, args=(growth,), daemon=True).start()
    for name, value in most.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, ValueError, OSError):
            continue  # not on this platform


def _address_space() -> int:
    """Return the bytes of address space in use, or where they are not told a generous guess."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 4_000 * MEGABYTE
    return pages * os.sysconf("SC_PAGE_SIZE")


def _stay_small(most_bytes: int) -> None:
    """End the process when it has grown by too much; some platforms ignore RLIMIT_AS."""
    unit = 1 if sys.platform == "darwin" else 1024
    first = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    while (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - first) * unit < most_bytes:
        time.sleep(0.05)
    os._exit(TOO_MUCH_MEMORY)


def _run(con: Any, query: str, limits: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the report and the rows, as many as the limits allow.

    Raises:
        RefusedError: the query is not one statement that reads.
        duckdb.Error: it fails.
    """
    import pyarrow as pa

    reader = _relation(con, only_statement(con, query)).to_arrow_reader(BATCH_ROWS)
    if len(reader.schema) > limits["columns"]:
        msg = f"The result has {len(reader.schema):,} columns; at most {limits['columns']:,} fit."
        raise RefusedError(msg)
    batches, cut = [], None
    rows = used = 0
    for batch in reader:
        fitting = min(batch.num_rows, limits["rows"] - rows)
        cut = "rows" if fitting < batch.num_rows else None
        if used + batch.nbytes > limits["bytes"]:
            fitting, cut = _fitting(batch, limits["bytes"] - used), "bytes"
        batches.append(batch.slice(0, fitting))
        rows, used = rows + fitting, used + batch.nbytes
        if cut:
            break
    if cut and not rows:
        msg = f"The first row alone is bigger than {limits['bytes'] // MEGABYTE} MB."
        raise RefusedError(msg)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, reader.schema) as stream:
        for batch in batches:
            stream.write_batch(batch)
    return {"kind": "rows", "rows": rows, "cut": cut}, sink.getvalue().to_pybytes()


def _relation(con: Any, statement: Any) -> Any:
    """Return what a statement gives as a relation: its rows come one batch after the other.

    Arrow from con.execute would hold all rows first in DuckDB 2.0.

    Raises:
        duckdb.Error: a name is not known, or another fault that shows before anything runs.
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
        raise RefusedError(msg)
    statements = con.extract_statements(query)
    if not statements:
        msg = "There is nothing to run: the query is empty."
        raise RefusedError(msg)
    kinds = [statement.type.name for statement in statements]
    if "MULTI" in kinds or (kinds[0] == "CREATE" and PIVOT.search(query)):
        msg = "PIVOT needs its columns named here: pivot … on project_id in ('pytorch', 'jax') …"
        raise RefusedError(msg)
    if len(statements) > 1:
        msg = f"One statement at a time: these are {len(statements)}. Remove all but one."
        raise RefusedError(msg)
    if kinds[0] not in READ and not (kinds[0] == "PRAGMA" and PRAGMAS.match(statements[0].query)):
        msg = (
            f"{kinds[0]} is not run here: this page only reads. SELECT, FROM, WITH, VALUES, PIVOT, "
            "DESCRIBE, SUMMARIZE, SHOW and EXPLAIN are."
        )
        raise RefusedError(msg)
    return statements[0]


def _fitting(batch: Any, most_bytes: int) -> int:
    """Return how many rows of a batch, from the first on, fit into so many bytes."""
    fits, too_many = 0, batch.num_rows + 1
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if batch.slice(0, middle).nbytes <= most_bytes:
            fits = middle
        else:
            too_many = middle
    return fits


def _words(error: Exception) -> dict[str, Any]:
    """Return what an error says and, where DuckDB knows it, the byte of the query it points at."""
    text = str(error)
    try:
        told = json.loads(text[text.index("{") :])
        kind, message = told["exception_type"], str(told["exception_message"])
        place = {"position": int(told["position"])} if "position" in told else {}
    except (ValueError, KeyError, TypeError):
        kind, message, place = type(error).__name__, text, {}
    if isinstance(error, MemoryError) or kind in ("Out of Memory", "OutOfMemoryException"):
        return {"kind": "memory"}
    return {"kind": "error", "message": message[:MESSAGE_CHARACTERS], **place}


def _answer(answers: int, report: dict[str, Any], data: bytes = b"") -> NoReturn:
    """Write the report and the rows, and end without tidying up: nothing here is kept."""
    with os.fdopen(answers, "wb") as out:
        out.write(json.dumps(report).encode() + b"\n")
        out.write(data)
    os._exit(0)


if __name__ == "__main__":
    main()
