"""Whatever stands in a YAML file: it is taken as it is written, or refused in words with its place.

Real files are changed field by field. What passes goes on into the tables and into whole builds.
"""

from __future__ import annotations

import os
import random
import re
import shlex
import stat
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from streamlit.testing.v1 import AppTest

from collectors import yaml_files
from collectors.cards import Addition, Card
from collectors.errors import InputError, SharecheckError, did_you_mean
from collectors.home import Home
from dashboard.sql.examples import FILE as EXAMPLES
from dashboard.sql.examples import Examples
from tests.command import run
from tests.conftest import REPOSITORY, TINY
from tests.wrong_entries import VALUES, Place, fields, written
from warehouse import catalogue, catalogue_tables, publish
from warehouse.build import build
from warehouse.claim_entries import ClaimFile
from warehouse.entries import when
from warehouse.judge import judged_file, judging, read_file
from warehouse.reading.vocabulary import FILE as VOCABULARY
from warehouse.reading.vocabulary import Vocabulary, Words

pytestmark = pytest.mark.fault("wrong and damaged files")
Attempts = Callable[[int], None]

FOR_PROGRAMMERS = re.compile(
    r"constrained|function-(after|before)|Input should|pydantic|\[key\]|Value error|datetime\.|"
    r"Decimal\(|<object|unhashable|Traceback|NoneType|\bNone\b|valid (string|integer|dictionary)"
)


@pytest.fixture
def root(tiny: Path) -> Path:
    """Return a root in which every kind of entry stands, and every field of it."""
    data = tiny
    (data / "facts.yml").write_text(
        "facts:\n"
        "  alpha-first-release:\n    project: alpha\n    title: First release of Alpha\n"
        "    property: release\n    note: Invented.\n    values:\n"
        "      - {value: '2016-09-01', citation: nowhere, read_on: 2024-01-01}\n"
        "  alpha-status:\n    project: alpha\n    title: Status of Alpha\n    property: status\n"
        "    values:\n      - {value: active, since: 2017-01-01, until: 2020-01-01, "
        "citation: nowhere, read_on: 2024-01-01}\n      - {value: archived, since: 2020-01-01, "
        "checked_on: 2024-01-01, citation: nowhere, read_on: null}\n"
    )
    (data / "twins.yml").write_text(
        "twins:\n  - id: both-ways\n    left: {signal: survey_users_published, segment: invented}\n"
        "    right: {signal: paper_implementations_published, segment: invented}\n"
        "    within_days: 3\n    why: Invented.\n"
    )
    (data / "contradictions.yml").write_text(
        "contradictions:\n  half-or-not:\n    title: Half or not\n    kind: numeric\n"
        "    severity: soft\n    sides: [[alpha-over-half], [alpha-ahead-in-2020]]\n"
        "    why: Invented.\n"
    )
    with (data / "definitions.yml").open("a") as definitions:
        definitions.write(
            "  survey:\n    signal: survey_users_published\n    title: 'survey, {group}'\n"
            "    numerator: people\n    denominator: '{group}: {note}'\n    rationale: None.\n"
            "    segments: [invented]\n    over: {groups: [both, one]}\n    roles: [primary]\n"
            "    families: {alpha: [both, beta]}\n    pool: year\n    overlap: true\n"
            "    bound: at least\n"
        )
    with (data / "breaks.yml").open("a") as breaks:
        breaks.write(
            "  - id: invented-april\n    signals: [paper_implementations_published]\n"
            "    segment: invented\n    projects: [beta]\n    starts: 2022-04-01\n"
            "    kind: undercount\n    severity: taint\n    price: bounded\n"
            "    bias: {points: 5, factor: 1.2, count: 2}\n    why: Invented.\n"
            "    effect: Invented.\n    citation: nowhere\n"
        )
    with (data / "projects.yml").open("a") as projects:
        projects.write("  one:\n    title: Alone\n    note: n\n    members: [beta]\n")
    projects_text = (data / "projects.yml").read_text()
    (data / "projects.yml").write_text(
        projects_text.replace(
            "    kind: framework\n",
            "    kind: framework\n    owner: Nobody\n    homepage: https://example.org\n"
            "    aliases: [Alef]\n    part_of: beta\n",
            1,
        )
    )
    with (data / "claims" / "invented.yml").open("a") as claims:
        claims.write(
            "  - id: alpha-rises\n    kind: change\n    subject: alpha\n"
            "    statement: Alpha rose by 5 to 10 points.\n    asserted: {points: [5, 10]}\n"
            "    aspect: use\n    hedge: exact\n    as_of: '2022'\n    since: '2020'\n"
            "    scope: people\n    reading: As it stands.\n    singles_out: false\n"
            "    together: []\n    occurrences: []\n    tests: {primary: survey-base}\n"
            "  - id: alpha-is-old\n    kind: date\n    subject: alpha\n"
            "    statement: Alpha came out in 2016.\n    asserted: {date: '2016'}\n"
            "    hedge: exact\n    scope: Alpha\n    reading: As it stands.\n"
            "    tests: {primary: alpha-first-release}\n"
            "  - id: alpha-is-kept\n    kind: property\n    subject: alpha\n"
            "    statement: Alpha is looked after.\n    hedge: exact\n    scope: Alpha\n"
            "    reading: As it stands.\n"
            "    tests: {primary: {fact: alpha-status, needs: at least maintenance}}\n"
        )
    with (tiny / "sources" / "published_figures.yml").open("a") as card:
        card.write(
            "    sha256: null\n    key: [month, segment]\nends_on: 2023-01-01\nclosed: Invented.\n"
        )
    return tiny


def edited(pack: Path) -> list[Path]:
    folders = (pack, pack / "claims", pack / "sources")
    return sorted(path for folder in folders for path in folder.glob("*.yml"))


def every(path: Path) -> Iterator[tuple[Any, Place, str]]:
    """Yield each field of a file with each wrong value."""
    content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for place in fields(content).values():
        for value in VALUES:
            yield content, place, value


def in_words(problems: list[str], name: str, place: Place, entry: str | None) -> None:
    """Hold problems to what is promised of them."""
    assert problems
    for problem in problems:
        assert not FOR_PROGRAMMERS.search(problem), problem
        assert len(problem) < 700, problem
        assert problem.rstrip("?").endswith((".", "'")), problem
    here = [problem for problem in problems if problem.startswith(f"{name}: ")]
    if not here:  # an id was changed, so that what refers to it is wrong
        assert any("unknown" in problem for problem in problems), problems
        return
    syntax = any("column" in problem for problem in here)
    if entry is not None and not syntax and len(place) > 2 and place[2] != "id":
        assert any(f"'{entry}'" in problem for problem in problems), (entry, problems)
    fields = [step for step in place[2:] if isinstance(step, str)]
    if fields and not syntax and any(": line " in problem for problem in here):
        assert any(fields[0] in problem for problem in here), (fields, here)


def entry_of(content: Any, place: Place) -> str | None:
    """Return the id of the entry that a place is in."""
    if len(place) < 3:
        return None
    section = content[place[0]]
    if isinstance(section, list):
        return section[place[1]].get("id") if isinstance(section[place[1]], dict) else None
    parts = [isinstance(part, dict) for part in section.values()]
    return str(place[1]) if all(parts) and place[0] != "live" else None


# --- field by field ------------------------------------------------------------------------------

REAL = [*edited(REPOSITORY / "data"), *(REPOSITORY / "collectors").glob("*.yml")]
FILES = [path.relative_to(TINY).as_posix() for path in edited(TINY)]


@pytest.mark.parametrize("file", FILES)
def test_a_wrong_value_is_taken_or_named_and_what_is_taken_makes_tables(
    file: str, root: Path, attempts: Attempts
):
    path = root / file
    before = path.read_text(encoding="utf-8")
    tried = list(every(path))
    chosen = random.Random(14).sample(tried, min(len(tried), 70))
    taken = 0
    for content, place, value in chosen:
        path.write_text(written(content, place, VALUES[value]), encoding="utf-8")
        try:
            found = catalogue.load(Home.of(root))
        except InputError as error:
            in_words(error.problems, f"data/{file}", place, entry_of(content, place))
            continue
        taken += 1
        with duckdb.connect(config={"threads": 1}) as con:
            for table in catalogue_tables.from_catalogue(found):
                table.fill(con)
    path.write_text(before, encoding="utf-8")
    catalogue.load(Home.of(root))
    assert taken < len(chosen)
    attempts(len(chosen))


def model(path: Path) -> Any:
    if path.parent.name in ("collectors", "sources"):
        return Card if "\ntitle:" in f"\n{path.read_text()}" else Addition
    if path.parent.name == "claims":
        return ClaimFile
    return Words if path.stem == "vocabulary" else catalogue.FILES[path.stem]


def test_a_wrong_value_in_any_real_file_is_taken_or_named(tmp_path: Path, attempts: Attempts):
    dice, tried = random.Random(5), 0
    for path in REAL:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        places = list(fields(content).values())
        target = tmp_path / path.name
        for place in dice.sample(places, min(3, len(places))):
            value = dice.choice(sorted(VALUES))
            target.write_text(written(content, place, VALUES[value]), encoding="utf-8")
            tried += 1
            try:
                yaml_files.read(target, model(path), tmp_path)
            except InputError as error:
                in_words(error.problems, path.name, place, entry_of(content, place))
    attempts(tried)
    assert tried > 400


@pytest.mark.parametrize(("path", "shape"), [(VOCABULARY, Vocabulary), (EXAMPLES, Examples)])
def test_a_wrong_value_in_the_reader_s_words_and_the_examples_is_named(
    path: Path, shape: Any, tmp_path: Path, attempts: Attempts
):
    tried = list(every(path))
    chosen = random.Random(3).sample(tried, 40)
    for content, place, value in chosen:
        target = tmp_path / path.name
        target.write_text(written(content, place, VALUES[value]), encoding="utf-8")
        try:
            yaml_files.read(target, shape, tmp_path)
        except InputError as error:
            in_words(error.problems, path.name, place, None)
    attempts(len(chosen))


def test_what_is_taken_builds_or_is_refused_and_the_published_one_stays(
    root: Path, attempts: Attempts
):
    build(Home.of(root))
    tried = [(path, *change) for path in edited(root) for change in every(path)]
    random.Random(7).shuffle(tried)
    built, said = 0, list[str]()
    for path, content, place, value in tried:
        before = path.read_text(encoding="utf-8")
        path.write_text(written(content, place, VALUES[value]), encoding="utf-8")
        pointer = (publish.folder(root) / "current.json").read_bytes()
        try:
            catalogue.load(Home.of(root))
            built += 1
            build(Home.of(root))
        except SharecheckError as error:
            said.append(str(error))
            assert (publish.folder(root) / "current.json").read_bytes() == pointer
        path.write_text(before, encoding="utf-8")
        if built == 4:
            break
    assert [text for text in said if FOR_PROGRAMMERS.search(text)] == []
    attempts(built)


# --- nothing is silently other -------------------------------------------------------------------

OWN = {
    "id": "mine",
    "kind": "share",
    "subject": "alpha",
    "statement": "Many use Alpha.",
    "hedge": "over",
    "scope": "people",
    "reading": "As it stands.",
    "tests": {"primary": "survey-two"},
}
FIGURES: list[tuple[str, str, object]] = [
    ("percent", "50", Decimal(50)),
    ("percent", "'1.80'", Decimal("1.80")),
    ("percent", "0.5", Decimal("0.5")),
    ("percent", "-0", Decimal(0)),
    ("count", "1_000", Decimal(1000)),
    ("count", "'1e6'", Decimal(1_000_000)),
    ("count", "1e6", Decimal(1_000_000)),
    ("count", "87000000", Decimal(87_000_000)),
    ("percent", "[50, 60.5]", (Decimal(50), Decimal("60.5"))),
    ("percent", "50%", None),
    ("count", "1,000", None),
    ("count", "'1,000'", None),
    ("count", "1_2", None),
    ("percent", "010", None),
    ("percent", "0x10", None),
    ("percent", "1:30", None),
    ("percent", ".nan", None),
    ("percent", "'NaN'", None),
    ("percent", "'sNaN'", None),
    ("count", ".inf", None),
    ("count", "Infinity", None),
    ("count", "1e400", None),
    ("count", "9" * 5000, None),
    ("count", f"'{'9' * 5000}'", None),
    ("percent", "true", None),
    ("percent", "yes", None),
    ("percent", "2024-05-27", None),
    ("percent", "'\uff15\uff10'", None),
    ("percent", "[50]", None),
    ("percent", "[1, 2, 3]", None),
    ("percent", "{a: 1}", None),
    ("percent", "[50, 60%]", None),
    ("percent", "''", None),
    ("percent", "-5", None),
    ("percent", "1e-400", None),
    ("percent", "1.0e-400", None),
    ("count", "[5, 4]", None),
    ("percent", "[[1, 2], 3]", None),
    ("percent", "0b11", None),
    ("date", "2024", "2024"),
    ("date", "2024-05", "2024-05"),
    ("date", "2024-05-27", "2024-05-27"),
    ("date", "'2024-05-27'", "2024-05-27"),
    ("date", "['2019', '2020-02']", ("2019", "2020-02")),
    ("date", "'2024-13'", None),
    ("date", "2024-02-31", None),
    ("date", "'2024-02-31'", None),
    ("date", "0000", None),
    ("date", "'0000'", None),
    ("date", "9999", None),
    ("date", "'9999-12-31'", None),
    ("date", "2024-05-27 10:00:00", None),
    ("date", "soon", None),
    ("date", "20240527", None),
    ("date", "2024.5", None),
    ("date", "true", None),
]


@pytest.mark.parametrize(("unit", "said", "meant"), FIGURES)
def test_a_figure_is_read_as_it_is_written_or_refused(
    unit: str, said: str, meant: object, tmp_path: Path
):
    kind = {"percent": "share", "count": "level", "date": "date"}[unit]
    path = tmp_path / "own.yml"
    content = {"title": "Mine", "claims": [{**OWN, "kind": kind, "asserted": {unit: "Here"}}]}
    path.write_text(yaml.safe_dump(content).replace("Here", said), encoding="utf-8")
    if meant is None:
        with pytest.raises(InputError) as caught:
            yaml_files.read(path, ClaimFile, tmp_path)
        [problem] = caught.value.problems
        assert problem.startswith("own.yml: line ")
        assert "entry 'mine', field 'asserted" in problem
        assert not FOR_PROGRAMMERS.search(problem)
        return
    [claim] = yaml_files.read(path, ClaimFile, tmp_path).claims
    assert claim.asserted is not None
    assert getattr(claim.asserted, unit) == meant
    assert re.sub(r"\.?\d", "", str(getattr(claim.asserted, unit))).count("E") == 0


@pytest.mark.parametrize("word", ["no", "yes", "on", "null", "2024", "010", "1:30", "~", ".5"])
def test_a_name_is_the_text_that_is_written(word: str, tmp_path: Path):
    path = tmp_path / "properties.yml"
    path.write_text(f"properties:\n  has:\n    title: x\n    values: {{{word}: Meant.}}\n")
    found = yaml_files.read(path, catalogue.FILES["properties"], tmp_path).properties["has"].values
    assert found == {word: "Meant."}


def test_fields_that_are_merged_in_stand_below_those_that_are_written(tmp_path: Path):
    path = tmp_path / "hedges.yml"
    path.write_text(
        "hedges:\n  a: &a {reading: A, side: both, share_margin: 0.5}\n"
        "  b: {<<: *a, reading: B}\n  c: {reading: C, <<: [*a, {side: range, ratio_margin: 1}]}\n"
    )
    found = yaml_files.read(path, catalogue.FILES["hedges"], tmp_path).hedges
    assert [(h.reading, h.side, h.share_margin, h.ratio_margin) for h in found.values()] == [
        ("A", "both", 0.5, None),
        ("B", "both", 0.5, None),
        ("C", "both", 0.5, 1),
    ]


def test_the_files_say_what_pyyaml_reads_in_them(attempts: Attempts):
    """A second reading of every file, by the library's own constructor."""
    files = [*REAL, *edited(TINY), VOCABULARY, EXAMPLES]
    for path in files:
        ours = yaml_files.parse(path, path.name)
        assert ours.problems == []
        assert ours.value == yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader), path
    attempts(len(files))


# --- whole files ---------------------------------------------------------------------------------

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
LINES = "\n".join(f"k{n}: x" for n in range(30_000))
DAMAGED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "found nothing"),
    "comments": (b"# nothing\n# here\n", "found nothing"),
    "UTF-16": ("hedges: {}".encode("utf-16"), "Save it as UTF-8"),
    "UTF-16 without a mark": ("hedges: {}".encode("utf-16-le"), "U+0000"),
    "UTF-32": ("hedges: {}".encode("utf-32"), "Save it as UTF-8"),
    "Latin-1": (b"hedges:\n  caf\xe9: x", "line 2: not in UTF-8"),
    "lone surrogate": (b"hedges:\n  x: \xed\xa0\x80", "not in UTF-8"),
    "NUL": (b"hedges: \0", "U+0000"),
    "escape codes": (b"hedges: \x1b[31m", "U+001B"),
    "a program": (b"\x7fELF\2\1\1\0\0", "U+"),
    "tabs": (b"hedges:\n\t- x", "with spaces, not tabs"),
    "two documents": (b"hedges: {}\n---\nhedges: {}\n", "a second document begins"),
    "text after the end": (b"hedges: {}\n...\nhedges", "line 3"),
    "a list": (b"- hedges", "expected fields"),
    "a number": (b"7", "expected fields"),
    "another version": (b"%YAML 3.0\n---\nhedges: {}", "line 1"),
    "unknown directive": (b"%ODD\n---\nhedges: {}", "line 1"),
    "alias bomb": (BOMB.encode(), "values are repeated"),
    "many merges": (
        b"a: &a {x: 1, y: 2, z: 3}\n" + b"".join(b"k%d: {<<: *a}\n" % n for n in range(20_000)),
        "values are repeated",
    ),
    "itself": (b"hedges: &h [*h]", "or itself"),
    "itself merged": (b"hedges: &h {<<: *h}", "or itself"),
    "unknown anchor": (b"hedges: *h", "not there yet"),
    "deep brackets": (b"[" * 10_000, "nested more than"),
    "a million brackets": (b"[" * 1_000_000, "nested more than"),
    "deep braces": (b"{a: " * 10_000, "nested more than"),
    "deep dashes": (b"- " * 10_000, "nested more than"),
    "deep lines": (b"".join(b" " * n + b"-\n" for n in range(2000)), "nested more than"),
    "deep keys": (b"? " * 10_000, "nested more than"),
    "50 MB": (b"# here\n" * 7_500_000, "larger than 10 MB"),
    "30,000 unknown keys": (LINES.encode(), "There are more problems"),
    "a list as a key": (b"? [a, b]\n: c\n", "as a key"),
    "a mapping as a key": (b"? {a: b}\n: c\n", "as a key"),
    "key twice": (b"hedges: {}\nhedges: {}\n", "stands twice"),
    "a key of 100,000 letters": (b"? " + b"k" * 100_000 + b"\n: x", "100,000 characters"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_file_is_refused_in_words(case: str, tiny: Path):
    content, said = DAMAGED[case]
    (tiny / "hedges.yml").write_bytes(content)
    with pytest.raises(InputError) as caught:
        catalogue.load(Home.of(tiny))
    problems = caught.value.problems
    assert said in "\n".join(problems), problems[:3]
    assert problems[0].startswith("data/hedges.yml: ")
    assert len(problems) <= yaml_files.MOST_PROBLEMS + 1
    assert all(len(problem) < 500 and not FOR_PROGRAMMERS.search(problem) for problem in problems)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: b"---\n" + text + b"...\n",
        lambda text: b"# before\n" + text + b"# after\n",
    ],
    ids=["byte order mark", "CRLF", "marks of a document", "comments"],
)
def test_what_editors_add_to_a_file_changes_nothing(change: Callable[[bytes], bytes], tiny: Path):
    before = catalogue.load(Home.of(tiny))
    for path in edited(tiny):
        path.write_bytes(change(path.read_bytes()))
    assert catalogue.load(Home.of(tiny)) == before


def test_what_is_no_file_is_refused_in_words(tiny: Path):
    (tiny / "claims" / "folder.yml").mkdir()
    (tiny / "twins.yml").unlink()
    (tiny / "twins.yml").symlink_to("twins.yml")
    locked = tiny / "facts.yml"
    locked.chmod(0)
    with pytest.raises(InputError) as caught:
        catalogue.load(Home.of(tiny))
    locked.chmod(stat.S_IRUSR | stat.S_IWUSR)
    said = dict(problem.split(": ", 1) for problem in caught.value.problems)
    assert said["data/claims/folder.yml"].startswith("a folder; expected a YAML file")
    assert "cannot be read" in said["data/twins.yml"]
    if os.geteuid() != 0:  # root reads everything
        assert "cannot be read" in said["data/facts.yml"]


def test_the_problems_of_all_cards_are_told_at_once(tiny: Path):
    card = tiny / "sources" / "published_figures.yml"
    text = card.read_text().replace("cadence: yearly", "cadence: sometimes")
    for name in ("one", "two", "published_figures"):
        (tiny / "sources" / f"{name}.yml").write_text(text)
    with pytest.raises(InputError) as caught:
        catalogue.load(Home.of(tiny))
    assert [problem.partition(":")[0] for problem in caught.value.problems] == [
        "data/sources/one.yml",
        "data/sources/published_figures.yml",
        "data/sources/two.yml",
    ]


COMMANDS = [["build"], ["verify", "--claims"], ["read"]]


@pytest.mark.parametrize("case", ["50%", "deep", "own tag", "no day", "mapping as a key"])
def test_a_command_ends_with_one_message_and_the_published_warehouse_stays(
    case: str, built: Path, tmp_path: Path, attempts: Attempts
):
    said = {"50%": "50%"}.get(case) or VALUES[case]
    text = yaml.safe_dump({"title": "Mine", "claims": [{**OWN, "asserted": {"percent": "Here"}}]})
    wrong = text.replace("Here", said)
    own = tmp_path / "own.yml"
    own.write_text(wrong, encoding="utf-8")
    (built / "claims" / "wrong.yml").write_text(wrong, encoding="utf-8")
    pointer = (publish.folder(built) / "current.json").read_bytes()
    first = run(built, "build")
    (built / "claims" / "wrong.yml").unlink()
    for done in (first, *(run(built, *command, str(own)) for command in COMMANDS[1:])):
        assert done.returncode == 1, done
        assert "Traceback" not in done.stderr
        assert "yml: line " in done.stderr
        assert not FOR_PROGRAMMERS.search(done.stderr)
    assert (publish.folder(built) / "current.json").read_bytes() == pointer
    attempts(len(COMMANDS))


# --- did you mean --------------------------------------------------------------------------------

# what is misspelt: (file, text in it, text in its place, the name that is meant)
MISSPELT: dict[str, tuple[str, str, str, str]] = {
    "project of a claim": ("claims/invented", "subject: alpha", "subject: alhpa", "alpha"),
    "project of a group": ("projects", "[alpha, beta]", "[alpha, bteta]", "beta"),
    "project that contains": ("projects", "part_of: beta", "part_of: betta", "beta"),
    "project of a break": ("breaks", "projects: [beta]", "projects: [betaa]", "beta"),
    "project of a fact": ("facts", "project: alpha", "project: aplha", "alpha"),
    "group": ("definitions", "group: both", "group: booth", "both"),
    "groups": ("definitions", "groups: [both, one]", "groups: [botth, one]", "both"),
    "definition": ("claims/invented", "primary: survey-two", "primary: survey-too", "survey-two"),
    "context": ("claims/invented", "[papers-base]", "[paper-base]", "papers-base"),
    "signal": ("definitions", "users_published", "user_published", "survey_users_published"),
    "signal of a twin": ("twins", "survey_users", "survey_user", "survey_users_published"),
    "signal of an aspect": ("aspects", "survey_users", "surveyusers", "survey_users_published"),
    "aspect": ("claims/invented", "aspect: use", "aspect: uses", "use"),
    "property": ("facts", "property: status", "property: statsu", "status"),
    "document": ("claims/invented", "document: d9", "document: dd9", "d9"),
    "hedge": ("claims/invented", "hedge: ahead", "hedge: ahed", "ahead"),
    "fact": ("claims/invented", "fact: alpha-status", "fact: alpha-statsu", "alpha-status"),
    "claim": ("contradictions", "[alpha-over-half]", "[alpha-over-haf]", "alpha-over-half"),
    "claim beside": (
        "claims/invented",
        "together: []",
        "together: [alpha-ahead-2020]",
        "alpha-ahead-in-2020",
    ),
    "registry": ("projects", "survey_option:", "survey_optoin:", "survey_option"),
    "role": ("projects", "{Alpha: primary}", "{Alpha: primry}", "primary"),
    "kind": ("claims/invented", "kind: share", "kind: shre", "share"),
    "field of a claim": ("claims/invented", "    subject: alpha", "    sujbect: alpha", "subject"),
    "field of tests": (
        "claims/invented",
        "      primary: survey-two",
        "      primarry: survey-two",
        "primary",
    ),
    "field of a card": ("sources/published_figures", "publisher:", "publishr:", "publisher"),
    "field of a signal": ("sources/published_figures", "    unit: r", "    units: r", "unit"),
    "column of a key": (
        "sources/published_figures",
        "[month, segment]",
        "[month, segmet]",
        "segment",
    ),
    "type of a column": (
        "sources/published_figures",
        "percent: double",
        "percent: duoble",
        "double",
    ),
    "section": ("twins", "twins:", "twin:", "twins"),
}


@pytest.mark.parametrize("case", MISSPELT)
def test_a_name_that_is_nearly_one_is_recognised(case: str, root: Path):
    file, old, new, meant = MISSPELT[case]
    path = root / f"{file}.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        catalogue.load(Home.of(root))
    assert re.search(rf"Did you mean .*'{meant}'", str(caught.value))


def test_a_source_and_a_registry_that_are_nearly_ones_are_recognised(root: Path):
    claims = root / "claims" / "invented.yml"
    claims.write_text(
        claims.read_text().replace(
            "needs: no public data", "needs: live collection\n      source: published_figure"
        )
    )
    card = root / "sources" / "published_figures.yml"
    card.write_text(
        f"{card.read_text()}live:\n  api: https://example.org\n  names: paper_framewrk\n"
        "  every_days: 1\n  rows: [1, 2]\n"
    )
    with pytest.raises(InputError) as caught:
        catalogue.load(Home.of(root))
    assert "unknown source 'published_figure'" in str(caught.value)
    assert "Did you mean 'published_figures'?" in str(caught.value)
    assert "Did you mean 'paper_framework'?" in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "meant", "code"),
    [
        (["verify", "hf-hub-shre-85"], None, 2),
        (["collect", "pypi_stat"], "pypi_stats", 1),
        (["doctor", "docker-hub"], "docker_hub", 1),
        (["reparse", "opanalex"], "openalex", 1),
        (["veryfy"], "verify", 2),
    ],
)
def test_a_command_recognises_what_is_nearly_a_name(
    arguments: list[str], meant: str | None, code: int, published: Path
):
    if meant is None:
        with publish.connect(published) as con:
            row = con.execute("select claim_id from claim where length(claim_id) > 8").fetchone()
        assert row is not None
        meant = row[0]
        arguments = ["verify", f"{meant[:-2]}{meant[-1]}"]
    done = run(published, *arguments)
    assert done.returncode == code
    assert f"Did you mean '{meant}'" in " ".join(done.stderr.split())


def test_what_is_like_nothing_is_not_guessed():
    assert did_you_mean("zzz", ["alpha", "beta"]) == ""
    assert did_you_mean("x" * 1_000_000, ["alpha", "beta"]) == ""
    assert did_you_mean(None, []) == ""
    assert did_you_mean("ALPHA", ["alpha"]) == " Did you mean 'alpha'?"


# --- claims of one's own -------------------------------------------------------------------------

REFERENCES: dict[str, tuple[dict[str, Any], str]] = {
    "subject": ({"subject": "alhpa"}, "unknown project 'alhpa'"),
    "comparator": ({"comparator": "betta"}, "unknown project 'betta'"),
    "hedge": ({"hedge": "ovr"}, "unknown hedge 'ovr'"),
    "aspect": ({"aspect": "uze"}, "unknown aspect 'uze'"),
    "definition": ({"tests": {"primary": "survey-tow"}}, "unknown definition 'survey-tow'"),
    "context": (
        {"tests": {"primary": "survey-two", "context": ["nothing"]}},
        "unknown definition 'nothing'",
    ),
    "document": (
        {"occurrences": [{"document": "d8", "line": 1, "span": [0, 5]}]},
        "unknown document 'd8'",
    ),
    "beside": ({"together": ["nobody"]}, "unknown claim 'nobody'"),
    "source": (
        {
            "tests": None,
            "untestable": {"needs": "live collection", "source": "nowhere", "reason": "x"},
        },
        "unknown source 'nowhere'",
    ),
    "itself": ({"comparator": "alpha"}, "it compares 'alpha' with itself"),
    "no evidence": ({"aspect": "space"}, "is no evidence of the aspect 'space'"),
}


@pytest.mark.parametrize("case", REFERENCES)
def test_claims_of_one_s_own_are_checked_for_what_they_refer_to(
    case: str, built: Path, tmp_path: Path
):
    """By the file, and once more wherever claims are judged that come from elsewhere."""
    change, said = REFERENCES[case]
    content = catalogue.load(Home.of(built))
    entry = {**OWN, "asserted": {"percent": 50}, **change}
    path = tmp_path / "own.yml"
    path.write_text(yaml.safe_dump({"title": "Mine", "claims": [entry]}), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_file(path, content)
    assert f"own.yml: claim 'mine': {said}" in re.sub(
        r"the definition '\S+' \(.*?\) ", "", str(caught.value)
    )
    file = ClaimFile.model_validate({"title": "Mine", "claims": [entry]})
    with (
        pytest.raises(InputError, match=re.escape(said)),
        judging(Home.of(built), {"own": file}, content),
    ):
        pass
    with pytest.raises(InputError, match=re.escape(said)), judged_file(Home.of(built), path):
        pass


def test_a_wrong_document_does_not_make_its_claims_wrong_too(built: Path, tmp_path: Path):
    path = tmp_path / "own.yml"
    place = {"document": "mine", "line": 1, "span": [0, 5]}
    entry = {**OWN, "asserted": {"percent": 50}, "occurrences": [place]}
    text = {"title": "x", "as_of": "soon", "as_of_basis": "x", "sha256": "0" * 64, "characters": 9}
    content = {"title": "Mine", "documents": {"mine": text}, "claims": [entry]}
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_file(path, catalogue.load(Home.of(built)))
    [problem] = caught.value.problems
    assert "entry 'mine', field 'as_of': found 'soon'" in problem


def test_each_question_mark_that_is_left_is_named(published: Path, tmp_path: Path):
    article, path = tmp_path / "article.txt", tmp_path / "claims.yml"
    article.write_text("In Germany, 70 % of papers use PyTorch.\n", encoding="utf-8")
    assert run(published, "read", str(article), "--write", str(path)).returncode == 0
    head, _, rest = path.read_text(encoding="utf-8").partition("claims: []")
    entry = rest[rest.index("# - id: open-1") :].replace("# ", "").replace("“?”", "?")
    path.write_text(f"{head}claims:\n{entry}", encoding="utf-8")
    left = re.findall(r"^ *(\w+): '\?'$", entry, re.MULTILINE)
    assert {"statement", "scope", "primary"} <= {*left}
    for command in (["verify", "--claims"], ["read"]):
        done = run(published, *command, str(path))
        assert done.returncode == 1
        told = [
            line for line in done.stderr.splitlines() if "a “?” is left to be filled in" in line
        ]
        assert len(told) == len(left), done.stderr
        for field in left:
            assert any(
                re.search(rf"entry 'open-1-line-1', field '(\w+\.)?{field}'", t) for t in told
            )


def test_the_page_for_articles_says_which_command_takes_a_claims_file(published: Path):
    app = AppTest.from_file(str(REPOSITORY / "dashboard" / "app.py"), default_timeout=60)
    app.run()
    app.switch_page("screens/read.py").run()
    app.segmented_control[0].set_value("Choose a file").run()
    app.file_uploader[0].upload("my claims.yml", b"title: x\nclaims: []\n")
    next(button for button in app.button if button.label == "Read it").click().run()
    assert not app.exception
    [error] = app.error
    assert "sharecheck verify --claims" in error.value
    assert shlex.quote("my claims.yml") in error.value.replace("\\", "")


def test_dates_are_those_of_the_calendar(attempts: Attempts):
    """Held against the calendar, day by day."""
    from calendar import monthrange

    tried = 0
    for year in (1900, 2023, 2024, 2100, 2199):
        for month in range(14):
            for day in range(33):
                text = f"{year}-{month:02}-{day:02}"
                there = (
                    1 <= month <= 12 and 1 <= day <= monthrange(year, month or 1)[1]
                    if month
                    else False
                )
                tried += 1
                try:
                    found = when(text) == text
                except ValueError:
                    found = False
                assert found == there, text
    attempts(tried)
