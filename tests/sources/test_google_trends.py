"""Google Trends' exports, in the format of the real ones; all values are invented."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from collectors import google_trends
from collectors.errors import SetupError
from collectors.machinery.ask import Ask
from tests.collecting import FIXTURES, World, day, world
from tests.fake import Asked, Reply
from tests.sources.staging import figures

FILE = FIXTURES / "google_trends.csv"
WEEKS = "Worldwide; pytorch, snake, tensorflow; weeks 2025-01-05 to 2025-02-02; All categories"


def nobody(asked: Asked) -> Reply:
    return Reply({"error": f"{asked.path} was asked for"}, 500)


@pytest.fixture
def source(tmp_path: Path) -> Iterator[World]:
    names = {"search_term": ["pytorch", "tensorflow"]}
    with world("google_trends", tmp_path, nobody, names) as made:
        yield made
        assert made.server.log == []


def export(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "multiTimeline.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_each_term_and_week_is_one_row_and_too_few_searches_are_no_figure(source: World):
    source.collected(file=FILE)
    rows = [row[1:] for row in source.rows() if row[1] != "tensorflow"]
    assert rows == [
        ("pytorch", day("2025-01-05"), "week", 60),
        ("pytorch", day("2025-01-12"), "week", 62),
        ("pytorch", day("2025-01-19"), "week", None),
        ("pytorch", day("2025-01-26"), "week", None),
        ("pytorch", day("2025-02-02"), "week", 70),
        ("snake", day("2025-01-05"), "week", None),
        ("snake", day("2025-01-12"), "week", 1),
        ("snake", day("2025-01-19"), "week", None),
        ("snake", day("2025-01-26"), "week", 2),
        ("snake", day("2025-02-02"), "week", 3),
    ]


def test_points_become_figures_of_known_terms_within_their_export(source: World):
    source.collected(file=FILE)
    read = ("identifier", "segment", "period_start", "period_end", "value", "precision", "quality")
    left_out = "note: periods left out for too few searches: 2"
    last = "suspect: the last period of an export is often incomplete"
    assert figures(source, *read) == [
        (term, WEEKS, day(start), day(end), points, "rounded", quality)
        for term, start, end, points, quality in [
            ("pytorch", "2025-01-05", "2025-01-12", 60.0, left_out),
            ("pytorch", "2025-01-12", "2025-01-19", 62.0, left_out),
            ("pytorch", "2025-02-02", "2025-02-09", 70.0, last),
            ("tensorflow", "2025-01-05", "2025-01-12", 100.0, None),
            ("tensorflow", "2025-01-12", "2025-01-19", 98.0, None),
            ("tensorflow", "2025-01-19", "2025-01-26", 97.0, None),
            ("tensorflow", "2025-01-26", "2025-02-02", 96.0, None),
            ("tensorflow", "2025-02-02", "2025-02-09", 90.0, last),
        ]
    ]


def test_the_file_is_kept_as_it_came_under_its_name_without_its_folder(source: World):
    run = source.collected(file=FILE).run
    assert run is not None
    [answer] = run.answers()
    assert answer.content() == FILE.read_bytes()
    assert answer.url == "file:google_trends.csv"


@pytest.mark.parametrize(
    ("header", "periods", "segment", "end"),
    [
        ("Month", ("2025-01", "2025-02"), "months 2025-01 to 2025-02", "2025-02-01"),
        ("Day", ("2025-01-01", "2025-01-02"), "days 2025-01-01 to 2025-01-02", "2025-01-02"),
    ],
)
def test_months_and_days_are_understood_too(
    header: str, periods: tuple[str, str], segment: str, end: str, source: World, tmp_path: Path
):
    text = (
        f"\ufeffCategory: Science\r\n\r\n{header},pytorch: (United States)\r\n"
        f"{periods[0]},100\r\n{periods[1]},50\r\n"
    )
    source.collected(file=export(tmp_path, text))
    found = figures(source, "segment", "period_start", "period_end", "value")
    segment = f"United States; pytorch; {segment}; Science"
    assert found[0] == (segment, day("2025-01-01"), day(end), 100.0)


def test_two_exports_are_never_one_series(source: World, tmp_path: Path):
    alone = "Category: All categories\n\nWeek,pytorch: (Worldwide)\n2025-01-05,95\n2025-01-12,100\n"
    source.collected(file=FILE)
    source.collected(file=export(tmp_path, alone))
    rows = figures(source, "segment", "value", "identifier", "period_start")
    assert [row[:2] for row in rows if row[2:] == ("pytorch", day("2025-01-05"))] == [
        (WEEKS, 60.0),
        ("Worldwide; pytorch; weeks 2025-01-05 to 2025-01-12; All categories", 95.0),
    ]


def test_an_export_that_was_imported_before_changes_nothing(source: World):
    source.collected(file=FILE)
    assert source.collect(file=FILE).state == "unchanged"


def test_another_file_of_the_same_name_is_another_export(source: World, tmp_path: Path):
    text = FILE.read_text("utf-8")
    source.collected(file=export(tmp_path, text))
    source.collected(file=export(tmp_path, text.replace("60,100", "61,100")))
    assert source.rows()[0][-1] == 61


def test_a_term_may_hold_colons_brackets_and_commas(source: World, tmp_path: Path):
    text = 'Category: All categories\n\nWeek,"c++: (new), or: (x): (Worldwide)"\n2025-01-05,100\n'
    source.collected(file=export(tmp_path, text))
    assert source.rows()[0][1] == "c++: (new), or: (x)"


LANGUAGES = {
    "English": ("Category: All categories", "Week", "Worldwide", "<1"),
    "German": ("Kategorie: Alle Kategorien", "Woche", "Weltweit", "<1"),
    "French": ("Catégorie : Toutes les catégories", "Semaine", "Dans tous les pays", "< 1"),
    "Spanish": ("Categoría: Todas las categorías", "Semana", "Todo el mundo", "<1"),
    "Polish": ("Kategoria: Wszystkie kategorie", "Tydzień", "Cały świat", "<\xa01"),
    "Turkish": ("Kategori: Tüm kategoriler", "Hafta", "Tüm dünya", "&lt;1"),
    "Russian": ("Категория: Все категории", "Неделя", "По всему миру", "\u2039 1"),  # noqa: RUF001 - Cyrillic
    "Japanese": ("カテゴリ: すべてのカテゴリ", "週", "すべての国", "1 未満"),
    "Chinese": ("类别:所有类别", "周", "全球", "不到 1"),
    "Korean": ("카테고리: 모든 카테고리", "주", "전 세계", "\uff1c1"),
    "Arabic": ("\u200fالفئة: جميع الفئات", "أسبوع", "جميع أنحاء العالم", "\u200f<1"),  # noqa: RUF001 - Arabic
    "Hebrew": ("קטגוריה: כל הקטגוריות", "שבוע", "בכל העולם", "1>"),
    "a language nobody knows": ("Qoq: Xux", "Zyx", "Bim (bam)", "<1"),
}
STEPS = {
    "week": ["2025-01-05", "2025-01-12", "2025-01-19"],
    "month": ["2025-01", "2025-02", "2025-03"],
    "month in days": ["2025-01-01", "2025-02-01", "2025-03-01"],
    "day": ["2025-02-28", "2025-03-01", "2025-03-02"],
}


@pytest.mark.fault("an export in another language")
@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_is_read_by_its_dates_in_any_language(
    language: str, steps: str, source: World, tmp_path: Path
):
    separator = ",;\t,"[(list(LANGUAGES).index(language) + list(STEPS).index(steps)) % 4]
    category, header, region, too_few = LANGUAGES[language]
    colon = " : " if language == "French" else ": "
    columns = [header, *(f"{term}{colon}({region})" for term in ("pytorch", "keras"))]
    lines = [columns, *([start, "7", too_few] for start in STEPS[steps])]
    text = f"{category}\n\n" + "".join(f"{separator.join(line)}\n" for line in lines)
    source.collected(file=export(tmp_path, text))
    assert {row[2:] for row in source.rows() if row[1] == "pytorch"} == {
        (day(start if len(start) == 10 else f"{start}-01"), steps.split()[0], 7)
        for start in STEPS[steps]
    }
    assert {row[4] for row in source.rows() if row[1] == "keras"} == {None}
    [shown] = {row[0] for row in source.rows()}
    span = f"{steps.split()[0]}s {STEPS[steps][0]} to {STEPS[steps][-1]}"
    name = category.split(":")[1].strip()
    assert shown == f"{region}; keras, pytorch; {span}; {name}"


@pytest.mark.fault("an export in another language")
@pytest.mark.parametrize(
    ("header", "span"),
    [("Woche", "week"), ("SEMAINE", "week"), ("月", "month"), ("Dag", "day"), ("Week", "week")],
)
def test_a_single_period_is_as_long_as_the_word_above_it_says(
    header: str, span: str, source: World, tmp_path: Path
):
    text = f"Kategorie: Alle\n\n{header},pytorch: (Weltweit)\n2025-01-05,1\n"
    source.collected(file=export(tmp_path, text))
    assert [row[2:] for row in source.rows()] == [(day("2025-01-05"), span, 1)]


@pytest.mark.parametrize("above", ["", "Category: Arts, Music\n\n", "Kategorie: A, B\n\nZeit: x\n"])
def test_what_stands_above_the_terms_may_be_missing_or_more(
    above: str, source: World, tmp_path: Path
):
    text = f"{above}Week,pytorch: (Worldwide)\n2025-01-05,5\n2025-01-12,6\n"
    source.collected(file=export(tmp_path, text))
    assert [row[1:] for row in source.rows()] == [
        ("pytorch", day("2025-01-05"), "week", 5),
        ("pytorch", day("2025-01-12"), "week", 6),
    ]
    assert source.rows()[0][0].endswith(above.partition("\n")[0].partition(": ")[2])


@pytest.mark.fault("an export in another language")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_spreadsheet_may_have_saved_the_export_anew(encoding: str, source: World, tmp_path: Path):
    text = 'Catégorie : Été\r\n"Semaine";"pytorch : (Côte)"\r\n2025-01-05;5\r\n2025-01-12;6\r\n'
    file = tmp_path / "export.csv"
    file.write_bytes(text.encode(encoding))
    source.collected(file=file)
    assert [row[1:] for row in source.rows()] == [
        ("pytorch", day("2025-01-05"), "week", 5),
        ("pytorch", day("2025-01-12"), "week", 6),
    ]
    assert source.rows()[0][0].startswith("Côte; pytorch; ")


TOP = "Category: All categories\n\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            TOP + "Time,pytorch: (Worldwide)\n2025-01-05T00,1\n2025-01-05T01,1\n",
            "has '2025-01-05T00' where a date is expected",
        ),
        (TOP + "Zaman,a: (X)\n2025-01-05,1\n", "has one period and 'Zaman' above it"),
        (TOP + "Week,a: (X)\n2025-01-05,1\n2025-01-09,1\n", "has periods of 4 days"),
        ("<html>", "has '<html>' where a line with the terms and lines with a date"),
        ("", "lines with a date each are expected"),
        (
            TOP + "Week,pytorch\n2025-01-05,1\n",
            "has columns ['pytorch'], expected 'term: (Region)'",
        ),
        (TOP + "Week\n2025-01-05\n", "has columns [], expected"),
        (TOP + "Week,a: (X),a: (X)\n2025-01-05,1,2\n", "expected different terms in one region"),
        (TOP + "Week,a: (X),b: (Y)\n2025-01-05,1,2\n", "expected different terms in one region"),
        (TOP + "Week,a: (X)\n", "has no periods below its header"),
        (TOP + "Week,a: (X)\n2025-01-05,1,2\n", "has 2 readings for 1 terms at 2025-01-05"),
        (TOP + "Week,a: (X)\n05.01.2025,1\n", "has '05.01.2025' where a date is expected"),
        (TOP + "Week,a: (X)\n2025-01-05,101\n", "has '101' at 2025-01-05, expected 0 to 100"),
        (TOP + "Week,a: (X)\n2025-01-05,-1\n", "has '-1' at 2025-01-05, expected 0 to 100"),
        (TOP + "Week,a: (X)\n2025-01-05,1.5\n", "has '1.5' at 2025-01-05, expected 0 to 100"),
    ],
)
def test_another_file_is_refused_and_the_earlier_import_stays(
    text: str, said: str, source: World, tmp_path: Path
):
    source.collected(file=FILE)
    before = source.tables()
    outcome = source.collect(file=export(tmp_path, text))
    assert outcome.state == "failed"
    assert outcome.message.startswith("google_trends: the answer of file:multiTimeline.csv")
    assert said in outcome.message
    assert source.tables() == before


def test_without_a_file_there_is_nothing_to_collect(source: World):
    outcome = source.collect()
    assert outcome.state == "failed"
    assert "sharecheck collect google_trends --file" in outcome.message


def test_how_to_export_is_said_when_there_is_no_file_and_when_it_is_probed():
    ask = Ask({"search_term": []}, day("2026-01-01"))
    with pytest.raises(SetupError, match="Export 'Interest over time' as CSV"):
        google_trends.fetch(None, ask)  # type: ignore[arg-type]
    with pytest.raises(SetupError, match="only a file to import"):
        google_trends.probe(None)  # type: ignore[arg-type]
