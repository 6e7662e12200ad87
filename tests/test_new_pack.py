"""A pack of one's own: begun with one command, or from a CSV, and named on the command line."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import duckdb
import pytest
import yaml

from collectors.home import Home
from tests.command import Done, run
from tests.conftest import REPOSITORY, TINY
from warehouse import catalogue, own_figures, publish, verify
from warehouse.build import build

SECTION = re.compile(r"## Your own ecosystem\n(.*?)\n## ", re.DOTALL)
FIGURES = """name,year,users,asked
Alpha,2023,42,100
Beta,2023,35,100
Alpha,2024,38,100
Beta,2024,46,100
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, and forget what a command sets."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHARECHECK_DATA", "")
    return tmp_path


def new(name: str, text: str, *, suffix: str = ".csv", encoding: str = "utf-8") -> Done:
    """Write a CSV and begin a pack of its name with it."""
    Path(f"{name}{suffix}").write_text(text, encoding=encoding)
    return run(TINY, "new", name, "--figures", f"{name}{suffix}")


def shares(name: str) -> list[tuple[str, str, str, float]]:
    """Build a pack and return definition, project, first day, share."""
    build(Home.of(Path(name).resolve()))
    with publish.connect(Path(name)) as con:
        assert list(verify.mismatches(con, None)) == []
        return con.execute(
            "select definition_id, project_id, period_start::varchar, round(share, 4) "
            "from share order by all"
        ).fetchall()


def test_readme_leads_from_a_csv_to_the_first_verdict_in_three_commands_and_two_files(here: Path):
    found = SECTION.search((REPOSITORY / "README.md").read_text("utf-8"))
    assert found
    section = found[1]
    files = re.findall(r"^`([\w.]+)`:\n\n((?:    .*\n)+)", section, re.MULTILINE)
    for name, text in files:
        Path(name).write_text(re.sub("^    ", "", text, flags=re.MULTILINE), encoding="utf-8")
    commands = re.findall(r"^    sharecheck (.*)$", section, re.MULTILINE)
    assert (len(files), len(commands)) == (2, 3)
    for command in commands:
        done = run(TINY, *shlex.split(command, comments=True))
        assert (done.returncode, done.stderr.replace("\n", "")) == (0, done.stderr.strip("\n"))
    assert re.search(r"refuted +42 %", done.stdout)
    assert re.search(r"supported +1\.2 times", done.stdout)
    assert "2 claims judged" in done.stdout


def test_an_empty_pack_builds_and_explains_every_file(here: Path):
    done = run(TINY, "new", "my-pack")
    assert done.stdout == (
        "Written: my-pack, whose README.md says what is where.\n"
        "Next: sharecheck --pack my-pack build\n"
    )
    assert run(TINY, "--pack", "my-pack", "build").returncode == 0
    assert run(TINY, "verify", "--pack", "my-pack").returncode == 0
    files = {path.stem for path in Path("my-pack").glob("*.yml")}
    assert files >= catalogue.FILES.keys()
    for path in Path("my-pack").glob("*.yml"):
        text = path.read_text("utf-8")
        assert text.startswith("# "), path
    about = Path("my-pack/README.md").read_text("utf-8")
    assert [stem for stem in files if f"`{stem}.yml`" not in about] == []


@pytest.mark.parametrize(
    "stem",
    ["projects", "definitions", "aspects", "breaks", "documents", "facts", "properties", "hedges"],
)
def test_the_example_in_a_template_is_a_valid_entry(here: Path, stem: str):
    run(TINY, "new", "mine")
    path = Path(f"mine/{stem}.yml")
    lines = path.read_text("utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if re.fullmatch(rf"# {stem}:", line))
    example = [line[2:] for line in lines[start:] if line.startswith("#")]
    content = yaml.safe_load("\n".join(example))
    assert catalogue.FILES[stem].model_validate(content, strict=False)


def test_what_exists_is_left_alone(here: Path):
    Path("mine").mkdir()
    done = run(TINY, "new", "mine")
    assert done.returncode == 2
    assert "mine exists already. Name a folder that does not." in done.stderr
    assert list(Path("mine").iterdir()) == []


def test_counts_with_a_base_become_shares_of_it_and_of_all(here: Path):
    done = new("survey", FIGURES)
    assert done.returncode == 0
    assert "We take 'users' out of 'asked' for the figures" in done.stdout
    assert "which nobody has named yet" in " ".join(done.stdout.split())
    assert shares("survey") == [
        ("survey-users-all", "alpha", "2023-01-01", round(42 / 77, 4)),
        ("survey-users-all", "alpha", "2024-01-01", round(38 / 84, 4)),
        ("survey-users-all", "beta", "2023-01-01", round(35 / 77, 4)),
        ("survey-users-all", "beta", "2024-01-01", round(46 / 84, 4)),
        ("survey-users-base", "alpha", "2023-01-01", 0.42),
        ("survey-users-base", "alpha", "2024-01-01", 0.38),
        ("survey-users-base", "beta", "2023-01-01", 0.35),
        ("survey-users-base", "beta", "2024-01-01", 0.46),
    ]
    with publish.connect(Path("survey")) as con:
        told = con.execute("select distinct locator from observation").fetchall()
    assert told == [("survey.csv (own figures; nobody has named their origin yet)",)]


def test_percentages_with_semicolons_and_signs_are_shares_of_a_hundred(here: Path):
    new("rates", "Tool;Day;Part\nAlpha;2024-05-02;12 %\nÉlan vital;2024-05-02;7.5 %\n")
    assert [row for row in shares("rates") if row[0] == "rates-part-base"] == [
        ("rates-part-base", "alpha", "2024-05-02", 0.12),
        ("rates-part-base", "elan-vital", "2024-05-02", 0.075),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'date,package,downloads\n2024-01-01,Alpha,"1,000"\n2024-02-01,Alpha,3000\n'
        "2024-01-01,Beta,1000\n2024-02-01,Beta,1000\n",
        "month,Alpha,Beta\n2024-01,1000,1000\n2024-02,3000,1000\n",
        "\ufeffname\t2024-01\t2024-02\nAlpha\t1000\t3000\nBeta\t1000\t1000\n",
    ],
    ids=["a row each", "a column for each name", "a column for each time"],
)
def test_monthly_counts_are_read_however_they_are_laid_out(here: Path, text: str):
    assert new("counts", text).returncode == 0
    assert [row[1:] for row in shares("counts")] == [
        ("alpha", "2024-01-01", 0.5),
        ("alpha", "2024-02-01", 0.75),
        ("beta", "2024-01-01", 0.5),
        ("beta", "2024-02-01", 0.25),
    ]


def test_a_column_that_tells_figures_apart_becomes_the_segment(here: Path):
    new("lands", "name,land,year,n\nAlpha,X,2024,1\nBeta,X,2024,3\nAlpha,Y,2024,4\nBeta,Y,2024,1\n")
    assert [(row[0], row[1], row[3]) for row in shares("lands")] == [
        ("lands-n-all-x", "alpha", 0.25),
        ("lands-n-all-x", "beta", 0.75),
        ("lands-n-all-y", "alpha", 0.8),
        ("lands-n-all-y", "beta", 0.2),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "no column holds times in every row"),
        ("year,users\n2024,5\n", "no column holds names of what is counted"),
        ("name,year\nAlpha,2024\n", "no column holds figures"),
        ("name,year,share\nAlpha,2024,0.25\n", "'share' holds fractions up to 0.25"),
        ("name,year,n\nAlpha,2024,1\nAlpha,2024,2\n", "several rows are of Alpha, 2024"),
        ("name,year,n\nAlpha,May 2024,1\n", "no column holds times in every row"),
        ("", "it cannot be read as CSV"),
    ],
)
def test_a_csv_that_cannot_be_used_is_refused_with_the_reason(here: Path, text: str, said: str):
    done = new("bad", text)
    assert done.returncode == 1
    assert f"bad.csv: {said}" in done.stderr
    assert not Path("bad").exists()


def test_a_csv_in_another_encoding_is_refused(here: Path):
    done = new("latin", "name,year,n\nÉlan,2024,1\n", encoding="latin-1")
    assert done.returncode == 1
    assert "it cannot be read as CSV in UTF-8" in done.stderr


def test_names_that_are_alike_get_ids_of_their_own():
    assert own_figures.slugs(["C", "C++", "C#", "日本"]) == {
        "C": "c",
        "C++": "c-2",
        "C#": "c-3",
        "日本": "x",
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ["--pack", "one", "--data", "there", "sql", "select pack_id from pack"],
        ["sql", "select pack_id from pack", "--pack=one", "--data=there"],
        ["sql", "--data", "there", "select pack_id from pack", "--pack", "one"],
    ],
)
def test_packs_and_data_are_named_before_the_command_or_after_it(here: Path, arguments: list[str]):
    run(TINY, "new", "one")
    assert run(TINY, "--pack", "one", "--data", "there", "build").returncode == 0
    assert {path.name for path in Path("there").iterdir()} >= {"builds", "history"}
    assert not Path("one/builds").exists()
    done = run(TINY, *arguments)
    assert done.stdout.split()[-1] == "one"


def test_several_packs_stand_in_one_warehouse(here: Path):
    new("one", FIGURES)
    new("two", FIGURES.replace("Alpha", "Gamma").replace("Beta", "Delta"))
    both = ("--pack", "one", "--pack", "two", "--data", "both")
    assert run(TINY, *both, "build").returncode == 0
    with publish.connect(Path("both")) as con:
        rows = con.execute("select pack_id, id from pack_entry where kind = 'project' order by all")
        assert rows.fetchall() == [
            ("one", "alpha"),
            ("one", "beta"),
            ("two", "delta"),
            ("two", "gamma"),
        ]


@pytest.mark.parametrize(
    ("name", "said"), [("nowhere", "there is no such folder"), (".", "it has no pack.yml")]
)
def test_a_folder_that_is_no_pack_is_refused_by_every_command(here: Path, name: str, said: str):
    for command in (["build"], ["sources"], ["check", "Alpha is first"]):
        done = run(TINY, "--pack", name, *command)
        assert done.returncode == 1
        assert f"is no pack: {said}" in " ".join(done.stderr.split())


def test_a_dash_dash_ends_the_options(here: Path):
    done = run(TINY, "check", "--", "--pack")
    assert "no pack" not in done.stderr


def test_breaks_of_a_pack_touch_its_own_definitions_alone(here: Path):
    new("one", FIGURES)
    text = Path("one/breaks.yml").read_text("utf-8").replace("breaks: []", "")
    Path("one/breaks.yml").write_text(
        f"{text}breaks:\n- {{id: other, signals: [one_users], starts: 2024-01-01, "
        "ends: 2025-01-01, kind: hole, severity: block, effect: Invented., citation: here}\n",
        encoding="utf-8",
    )
    two = Path("two")
    two.mkdir()
    definition = yaml.safe_load(Path("one/definitions.yml").read_text("utf-8"))["definitions"]
    (two / "pack.yml").write_text("title: Two\n", encoding="utf-8")
    (two / "definitions.yml").write_text(
        yaml.safe_dump({"definitions": {"theirs": definition["one-users-base"]}}), encoding="utf-8"
    )
    build(Home((Path("one").resolve(), two.resolve()), Path("both").resolve()))
    with publish.connect(Path("both")) as con:
        touched = con.execute("select distinct definition_id from definition_break order by all")
        assert touched.fetchall() == [("one-users-all",), ("one-users-base",)]


def test_types_of_a_card_fit_what_duckdb_reads(here: Path):
    new("types", "name,day,a_b,total\nAlpha,2024-05-02,1.5,10\nBeta,2024-05-02,2,10\n")
    card = yaml.safe_load(Path("types/sources/types.yml").read_text("utf-8"))
    [table] = card["tables"].values()
    assert table["columns"] == {
        "name": "varchar",
        "day": "date",
        "a_b": "double",
        "total": "bigint",
    }
    rows = duckdb.read_csv("types/snapshot/types.csv").fetchall()
    assert [row[2:] for row in rows] == [(1.5, 10), (2.0, 10)]
