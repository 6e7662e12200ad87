"""The warehouse is a pure function of its inputs."""

from pathlib import Path

import duckdb

from collectors.home import Home
from warehouse import publish
from warehouse.build import build


def tables(con: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    found = con.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = ? "
        "order by all",
        [database],
    ).fetchall()
    return [row[0] for row in found]


def assert_same_tables(one: Path, two: Path) -> int:
    """Fail where two published warehouses differ; return how many tables they have."""
    files = [publish.folder(root) / publish.current(root).file for root in (one, two)]
    with duckdb.connect() as con:
        con.execute("set threads = 1")
        for name, file in zip(("one", "two"), files, strict=True):
            con.execute(f"attach '{file}' as {name} (read_only)")
        names = tables(con, "one")
        assert names == tables(con, "two")
        for name in names:
            if name == "main.build":
                continue
            # a verdict is dated by the build that first gave it
            columns = "* exclude (build_id, changed_at)" if name == "main.verdict_change" else "*"
            for left, right in (("one", "two"), ("two", "one")):
                differing = con.execute(
                    f"select {columns} from {left}.{name} "
                    f"except all select {columns} from {right}.{name} limit 3"
                ).fetchall()
                assert differing == [], name
    return len(names)


def test_two_builds_from_the_same_inputs_give_the_same_tables(built: Path, tiny: Path):
    build(Home.of(tiny))
    assert assert_same_tables(built, tiny) > 50


def test_the_hash_of_the_inputs_changes_with_any_of_them(tiny: Path):
    hashes = {build(Home.of(tiny)).build_id[-8:]}
    hashes.add(build(Home.of(tiny)).build_id[-8:])
    assert len(hashes) == 1
    for file in ("sources/published_figures.yml", "hedges.yml", "claims/invented.yml"):
        path = tiny / file
        path.write_text(path.read_text() + "# a remark\n")
        hashes.add(build(Home.of(tiny)).build_id[-8:])
    assert len(hashes) == 4
