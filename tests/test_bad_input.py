"""What is wrong is named - file, entry, field, fix - and the published warehouse stays."""

import hashlib
import shutil
from pathlib import Path

import duckdb
import pytest

from collectors.errors import BuildError, InputError, SharecheckError, WarehouseError
from collectors.home import Home
from warehouse import build as builder
from warehouse import models, publish
from warehouse.build import build

pytestmark = pytest.mark.fault("wrong and damaged files")
CLAIMS, CARD = "data/claims/invented.yml", "data/sources/published_figures.yml"
CSV = "data/snapshot/published_figures.csv"

# case: (file, text in it, text put in its place, what the message must say)
MISTAKES: dict[str, tuple[str, str, str, list[str]]] = {
    "broken YAML": (
        "data/projects.yml",
        "projects:\n",
        "projects: [\n",
        ["data/projects.yml", "line "],
    ),
    "not UTF-8": ("data/breaks.yml", "Invented.", "Inv\udcffnted.", ["data/breaks.yml", "UTF-8"]),
    "unknown key": (
        "data/definitions.yml",
        "    title: invented papers\n",
        "    title: invented papers\n    colour: red\n",
        ["data/definitions.yml", "papers-base", "colour", "unknown", "Correct"],
    ),
    "missing key": (
        CLAIMS,
        "    scope: space ships\n",
        "",
        [CLAIMS, "alpha-in-space", "scope", "missing", "Add it"],
    ),
    "key twice": (
        "data/definitions.yml",
        "  survey-two:\n",
        "  survey-base:\n",
        ["data/definitions.yml", "line ", "survey-base", "twice", "keep one"],
    ),
    "claim twice": (
        CLAIMS,
        "id: alpha-in-space",
        "id: alpha-over-half",
        ["data/claims/", "alpha-over-half", "2 times", "Keep one"],
    ),
    "identifier twice": (
        "data/projects.yml",
        "{Beta: primary}",
        "{Alpha: primary}",
        ["data/projects.yml", "survey_option", "Alpha", "2 projects", "Keep it"],
    ),
    "unknown project in a claim": (
        CLAIMS,
        "    comparator: beta\n",
        "    comparator: gamma\n",
        [CLAIMS, "alpha-over-half", "project 'gamma'", "data/projects.yml"],
    ),
    "unknown project in a group": (
        "data/projects.yml",
        "[alpha, beta]",
        "[alpha, gamma]",
        ["data/projects.yml", "both", "project 'gamma'", "Correct"],
    ),
    "unknown project in part_of": (
        "data/projects.yml",
        "    kind: framework\n",
        "    kind: framework\n    part_of: gamma\n",
        ["data/projects.yml", "alpha", "part_of", "project 'gamma'", "Correct"],
    ),
    "unknown definition": (
        CLAIMS,
        "primary: survey-two",
        "primary: survey-three",
        [CLAIMS, "alpha-over-half", "definition 'survey-three'", "data/definitions.yml"],
    ),
    "unknown hedge": (
        CLAIMS,
        "hedge: over",
        "hedge: roughly",
        [CLAIMS, "alpha-over-half", "hedge 'roughly'", "data/hedges.yml"],
    ),
    "unknown document": (
        CLAIMS,
        "{document: d9, line: 1",
        "{document: d8, line: 1",
        [CLAIMS, "alpha-over-half", "document 'd8'", "data/documents.yml"],
    ),
    "unknown signal in a break": (
        "data/breaks.yml",
        "[paper_implementations_published]",
        "[paper_planes]",
        ["data/breaks.yml", "invented-march", "signal 'paper_planes'", "card"],
    ),
    "taint without a price": (
        "data/breaks.yml",
        "    price: harmless\n    why: Invented.\n",
        "",
        ["data/breaks.yml", "a taint has a price (bounded, barring or harmless)"],
    ),
    "bound without a bias": (
        "data/breaks.yml",
        "price: harmless",
        "price: bounded",
        ["data/breaks.yml", "give a bias with the price 'bounded'"],
    ),
    "price without a reason": (
        "data/breaks.yml",
        "    why: Invented.\n",
        "",
        ["data/breaks.yml", "say why it is harmless"],
    ),
    "unknown project in a break": (
        "data/breaks.yml",
        "    kind: outlier",
        "    projects: [omega]\n    kind: outlier",
        ["data/breaks.yml", "invented-march", "project 'omega'", "data/projects.yml"],
    ),
    "unknown signal in a definition": (
        "data/definitions.yml",
        "signal: paper_implementations_published",
        "signal: paper_planes",
        ["data/definitions.yml", "papers-base", "signal 'paper_planes'", "card"],
    ),
    "unknown total": (
        "data/definitions.yml",
        "over: {base: true}",
        "over: {total: paper_planes}",
        ["data/definitions.yml", "survey-base", "signal 'paper_planes'", "card"],
    ),
    "unknown group": (
        "data/definitions.yml",
        "over: {group: both}",
        "over: {group: all-three}",
        ["data/definitions.yml", "survey-two", "group 'all-three'", "data/projects.yml"],
    ),
    "two denominators": (
        "data/definitions.yml",
        "over: {group: both}",
        "over: {group: both, base: true}",
        ["data/definitions.yml", "survey-two", "exactly one of base, group, groups, total"],
    ),
    "definition used twice in a claim": (
        CLAIMS,
        "also: [survey-base]",
        "also: [survey-two]",
        [CLAIMS, "alpha-over-half", "survey-two", "2 times", "Keep one"],
    ),
    "140 percent": (
        CLAIMS,
        "{percent: 50}",
        "{percent: 140}",
        [CLAIMS, "alpha-over-half", "140", "correct the figure"],
    ),
    "range backwards": (
        CLAIMS,
        "{percent: 50}",
        "{percent: [80, 70]}",
        [CLAIMS, "alpha-over-half", "80 to 70", "smaller figure first"],
    ),
    "negative ratio": (
        CLAIMS,
        "    kind: order\n",
        "    kind: ratio\n    asserted: {ratio: -1}\n",
        [CLAIMS, "alpha-ahead-in-2020", "-1", "correct the figure"],
    ),
    "figure of another kind": (
        CLAIMS,
        "{percent: 50}",
        "{ratio: 2}",
        [CLAIMS, "alpha-over-half", "share", "ratio"],
    ),
    "no figure and no bound": (
        CLAIMS,
        "    asserted: {percent: 50}\n",
        "",
        [CLAIMS, "alpha-over-half", "no figure", "Add `asserted`"],
    ),
    "order without comparator": (
        CLAIMS,
        "    comparator: beta\n    statement: In 2020",
        "    statement: In 2020",
        [CLAIMS, "alpha-ahead-in-2020", "needs a comparator"],
    ),
    "change without its first year": (
        CLAIMS,
        "    kind: share\n    subject: alpha\n    statement: Nine in ten",
        "    kind: change\n    subject: alpha\n    statement: Nine in ten",
        [CLAIMS, "alpha-in-space", "since"],
    ),
    "neither tests nor a reason": (
        CLAIMS,
        "    untestable:\n      needs: no public data\n      reason: Nobody counts space ships.\n",
        "",
        [CLAIMS, "alpha-in-space", "tests or untestable"],
    ),
    "date that is none": (
        CLAIMS,
        'as_of: "2020"',
        'as_of: "in 2020"',
        [CLAIMS, "alpha-ahead-in-2020", "as_of", "in 2020"],
    ),
    "span beyond the document": (
        CLAIMS,
        "span: [200, 240]",
        "span: [200, 501]",
        [CLAIMS, "alpha-in-space", "[200, 501]", "500 characters", "Correct the span"],
    ),
    "span backwards": (
        CLAIMS,
        "span: [200, 240]",
        "span: [240, 200]",
        [CLAIMS, "alpha-in-space", "[240, 200]", "backwards"],
    ),
    "cadence that is none": (
        CARD,
        "cadence: yearly",
        "cadence: sometimes",
        [CARD, "cadence", "sometimes", "yearly"],
    ),
    "CSV without a column": (
        CSV,
        ",published_on,page\n",
        ",page\n",
        [CSV, "published_on", "missing", "agree"],
    ),
    "CSV with a word for a number": (
        CSV,
        "Beta,20,",
        "Beta,twenty,",
        [CSV, "9", "twenty", "percent"],
    ),
    "name of no project": (
        CSV,
        "invented,Beta,20,",
        "invented,Gamma,20,",
        ["identifier_is_known.sql", "Every name in a bundled file belongs to a project", "Gamma"],
    ),
    "row twice": (
        CSV,
        "2020-05-01,survey_users,invented,Beta,",
        "2020-05-01,survey_users,invented,Alpha,",
        ["data/sources/published_figures.sql", "grain", "unique", "Alpha, invented, 2020-01-01"],
    ),
    "share above one": (
        CSV,
        "Alpha,60,",
        "Alpha,160,",
        ["figure_is_possible.sql", "exceeds its base nowhere", "160"],
    ),
    "segment that is not measured": (
        "data/definitions.yml",
        "segments: [invented]",
        "segments: [imagined]",
        ["definition_measures_something.sql", "at least one share", "survey-base"],
    ),
}


def change(root: Path, file: str, old: str, new: str) -> None:
    path = root.parent / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} no longer contains {old!r}"
    path.write_bytes(text.replace(old, new, 1).encode("utf-8", "surrogateescape"))


def refused(root: Path) -> SharecheckError:
    """Build, expect an error, and make sure that what was published is still there."""
    pointer = (publish.folder(root) / "current.json").read_bytes()
    files = sorted(path.name for path in publish.folder(root).iterdir())
    with pytest.raises((InputError, BuildError)) as caught:
        build(Home.of(root))
    assert (publish.folder(root) / "current.json").read_bytes() == pointer
    kept = sorted(p.name for p in publish.folder(root).iterdir() if p.suffix != "")
    assert kept == [name for name in files if "." in name]
    with publish.connect(root) as con:
        assert con.execute("select count(*) from observation").fetchone() == (10,)
    return caught.value


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_named_with_its_place_and_changes_nothing(case: str, built: Path):
    file, old, new, said = MISTAKES[case]
    change(built, file, old, new)
    message = str(refused(built))
    assert [part for part in said if part not in message] == [], message


def test_a_failed_build_leaves_nothing_behind(built: Path):
    before = sorted(path.name for path in publish.folder(built).iterdir())
    change(built, CSV, "Alpha,60,", "Alpha,160,")
    refused(built)
    assert sorted(path.name for path in publish.folder(built).iterdir()) == before


def test_a_missing_file_is_named(built: Path):
    (built.parent / CSV).unlink()
    message = str(refused(built))
    assert CSV in message
    assert "Restore" in message


def test_a_source_without_staging_model_is_named(built: Path):
    card = (built.parent / CARD).read_text().replace("_published:", "_imagined:")
    head, _, _ = card.partition("tables:")
    tables = "tables:\n  imagined:\n    columns: {month: date}\n"
    (built / "sources" / "imagined.yml").write_text(head + tables)
    message = str(refused(built))
    assert "data/sources/imagined.yml: " in message
    assert "Give a table `observations`, or write the staging model imagined.sql" in message


def test_a_signal_of_two_cards_is_named(built: Path):
    shutil.copy(built.parent / CARD, built / "sources" / "another.yml")
    message = str(refused(built))
    assert "signal 'survey_users_published' is defined 2 times" in message


def test_problems_in_several_files_are_reported_at_once(built: Path):
    change(built, CLAIMS, "    scope: space ships\n", "")
    change(built, "data/definitions.yml", "signal: survey_users_published", "signals: both")
    change(built, CARD, "cadence: yearly", "cadence: sometimes")
    error = refused(built)
    assert isinstance(error, InputError)
    for file in (CLAIMS, "data/definitions.yml", CARD):
        assert any(problem.startswith(file) for problem in error.problems), file


def test_broken_references_of_several_files_are_reported_at_once(built: Path):
    change(built, CLAIMS, "hedge: over", "hedge: roughly")
    change(built, "data/breaks.yml", "[paper_implementations_published]", "[paper_planes]")
    error = refused(built)
    assert isinstance(error, InputError)
    assert len(error.problems) == 2


def test_a_failing_check_quotes_its_own_sentence_and_the_offending_rows(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "nobody_is_beta.sql").write_text(
        "-- Nobody uses Beta.\nselect identifier, value from observation\n"
        "where project_id = 'beta' and value = 50\n"
    )
    monkeypatch.setattr(builder, "CHECKS", checks)
    message = str(refused(built))
    assert "nobody_is_beta.sql: Nobody uses Beta." in message
    assert "1 offending row" in message
    assert "identifier, value" in message
    assert "Beta, 50.0" in message


# --- models -----------------------------------------------------------------------------------

HEADER = "-- Invented.\n--\n-- grain: number\n--\n-- number   a number\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that takes the place of warehouse/models."""
    place = tmp_path / "warehouse" / "models"
    (place / "staging").mkdir(parents=True)
    monkeypatch.setattr(models, "FOLDER", place)
    return place


def test_a_syntax_error_in_a_model_is_reported_with_its_line(folder: Path):
    sql = "-- Invented.\n--\n-- grain: number\nselect\n    1 as number,\n    (2 as other\n"
    (folder / "staging" / "invented.sql").write_text(sql)
    [model] = [
        m
        for m in models.read({"staging.invented": folder / "staging" / "invented.sql"}, folder)
        if m.name == "staging.invented"
    ]
    with (
        duckdb.connect() as con,
        pytest.raises(BuildError, match=r"(?s)models/staging/invented\.sql.*LINE \d"),
    ):
        builder.run_model(con, model, set())


def test_an_error_that_only_duckdb_sees_is_reported_with_its_line(folder: Path):
    (folder / "invented.sql").write_text(HEADER + "select\n    nothing as number\n")
    [model] = [m for m in models.read({}, folder) if m.name == "invented"]
    with duckdb.connect() as con, pytest.raises(BuildError) as caught:
        builder.run_model(con, model, set())
    assert "models/invented.sql" in str(caught.value)
    assert "nothing" in str(caught.value)
    assert "LINE 7" in str(caught.value)


def test_a_model_without_grain_is_refused(folder: Path):
    (folder / "invented.sql").write_text("-- Invented.\n--\nselect 1 as number\n")
    with pytest.raises(BuildError, match=r"models/invented\.sql.*grain.*Add"):
        models.read({}, folder)


def test_models_that_read_each_other_are_refused(folder: Path):
    (folder / "hen.sql").write_text(HEADER + "select number from egg\n")
    (folder / "egg.sql").write_text(HEADER + "select number from hen\n")
    with pytest.raises(BuildError, match=r"(hen.*egg|egg.*hen).*circle"):
        models.read({}, folder)


def run_invented(folder: Path, body: str, header: str = HEADER) -> None:
    (folder / "invented.sql").write_text(header + body)
    [model] = [m for m in models.read({}, folder) if m.name == "invented"]
    with duckdb.connect() as con:
        builder.run_model(con, model, set())


@pytest.mark.parametrize("body", ["select unnest([1, 1]) as number", "select null as number"])
def test_a_grain_that_repeats_or_is_null_is_refused(body: str, folder: Path):
    with pytest.raises(BuildError, match=r"models/invented\.sql.*grain \(number\).*unique"):
        run_invented(folder, body)


def test_a_grain_that_names_no_column_is_refused(folder: Path):
    header = HEADER.replace("grain: number", "grain: nummer")
    said = r"models/invented\.sql: the grain names \['nummer'\], the columns are \['number'\]"
    with pytest.raises(BuildError, match=said):
        run_invented(folder, "select 1 as number", header)


def run_staged(folder: Path, *columns: str) -> None:
    """Run a staging model whose select has these columns in place of those of the same name."""
    select = {name: f"null::{kind} as {name}" for name, kind in models.FIGURE.items()}
    select |= {column.split()[-1]: column for column in ("1.0::double as value", *columns)}
    body = ", ".join(column for column in select.values() if not column.startswith("no "))
    path = folder / "staging" / "invented.sql"
    path.write_text(HEADER.replace("grain: number", "grain: value") + f"select {body}")
    [model] = [
        m
        for m in models.read({"staging.invented": folder / "staging" / "invented.sql"}, folder)
        if m.staged
    ]
    with duckdb.connect() as con:
        builder.run_model(con, model, set())


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (["no base", "9.0 as bse"], "base is missing, expected DOUBLE; bse is unknown. Every"),
        (["'a' as note"], "note is unknown. Every"),
        (["'2020-01-01' as period_end"], "period_end is VARCHAR, expected DATE. Every"),
        (["1 as quality"], "quality is INTEGER, expected VARCHAR. Every"),
    ],
)
def test_a_staging_model_with_other_columns_is_refused(columns: list[str], said: str, folder: Path):
    run_staged(folder)  # with its own it passes
    with pytest.raises(BuildError) as caught:
        run_staged(folder, *columns)
    start = f"models/staging/invented.sql: {said} staging model"
    assert str(caught.value).startswith(start)


def test_a_model_that_reads_what_nobody_makes_is_refused(folder: Path):
    with pytest.raises(BuildError, match=r"models/invented\.sql.*nowhere"):
        run_invented(folder, "select number from nowhere")


def test_a_public_column_without_comment_is_refused(folder: Path):
    with pytest.raises(BuildError, match=r"models/invented\.sql.*other"):
        run_invented(folder, "select 1 as number, 2 as other")


def test_a_comment_on_a_column_that_is_not_there_is_refused(folder: Path):
    header = HEADER + "-- other    another number\n"
    with pytest.raises(BuildError, match=r"models/invented\.sql.*other"):
        run_invented(folder, "select 1 as number", header)


def test_a_sound_model_passes(folder: Path):
    run_invented(folder, "select unnest([1, 2]) as number")


# --- the published warehouse ------------------------------------------------------------------


def database(root: Path) -> Path:
    return publish.folder(root) / publish.current(root).file


def truncate(root: Path) -> None:
    path = database(root)
    path.write_bytes(path.read_bytes()[:5000])


def flip_bytes(root: Path) -> None:
    path = database(root)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(byte ^ 0xFF for byte in content[middle : middle + 64])
    path.write_bytes(content)


def pointer_says(root: Path, text: str) -> None:
    (publish.folder(root) / "current.json").write_text(text)


DAMAGE = {
    "never built": lambda root: shutil.rmtree(publish.folder(root)),
    "no file behind the pointer": lambda root: database(root).unlink(),
    "pointer cut short": lambda root: pointer_says(root, '{"build_id": "x"'),
    "pointer without keys": lambda root: pointer_says(root, "{}"),
    "pointer is a list": lambda root: pointer_says(root, "[]"),
    "file cut short": truncate,
    "bytes flipped": flip_bytes,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_warehouse_is_reported_and_renewed_by_a_build(damage: str, built: Path):
    DAMAGE[damage](built)
    with pytest.raises(WarehouseError, match="sharecheck build"):
        publish.connect(built)
    build(Home.of(built))
    with publish.connect(built) as con:
        assert con.execute("select count(*) from observation").fetchone() == (10,)


def test_a_file_that_is_no_database_is_reported_even_with_the_right_checksum(built: Path):
    path = database(built)
    pointer = publish.folder(built) / "current.json"
    old = publish.current(built).sha256
    path.write_bytes(b"no database")
    new = hashlib.sha256(b"no database").hexdigest()
    pointer.write_text(pointer.read_text().replace(old, new))
    with pytest.raises(WarehouseError, match="cannot be opened"):
        publish.connect(built)
