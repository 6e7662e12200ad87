"""A synthetic warehouse many times larger: copies of every project and claim under other names.

Copied, with `~1`, `~2` ... behind each name: projects with their groups, identifiers, facts and
figures; the definitions over groups; documents, claims with their tests, measurements and evidence,
contradictions; runs, each with invented responses. Not copied: sources, signals, other definitions,
breaks, hedges: what somebody publishes or writes down, and does not grow with what is counted.

Every row keeps its place beside its original, as a build of more projects would write it.
"""

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from collectors import settings
from warehouse import publish

NAMED = (
    "project_id",
    "part_of",
    "member_id",
    "subject",
    "comparator",
    "identifier",
    "group_id",
    "fact_id",
    "primary_fact_id",
    "document_id",
    "claim_id",
    "test_id",
    "cluster",
    "contradiction_id",
)
"""Columns that get another name in each copy."""
TITLED = {"project.name", "project_group.title", "claim.cluster_title", "document.title"}
DEFINED = ("definition_id", "primary_definition_id")
"""Columns with the name of a definition; only definitions over groups are copied."""
SAME = {
    "build",
    "source",
    "signal",
    "series_break",
    "hedge",
    "hedge_bound",
    "twin",
    "freshness",
    "broken_period",
}
RESPONSES = 40
"""Invented responses of each copied run."""
MADE = ("builds", "landing", "cache", "history", "packs", "__pycache__")
"""What lies beside the entries of a pack, and is none of them."""


def enlarged(source: Path, target: Path, times: int) -> None:
    """Publish the warehouse of the pack `source` into the new folder `target`, `times` as large."""
    lay_out(source, target)
    pointer = publish.current(source)
    file = publish.folder(target) / pointer.file
    shutil.copy(publish.path(source), file)
    with duckdb.connect(str(file)) as con:
        con.execute("set preserve_insertion_order = true")
        if times > 1:
            multiply(con, times)
    republish(target, replace(pointer, build_id=f"{pointer.build_id}-x{times}", file=file.name))


def lay_out(source: Path, target: Path) -> None:
    """Copy what the dashboard reads beside the warehouse: cards and entries."""
    copied(target, source)
    publish.folder(target).mkdir()


def copied(target: Path, source: Path = settings.BUNDLED) -> None:
    """Copy the entries of a pack into a new folder."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*MADE))


def multiply(con: duckdb.DuckDBPyConnection, times: int) -> None:
    """Copy the rows of each table that grows `times` - 1 times."""
    tables = con.execute(
        "select table_name, list(column_name order by column_index) from duckdb_columns() "
        "where schema_name = 'main' and not internal "
        "and table_name in (select table_name from duckdb_tables()) group by table_name"
    ).fetchall()
    con.execute(
        "create temp table own as select definition_id from definition where over = 'group'"
    )
    for table, columns in sorted(tables):
        if table in SAME or table == "response":
            continue
        names = [column for column in columns if column in (*NAMED, *DEFINED)]
        if table in ("definition", "definition_query"):
            which = "definition_id in (from own)"
        elif table == "source_run":
            names, which = ["run_id"], "true"
        else:
            which = "true"
        if not names:
            continue
        values = ", ".join(_value(table, column, names) for column in columns)
        con.execute(
            f"create temp table copied as select {values} "
            f"from main.{table} as old, range(1, {times}) as copy(k) where {which}"
        )
        con.execute(f"insert into main.{table} from copied")
        con.execute("drop table copied")
    con.execute(
        "insert into response select 'invented/' || source_id || '/' || run_id || '/' || k, "
        "run_id, source_id, 'https://example.org/' || k, 200, "
        "timestamp '2026-01-01' + to_hours(k), "
        f"repeat('0', 64), 1000 from source_run, range({RESPONSES}) as r(k) "
        "where run_id like '%~%'"
    )
    con.execute("checkpoint")


def _value(table: str, column: str, names: list[str]) -> str:
    """Return SQL for a column of the copy `k`."""
    old = f'old."{column}"'
    if f"{table}.{column}" in TITLED:
        return f"{old} || ' ' || k"
    if f"{table}.{column}" == "document.sha256":
        return f"sha256({old} || k)"
    if column == "position" and table in ("claim", "contradiction", "contradiction_entry"):
        return f"{old} + 10000 * k"
    if column in DEFINED and column in names:
        return f"case when {old} in (from own) then {old} || '~' || k else {old} end"
    return f"{old} || '~' || k" if column in names else old


def republish(root: Path, pointer: publish.Pointer) -> None:
    """Make a file that lies in the folder of builds the current one."""
    file = publish.folder(root) / pointer.file
    draft = publish.folder(root) / "next.json"
    known = replace(pointer, sha256=publish._sha256(file, file.stat().st_mtime_ns))
    draft.write_text(json.dumps(known.__dict__), encoding="utf-8")
    draft.replace(publish.folder(root) / "current.json")


def renamed(root: Path, name: str) -> None:
    """Publish the very same file under another build id, so that nothing of it is known."""
    pointer = publish.current(root)
    old = publish.folder(root) / pointer.file
    new = old.with_name(f"warehouse-{name.replace(' ', '-')}.duckdb")
    old.rename(new)  # who has it open keeps it
    republish(root, replace(pointer, build_id=name, file=new.name))


def published_again(root: Path, number: int) -> str:
    """Publish the current build under a new id, drop the oldest, and return the id."""
    pointer = publish.current(root)
    now = datetime.now(UTC)
    build_id = f"{now:%Y%m%dT%H%M%S%f}Z-again{number}"
    file = publish.folder(root) / f"warehouse-{build_id}.duckdb"
    shutil.copy(publish.folder(root) / pointer.file, file)
    with duckdb.connect(str(file)) as con:
        con.execute("update build set build_id = ?", [build_id])
    republish(root, replace(pointer, build_id=build_id, file=file.name))
    for old in sorted(publish.folder(root).glob("*.duckdb"), key=os.path.getmtime)[:-3]:
        old.unlink()
    return build_id
