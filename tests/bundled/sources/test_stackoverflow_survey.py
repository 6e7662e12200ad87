"""Raw answers of the developer survey, against invented result files of the documented shape."""

import csv
import hashlib
import io
import re
import shutil
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from collectors.machinery import doctor
from collectors.machinery.landing import NEVER, due, due_at
from collectors.machinery.parsing import module_of
from collectors.machinery.run import Order
from data.sources.stackoverflow_survey import YEARS
from tests import fake
from tests.bundled.sources.stackoverflow_survey import PEOPLE, answer, results, world, zipped
from tests.collecting import World, day
from tests.conftest import REPOSITORY
from tests.sources.staging import COLUMNS, figures
from warehouse.collecting import Result

TABLE = "stackoverflow_survey_answers"


def given(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def counted(source: World, population: str, base_kind: str) -> dict[str, tuple[int, int, int]]:
    """Return users, wanting and base by option."""
    return {
        row[3]: row[4:7]
        for row in source.rows(TABLE)
        if row[1] == population and row[2] == base_kind
    }


def bundle(source: World, content: str | None = None) -> None:
    """Put the bundled file, or one with other content, into the root."""
    snapshot = source.root / "snapshot"
    snapshot.mkdir(parents=True, exist_ok=True)
    shutil.copy(REPOSITORY / "data" / "snapshot" / "stackoverflow_survey.csv", snapshot)
    if content is not None:
        (snapshot / "stackoverflow_survey.csv").write_text(content, "utf-8")


def test_each_base_is_counted_from_the_answers(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(file=given(tmp_path, "results-2023.csv", results(2023)))
        everyone = "all respondents"
        # ten people; eight answered, one of them only what he wants; seven name an item they use
        assert counted(source, everyone, "everyone in the survey") == {
            "JAX": (0, 1, 10),
            "NumPy": (2, 1, 10),
            "TensorFlow": (2, 2, 10),
            "Torch/PyTorch": (3, 2, 10),
        }
        assert counted(source, everyone, "answered the question")["Torch/PyTorch"] == (3, 2, 8)
        assert counted(source, everyone, "users of any listed item")["TensorFlow"] == (2, 1, 7)
        # NumPy is no machine-learning library: its only user is out
        ml = counted(source, everyone, "users of a machine-learning library")
        assert ml["NumPy"] == (1, 1, 4)
        assert ml["Torch/PyTorch"] == (3, 2, 4)


def test_professionals_and_learners_are_counted_apart(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(file=given(tmp_path, "results-2023.csv", results(2023)))
        professionals = counted(source, "professionals", "answered the question")
        assert professionals["Torch/PyTorch"] == (2, 1, 4)
        learners = counted(source, "learning to code", "answered the question")
        # ticked twice in one answer, counted once; nobody of them ticked PyTorch: a true zero
        assert learners["TensorFlow"] == (1, 1, 2)
        assert learners["Torch/PyTorch"] == (0, 0, 2)


def test_an_option_that_nobody_ticked_is_absent(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(file=given(tmp_path, "results-2023.csv", results(2023)))
        options = {row[3] for row in source.rows(TABLE)}
        assert options == {"JAX", "NumPy", "TensorFlow", "Torch/PyTorch"}  # no Keras


def test_the_year_before_people_said_what_they_are_has_no_professionals(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(file=given(tmp_path, "2018.csv", results(2018)))
        assert {row[1] for row in source.rows(TABLE)} == {"all respondents"}


def test_students_of_the_early_years_are_learners(tmp_path: Path):
    people = [["S", "TensorFlow", "NA"], ["P", "TensorFlow", "NA"]]
    with world(tmp_path, respondents=2) as source:
        source.collected(file=given(tmp_path, "2020.csv", results(2020, people)))
        assert counted(source, "learning to code", "everyone in the survey") == {
            "TensorFlow": (1, 0, 1)
        }


def test_every_year_is_taken_from_its_archive(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected()
        assert sorted({row[0] for row in source.rows(TABLE)}) == list(YEARS)
        assert [asked.path[-8:-4] for asked in source.server.log] == [str(y) for y in YEARS]
        # neither the archive nor the results stay, only the columns that are needed
        suffixes = {p.suffix for p in (source.root / "landing").rglob("*") if p.is_file()}
        assert suffixes == {".json", ".parquet"}


def test_a_file_of_the_archive_is_known_by_its_content(tmp_path: Path):
    content = results(2022)
    digest = hashlib.sha256(content).hexdigest()
    with world(tmp_path) as source:
        module_of("stackoverflow_survey", source.card).ARCHIVED[digest] = 2022
        source.collected(file=given(tmp_path, "survey_results_public.csv", content))
        assert {(row[0], row[7]) for row in source.rows(TABLE)} == {(2022, "archive")}
        outcome = source.collect(file=given(tmp_path, "results-2021.csv", content))
        assert "not of [2021]" in outcome.message


@pytest.mark.parametrize(
    ("name", "year", "word"),
    [
        ("survey_results_public.csv", 2021, "could be of [2021, 2022, 2023]"),
        ("survey_results_public.csv", 2019, "like results-2020.csv"),
        ("results-2019.csv", 2023, "columns of [2021, 2022, 2023], not of [2019]"),
        ("results-2023.csv", 2024, "columns of [2024], not of [2023]"),
    ],
)
def test_an_uncertain_year_is_asked_for(name: str, year: int, word: str, tmp_path: Path):
    with world(tmp_path) as source:
        outcome = source.collect(file=given(tmp_path, name, results(year)))
        assert outcome.state == "failed"
        assert word in outcome.message


def test_columns_that_only_one_year_has_settle_it(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(file=given(tmp_path, "survey_results_public.csv", results(2024)))
        assert {(row[0], row[7]) for row in source.rows(TABLE)} == {(2024, "other")}


def test_a_year_without_the_question_is_absent_and_says_so(tmp_path: Path):
    file = given(tmp_path, "results-2025.csv", b"ResponseId,MainBranch,LanguageChoice\n1,NA,NA\n")
    with world(tmp_path) as source:
        outcome = source.collect(file=file)
        assert outcome.state == "failed"
        assert "absent, not zero" in outcome.message
        assert "last asked in 2024" in source.collect(since=day("2025-01-01")).message


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("2023.zip", zipped({"a/b.csv": b""}), "holds a/b.csv; expected one file named"),
        (
            "2023.zip",
            zipped({"1/results.csv": b"", "2/results.csv": b""}),
            "holds 1/results.csv, 2/results.csv",
        ),
        ("2023.zip", zipped({"results.csv": results(2023)})[:-30], "lacks the question"),
        ("2023.csv", results(2023)[:-10], "cut off or altered"),
        ("2023.csv", b"", "lacks the question"),
        ("2023.csv", results(2023) + b'9,"' + b"a" * 140_000, "is no CSV"),
    ],
)
def test_a_damaged_file_is_refused(name: str, content: bytes, word: str, tmp_path: Path):
    with world(tmp_path) as source:
        outcome = source.collect(file=given(tmp_path, name, content))
        assert outcome.state == "failed"
        assert word in outcome.message


def test_an_archive_with_a_broken_member_is_refused(tmp_path: Path):
    packed = bytearray(zipped({"results.csv": results(2023)}))
    packed[60:80] = bytes(20)
    with world(tmp_path) as source:
        outcome = source.collect(file=given(tmp_path, "2023.zip", bytes(packed)))
        assert "damaged archive" in outcome.message


def test_an_archive_does_not_unpack_without_end(tmp_path: Path):
    bomb = zipped({"results.csv": b"0" * 3_000_000})
    with world(tmp_path) as source:
        path = source.root / "sources" / "stackoverflow_survey.yml"
        card = path.read_text("utf-8").replace("400000000", "1_500_000")
        path.write_text(card, "utf-8")
        outcome = source.collect(file=given(tmp_path, "2023.zip", bomb))
        assert "unpacks to more than 1,500,000 bytes" in outcome.message
        assert not list(source.root.rglob("results.csv"))


def due_again(source: World) -> datetime | None:
    assert source.card.live is not None
    return due_at(source.root, source.source, source.card.live.every_days)


@pytest.mark.parametrize(
    ("reply", "why", "once"),
    [
        (fake.Reply("gone", 404), "HTTP 404: gone", True),
        (fake.Reply(zipped({"results.csv": results(2024, PEOPLE[1:])})), "9 respondents", True),
        (fake.Reply("later", 503), "HTTP 503: later", False),
    ],
)
def test_a_year_that_cannot_be_had_does_not_hold_back_the_others_and_is_named(
    reply: fake.Reply, why: str, once: bool, tmp_path: Path
):
    with world(tmp_path) as source:
        source.server.answer = lambda asked: reply if "2024" in asked.path else answer(asked)
        outcome = source.collect()
        assert outcome.state == "partial"
        assert not Result([outcome], [], published=True).well
        start = "stackoverflow_survey: without the survey of 2024 (a copy can be given by --file): "
        assert outcome.message.startswith(start)
        assert why in outcome.message
        assert sorted({row[0] for row in source.rows(TABLE)}) == list(YEARS)[:-1]
        [run] = source.runs()
        assert run.manifest["error"] == outcome.message
        # what may come is asked for again the next day, what is not there only when it is ordered
        again = due_again(source)
        assert again is not None
        assert (again == NEVER) == once
        assert once or again - run.finished_at < timedelta(days=1, minutes=1)
        source.server.answer = answer
        source.collected()
        assert sorted({row[0] for row in source.rows(TABLE)}) == list(YEARS)


def test_a_spent_limit_ends_the_run_and_the_next_goes_on(tmp_path: Path):
    with world(tmp_path) as source:
        spent = fake.Reply("slow down", 429, {"Retry-After": "4000"})
        source.server.answer = lambda asked: spent if "2020" in asked.path else answer(asked)
        assert source.collect().state == "failed"
        source.server.answer = answer
        source.collected()
        # 2018 and 2019 were there already
        asked = [asked.path[-8:-4] for asked in source.server.log]
        assert asked == ["2018", "2019", "2020", "2020", "2021", "2022", "2023", "2024"]


def test_a_closed_series_is_due_until_it_was_taken_as_a_whole(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(file=given(tmp_path, "results-2023.csv", results(2023)))
        assert due_again(source) is None  # at once
        source.collected()
        assert due_again(source) == NEVER
        in_2100 = datetime(2100, 1, 1)
        assert list(due(source.root, {source.source: source.card}, in_2100)) == []


def test_staging_leaves_the_printed_figures_and_adds_segments(tmp_path: Path):
    with world(tmp_path) as source:
        bundle(source)
        printed = figures(source, *COLUMNS)
        run = source.collected(file=given(tmp_path, "results-2024.csv", results(2024))).run
        assert run is not None
        found = figures(source, *COLUMNS)
        assert set(printed) < set(found)
        added = {
            (row[2], row[3]): row for row in set(found) - set(printed) if row[0] == "survey_users"
        }
        # 4 options, 3 populations, 4 bases
        assert len(added) == 4 * 3 * 4
        # as many who want it, which the survey's own files do not say of each population
        assert {row[0] for row in printed} == {"survey_users"}
        key = "raw answers: professionals, users of a machine-learning library"
        assert added["Torch/PyTorch", key][4:12] == (
            day("2024-01-01"),
            day("2025-01-01"),
            2.0,
            2.0,
            "exact",
            "note: not the file in the survey's archive",
            run.started_at,
            run.run_id,
        )
        assert not {row[3] for row in printed} & {row[3] for row in added.values()}


def test_the_raw_count_is_the_printed_one_where_the_survey_printed_all_answers(tmp_path: Path):
    used = [row for row in PEOPLE if row[1:] not in (["NA", "NA"], ["NA", ""])]
    printed = (
        "survey_year,population,option,percent,frequency,total_respondents,implied_base,commit,path\n"
        f"2024,all,Torch/PyTorch,37.5,3,{len(used)},8,c,p\n"
        "2024,professional,Torch/PyTorch,50,2,4,4,c,p\n"
        "2024,learning to code,TensorFlow,50,1,2,2,c,p\n"
    )
    with world(tmp_path) as source:
        bundle(source, printed)
        source.collected(file=given(tmp_path, "results-2024.csv", results(2024)))
        found = figures(source, *COLUMNS)
        rows = {(row[2], row[3]): row[6:8] for row in found if row[0] == "survey_users"}
        for option, people in [
            ("Torch/PyTorch", "all respondents"),
            ("Torch/PyTorch", "professionals"),
            ("TensorFlow", "learning to code"),
        ]:
            raw = rows[option, f"raw answers: {people}, answered the question"]
            assert raw == rows[option, people]


@pytest.mark.parametrize(
    ("people", "stated", "whole"), [(99, 100, True), (101, 100, True), (98, 100, False)]
)
def test_a_part_of_a_survey_is_refused_with_both_numbers(
    people: int, stated: int, whole: bool, tmp_path: Path
):
    file = given(tmp_path, "results-2023.csv", results(2023, PEOPLE[:1] * people))
    with world(tmp_path, stated) as source:
        outcome = source.collect(file=file)
        assert outcome.state == ("new" if whole else "failed")
        if not whole:
            said = "results-2023.csv has 98 respondents, the published file of 2023 has 100 ("
            assert said in outcome.message


def test_each_year_says_how_many_answered_and_who_counted_them():
    # TotalRespondents of the published methodology; 2018, 2019: who answered the first questions
    stated = [98_855, 88_883, 64_461, 83_439, 73_268, 89_184, 65_437]
    assert [int(year["respondents"]) for year in YEARS.values()] == stated
    assert all(re.search(r"@[0-9a-f]{40}:", year["stated_in"]) for year in YEARS.values())
    survey = zip(stated, YEARS, strict=True)
    with (REPOSITORY / "data" / "snapshot" / "stackoverflow_survey.csv").open() as file:
        answered = {
            int(row["survey_year"]): int(row["total_respondents"])
            for row in csv.DictReader(file)
            if row["population"] == "all"
        }
    # nobody answered a question without answering the survey, and at least a third did
    assert [year for number, year in survey if not number / 3 < answered[year] < number] == []


def test_columns_are_found_by_name_whatever_their_order(tmp_path: Path):
    rows = list(csv.reader(io.StringIO(results(2023).decode(), newline="")))
    turned = io.StringIO(newline="")
    csv.writer(turned).writerows(row[::-1] for row in rows)
    content = b"\xef\xbb\xbf" + turned.getvalue().encode()
    with world(tmp_path) as source:
        source.collected(file=given(tmp_path, "results-2023.csv", content))
        assert counted(source, "professionals", "answered the question")["JAX"] == (0, 1, 4)


def test_a_zip_is_told_by_its_content_and_the_results_by_their_name(tmp_path: Path):
    file = given(tmp_path, "so-2021.dat", zipped({"x/../results.csv": results(2021)}))
    assert zipfile.is_zipfile(file)
    with world(tmp_path) as source:
        source.collected(file=file)
        assert {row[0] for row in source.rows(TABLE)} == {2021}


def test_the_probe_takes_four_bytes_of_an_archive(tmp_path: Path):
    with world(tmp_path) as source:
        order = Order(source.root, source.names)
        cards = {"stackoverflow_survey": source.card}
        assert doctor.probe(list(cards), cards, order)[0].state == "well"
        assert source.server.log[0].headers["range"] == "bytes=0-3"
        source.server.answer = lambda asked: (
            fake.Reply("gone", 404) if "2024" in asked.path else answer(asked)
        )
        assert doctor.probe(list(cards), cards, order)[0].state == "well"
        source.server.answer = lambda asked: fake.Reply("gone", 404)
        assert doctor.probe(list(cards), cards, order)[0].state == "unreachable"
        source.server.answer = lambda _: fake.Reply("<html>sorry</html>")
        assert doctor.probe(list(cards), cards, order)[0].state == "changed"
