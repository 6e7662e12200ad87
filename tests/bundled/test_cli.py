"""The command as its user sees it: its output and its exit code, in a process of its own."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest

from collectors.home import PROGRAM
from tests.command import run
from tests.conftest import REPOSITORY
from warehouse import cli

README = REPOSITORY / "README.md"


def process(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from warehouse.cli import main; sys.argv[0] = 'sharecheck'; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "SHARECHECK_PACK": str(root), "COLUMNS": "120", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_verify_prints_every_claim_and_how_many_numbers_were_recomputed(published: Path):
    done = run(published, "verify", "--all", columns=220)
    assert done.returncode == 0, done.stderr
    files = (published / "claims").glob("*.yml")
    claims = re.findall(r"^  - id: (\S+)$", "".join(f.read_text() for f in files), re.M)
    assert len(claims) > 20
    assert all(claim in done.stdout for claim in claims)
    assert re.search(r"All \d+ measured numbers recomputed", done.stdout)


def test_verify_alone_prints_the_claims_with_figures_and_the_verdicts_by_document(published: Path):
    shown = run(published, "verify").stdout
    assert "so-2024-pytorch-55" in shown
    assert "keras-friendliest" not in shown
    assert "--all lists every one" in shown
    assert re.search(r"^d4 +\d+ +\d+", shown, re.M)


def test_verify_of_one_claim_shows_verdict_measurement_and_what_would_flip_it(published: Path):
    done = process(published, "verify", "so-2024-pytorch-55")
    text = " ".join(done.stdout.split())
    assert "refuted" in text
    # what the survey printed has no interval
    assert "In 2024, 9.1 % of professional developers who answered the question named" in text
    assert "The claim needs 55 % or more." in text
    assert "What would change this:" in text


@pytest.mark.parametrize("form", ["json", "csv"])
def test_verify_gives_programs_the_same_verdicts_as_the_table_holds(published: Path, form: str):
    output = run(published, "verify", "--format", form).stdout
    reader = csv.DictReader(io.StringIO(output))
    rows = json.loads(output) if form == "json" else list(reader)
    verdicts = {row["claim_id"]: row["verdict"] for row in rows}
    assert verdicts["so-2024-order"] == "supported"
    assert verdicts["so-2024-tensorflow-38"] == "refuted"
    assert verdicts["tflite-80"] == "not enough evidence"


def test_markdown_has_a_header_a_rule_and_one_line_per_claim(published: Path):
    lines = run(published, "verify", "--format", "markdown").stdout.splitlines()
    count = run(published, "sql", "select count(*) as n from claim", "-f", "csv").stdout.split()[1]
    assert set(lines[1]) == set("| -")
    assert len(lines) == 2 + int(count)


def test_sql_is_read_only(published: Path):
    done = process(published, "sql", "delete from observation")
    assert done.returncode == 1
    assert "read-only" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_query_ends_with_the_engine_s_own_words_and_exit_code_1(published: Path):
    done = run(published, "sql", "select nothing from nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_claim_is_a_usage_error(published: Path):
    done = process(published, "verify", "no-such-claim")
    assert done.returncode == 2
    assert "no-such-claim" in done.stderr


def test_sources_lists_each_card_with_its_licence(published: Path):
    rows = csv.DictReader(io.StringIO(run(published, "sources", "-f", "csv").stdout))
    licences = {row["source"]: row["license"] for row in rows}
    folders = (published / "sources", PROGRAM)
    assert set(licences) == {card.stem for folder in folders for card in folder.glob("*.yml")}
    assert licences["best_of_ml_python"] == "CC-BY-SA-4.0"


def test_without_a_warehouse_the_command_says_what_to_run(tmp_path: Path):
    (tmp_path / "pack.yml").write_text("title: Nothing yet\n", encoding="utf-8")
    done = process(tmp_path, "verify")
    assert done.returncode == 1
    assert "sharecheck build" in done.stderr
    assert "Traceback" not in done.stderr


def test_commands_of_the_readme_exist():
    text = README.read_text()
    named = set(re.findall(r"^    (?:\$ )?sharecheck (\w+)", text, re.M))
    helped = run(README.parent, "--help").stdout
    assert named == set(re.findall(r"^│ (\w+) ", helped, re.M)), "README and command differ"


def test_readme_shows_what_the_command_prints(published: Path):
    text = README.read_text("utf-8")
    command, block = re.findall(r"^    \$ sharecheck (.+)\n((?:(?:    .*)?\n)+)", text, re.M)[0]
    shown = [line.removeprefix("    ") for line in block.rstrip().splitlines()]
    printed = run(published, *command.split(), columns=80).stdout.splitlines()
    assert printed[: len(shown)] == shown
    assert len(shown) > 5


def test_the_brief_list_is_one_claim_of_each_kind_of_verdict_and_then_the_counts(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    lines = run(published, "verify", "--brief").stdout.splitlines()
    known = dict(warehouse.execute("select claim_id, verdict from claim_verdict").fetchall())
    told = [known[line.strip()] for line in lines if line.strip() in known]
    assert len(told) == 5
    assert set(told) == set(known.values()) - {"not enough evidence"}
    # what was ruled out by the strongest evidence and gives a figure comes first
    [first] = warehouse.execute(
        "select claim_id from finding join claim using (claim_id) where asserted is not null "
        "order by place limit 1"
    ).fetchall()[0]
    assert first in [line.strip() for line in lines[:8]]
    assert re.match(rf"{len(known)} claims: \d+ supported, ", lines[lines.index("") + 1])
    assert len(lines) < 50


def test_verify_alone_begins_with_what_is_known(published: Path):
    shown = run(published, "verify", columns=220).stdout
    assert shown.splitlines()[1].startswith("refuted")
    assert shown.index("not enough evidence") > shown.rindex("\nsupported")


def test_verify_of_a_claim_answers_first_and_folds_what_waits_into_a_line(
    published: Path, warehouse: duckdb.DuckDBPyConnection
):
    waiting = warehouse.execute(
        "select claim_id, any_value(source_id), count(*) from claim_evidence as evidence "
        "join claim_verdict using (claim_id) join definition using (definition_id) "
        "join signal using (signal_id) join source using (source_id) "
        "where evidence.missing = 'not collected' and live and moment = decided_at "
        "group by claim_id having count(distinct source_id) = 1 "
        "order by count(*) desc, claim_id limit 1"
    ).fetchone()
    assert waiting is not None
    claim, source, number = waiting
    [[answer, rows]] = warehouse.execute(
        "select answer, (select count(*) from claim_evidence as evidence where "
        "evidence.claim_id = claim_verdict.claim_id and moment = decided_at) "
        "from claim_verdict where claim_id = ?",
        [claim],
    ).fetchall()
    shown = run(published, "verify", claim, columns=10_000).stdout
    assert shown.startswith(f"{answer}. ")
    last = shown.splitlines()[-1]
    assert last.endswith(f"wait for `sharecheck collect {source}`.")
    assert re.match(rf"{number}( more)? ways of counting ", last)
    table = shown.split("\nmeasure ")[1].splitlines()[1:-1] if "\nmeasure " in shown else []
    assert len(table) == rows - number


def test_the_commands_are_helped_in_groups_and_none_is_left_out(published: Path):
    helped = run(published, "--help").stdout
    panels = re.findall(r"^╭─ (.+?) ─", helped, re.M)
    assert panels == ["Options", *cli.LISTED]
    shown = re.findall(r"^│ (\w+) ", helped, re.M)
    assert shown == [name for names in cli.LISTED.values() for name in names]


def test_the_version_is_the_packages(published: Path):
    assert run(published, "--version").stdout == f"sharecheck {version('sharecheck')}\n"
