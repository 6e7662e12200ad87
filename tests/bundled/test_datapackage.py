"""The exported data package: valid, described, licensed, and enough to compute everything again."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.test_verification import rows
from warehouse import publish
from warehouse.exporting import package

FIRST_ROWS = 5_000
"""Read of each table by frictionless, for speed; the other tests compare all of them."""


@pytest.fixture(scope="session")
def packaged(
    warehouse: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Write the package of the bundled data's warehouse once."""
    folder = tmp_path_factory.mktemp("datapackage")
    package.write(warehouse, folder, "https://example.org/share")
    return folder


@pytest.fixture(scope="session")
def descriptor(packaged: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((packaged / "datapackage.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def loaded(
    packaged: Path, descriptor: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Return an empty database into which the CSV files alone were read."""
    with duckdb.connect() as con:
        for resource in descriptor["resources"]:
            types = warehouse.execute(f"describe {resource['name']}").fetchall()
            columns = ", ".join(f"{name!r}: '{kind}'" for name, kind, *_ in types)
            con.execute(
                f"create table {resource['name']} as select * from read_csv(?, header = true, "
                f"auto_detect = false, nullstr = '', quote = '\"', escape = '\"', delim = ',', "
                f"columns = {{{columns}}})".replace("'VARCHAR[]'", "'VARCHAR'"),
                [str(packaged / resource["path"])],
            )
            for name, kind, *_ in types:
                if kind == "VARCHAR[]":
                    con.execute(
                        f"alter table {resource['name']} alter {name} "
                        f"set data type varchar[] using from_json({name}, '[\"varchar\"]')"
                    )
        yield con


def validate(folder: Path, *options: str) -> dict[str, Any]:
    """Return the report of `frictionless validate`, in a process of its own."""
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    done = subprocess.run(
        [*command, *options], cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    report: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode == 0) == report["valid"]
    return report


def test_frictionless_finds_nothing_wrong(packaged: Path, descriptor: dict[str, Any]):
    report = validate(packaged, "--limit-rows", str(FIRST_ROWS))
    assert [error for task in report["tasks"] for error in task["errors"]] == report["errors"] == []
    assert report["stats"]["tasks"] == len(descriptor["resources"]) > 30


def test_frictionless_reads_a_small_package_to_its_end(built: Path, tmp_path: Path):
    with publish.connect(built) as con:
        package.write(con, tmp_path)
    assert validate(tmp_path)["valid"]


def test_frictionless_would_find_a_lost_row(built: Path, tmp_path: Path):
    with publish.connect(built) as con:
        package.write(con, tmp_path)
    claims = tmp_path / "claim.csv"
    claims.write_text("".join(claims.read_text("utf-8").splitlines(keepends=True)[:-1]))
    types = {error["type"] for task in validate(tmp_path)["tasks"] for error in task["errors"]}
    assert types >= {"hash-count", "byte-count", "foreign-key"}


def test_the_package_says_what_it_is(descriptor: dict[str, Any], published: Path):
    pointer = publish.current(published)
    assert descriptor["name"] == "sharecheck"
    assert descriptor["version"] == pointer.build_id
    assert descriptor["created"] == pointer.built_at
    assert descriptor["homepage"] == "https://example.org/share"


def test_every_public_table_is_there_with_its_comments_and_grain(
    descriptor: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
):
    comments = {
        (row["table_name"], row["column_name"]): row["comment"]
        for row in rows(
            warehouse,
            "select table_name, column_name, comment from duckdb_columns() "
            "where database_name = current_database() and schema_name = 'main'",
        )
    }
    described = {
        (resource["name"], field["name"]): field["description"]
        for resource in descriptor["resources"]
        for field in resource["schema"]["fields"]
    }
    assert described == comments
    without = [
        r["name"]
        for r in descriptor["resources"]
        if "primaryKey" not in r["schema"]
        and warehouse.execute(f"select count(*) from {r['name']}").fetchone() != (0,)
    ]
    # null where there is nothing to tell rows apart by: no beginning, no definition, no words
    assert set(without) <= {"fact", "aspect", "property"}


def test_types_are_those_of_the_columns(descriptor: dict[str, Any]):
    fields = {
        f"{resource['name']}.{field['name']}": field["type"]
        for resource in descriptor["resources"]
        for field in resource["schema"]["fields"]
    }
    expected = {
        "claim.claim_id": "string",
        "claim.position": "integer",
        "claim.as_of_start": "date",
        "claim_evidence.measured": "number",
        "claim_evidence.decides": "boolean",
        "claim_evidence.locators": "array",
        "build.built_at": "datetime",
        "source_run.bytes": "integer",
    }
    assert {name: fields[name] for name in expected} == expected
    assert set(fields.values()) == {
        "string",
        "integer",
        "number",
        "boolean",
        "date",
        "datetime",
        "array",
    }


def test_references_between_tables_are_declared(descriptor: dict[str, Any]):
    references = {
        (resource["name"], *key["fields"], key["reference"]["resource"])
        for resource in descriptor["resources"]
        for key in resource["schema"].get("foreignKeys", [])
    }
    assert references >= {
        ("claim", "subject", "project"),
        ("claim", "hedge", "hedge"),
        ("claim_evidence", "claim_id", "claim"),
        ("claim_evidence", "test_id", "claim_test"),
        ("claim_evidence", "definition_id", "definition"),
        ("claim_occurrence", "document_id", "document"),
        ("claim_verdict", "claim_id", "claim"),
        ("definition", "signal_id", "signal"),
        ("observation", "project_id", "project"),
        ("project", "part_of", ""),
        ("share", "definition_id", "definition"),
        ("signal", "source_id", "source"),
        ("twin", "left_signal_id", "signal"),
    }


def test_each_source_is_credited_with_its_licence(
    descriptor: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
):
    credited = {source["name"]: source for source in descriptor["sources"]}
    for source in rows(warehouse, "select * from source"):
        assert credited[source["source_id"]] == {
            "name": source["source_id"],
            "title": source["title"],
            "path": source["url"],
            "publisher": source["publisher"],
            "license": source["license"],
            "attribution": source["attribution"],
        }
        [license_] = [
            entry
            for entry in descriptor["licenses"]
            if entry["title"].startswith(f"{source['license']}: figures of ")
            and source["source_id"] in entry["title"].partition(": figures of ")[2].split(", ")
        ]
        assert license_.get("name") or license_.get("path")
    names = {entry.get("name") for entry in descriptor["licenses"]}
    assert names >= {"Apache-2.0", "CC-BY-SA-4.0", "notspecified"}


def test_the_files_hold_the_tables_row_by_row(
    loaded: duckdb.DuckDBPyConnection,
    descriptor: dict[str, Any],
    warehouse: duckdb.DuckDBPyConnection,
):
    for resource in descriptor["resources"]:
        query = f"select * from {resource['name']} order by all"
        assert loaded.execute(query).fetchall() == warehouse.execute(query).fetchall()


def test_every_measurement_can_be_computed_from_the_files_alone(loaded: duckdb.DuckDBPyConnection):
    evidence = rows(
        loaded, "select distinct measured, sql from claim_evidence where sql is not null"
    )
    assert len(evidence) > 100
    for row in evidence:
        assert loaded.execute(row["sql"]).fetchall() == [
            (pytest.approx(row["measured"], rel=1e-9),)
        ]


def test_no_text_is_empty_so_that_an_empty_cell_means_a_missing_value(
    descriptor: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
):
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            if field["type"] == "string":
                name = f'"{field["name"]}"'
                found = warehouse.execute(
                    f"select count(*) from {resource['name']} where {name} = ''"
                ).fetchone()
                assert found == (0,), (resource["name"], name)


def test_a_reference_or_a_grain_that_does_not_hold_is_not_declared():
    with duckdb.connect() as con:
        con.execute("create table project(project_id varchar)")
        con.execute("insert into project values ('alpha'), ('beta')")
        con.execute("create table claim(claim_id varchar, subject varchar, comparator varchar)")
        con.execute("insert into claim values ('a', 'alpha', 'gamma'), ('b', null, 'beta')")
        con.execute("create table twin(twin_id varchar)")
        con.execute("insert into twin values ('x'), ('x')")
        every = {table.name: table for table in package.tables(con)}
        found = package.schema(con, every["claim"], list(every.values()))
    assert every["project"].key == ["project_id"]
    assert every["twin"].key == []
    assert found["primaryKey"] == ["claim_id"]
    assert found["foreignKeys"] == [
        {"fields": ["subject"], "reference": {"resource": "project", "fields": ["project_id"]}}
    ]
