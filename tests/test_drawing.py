"""Drawings of lines over time, held against geometry computed by hand."""

import re
from datetime import date, datetime
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from warehouse import drawing
from warehouse.drawing import Line, Mark, Point

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = """<script>alert("1")</script> & 'x' > y"""


def year(first: int, value: float, **more: float | bool) -> Point:
    return Point(date(first, 1, 1), date(first + 1, 1, 1), value, **more)


def line(*points: Point, name: str = "PyTorch", symbol: str = "circle") -> Line:
    return Line(name, "#D55E00", symbol, points)


def steps(svg: str, shape: str = "polyline") -> list[list[tuple[float, float]]]:
    """Return the corners of each shape of a kind."""
    return [
        [(float(x), float(y)) for x, y in (pair.split(",") for pair in found.get("points").split())]
        for found in ET.fromstring(svg).iter(f"{SVG}{shape}")
    ]


def words(svg: str) -> dict[str, tuple[float, float]]:
    """Return where each text begins, by the text."""
    return {
        str(found.text): (float(found.get("x")), float(found.get("y")))
        for found in ET.fromstring(svg).iter(f"{SVG}text")
    }


def test_half_lies_half_way_between_the_ends_of_the_scale():
    shown = line(year(2020, 0.0), year(2021, 0.5), year(2022, 1.0))
    for svg in (
        drawing.sparkline([shown], label="m"),
        drawing.chart([shown], kind="share", title="m"),
    ):
        ((none, half, whole),) = steps(svg)
        assert half[1] == pytest.approx((none[1] + whole[1]) / 2, abs=0.1)
        # 2020 is a leap year: its middle is half a day late
        assert half[0] == pytest.approx((none[0] + whole[0]) / 2, abs=0.5)


def test_equal_factors_are_equally_far_apart_on_a_logarithmic_axis():
    shown = line(year(2020, 10), year(2021, 0), year(2022, 100), year(2023, 1000))
    svg = drawing.chart([shown], kind="level", title="m", logarithmic=True)
    ((ten, hundred, thousand),) = steps(svg)
    assert ten[1] - hundred[1] == pytest.approx(hundred[1] - thousand[1], abs=0.1)
    assert {"10", "100", "1 k"} <= set(words(svg))


def test_the_first_place_is_on_top():
    svg = drawing.chart([line(year(2020, 3), year(2021, 1))], kind="rank", title="m")
    ((third, first),) = steps(svg)
    assert first[1] < third[1]
    assert words(svg)["1"][1] < words(svg)["3"][1]
    assert "place 1" in words(svg)


def test_a_figure_that_is_not_usable_is_hollow_not_joined_and_not_the_newest():
    shown = line(
        year(2018, 0.2),
        year(2019, 0.3),
        year(2020, 0.9, open=True),
        year(2021, 0.4),
        year(2022, 0.5),
        year(2023, 0.8, open=True),
    )
    svg = drawing.chart([shown], kind="share", title="m")
    assert [len(run) for run in steps(svg)] == [2, 2]
    hollow = [c for c in ET.fromstring(svg).iter(f"{SVG}circle") if c.get("fill") == "none"]
    assert len(hollow) == 2
    assert "50 %" in words(svg)
    assert "80 %" not in words(svg) or words(svg)["80 %"][0] < 100  # a tick of the axis
    assert drawing.told([shown], "share") == "PyTorch 50 %"


def test_a_band_reaches_from_the_lower_to_the_upper_end():
    shown = line(year(2020, 0.5, low=0.25, high=0.75), year(2021, 0.5, low=0.0, high=1.0))
    svg = drawing.chart([shown], kind="share", title="m")
    ((high, higher, lowest, low),) = steps(svg, "polygon")
    ((middle, _),) = steps(svg)
    assert (high[1] + low[1]) / 2 == pytest.approx(middle[1], abs=0.1)
    assert lowest[1] - higher[1] == pytest.approx(2 * (low[1] - high[1]), abs=0.2)


def test_labels_at_the_ends_are_apart_and_within_the_frame():
    lines = [
        Line(f"{HOSTILE} {n}", "#0B7FC1", "square", [year(2020, 0.5), year(2021, 0.5 + n / 1000)])
        for n in range(30)
    ]
    svg = drawing.chart(lines, kind="share", title="m", width=480, height=200)
    root = ET.fromstring(svg)
    height = float(root.get("height"))
    texts = [t for t in root.iter(f"{SVG}text") if str(t.text).startswith("<script")]
    assert len(texts) == 30
    tops = sorted(float(t.get("y")) for t in texts)
    assert min(b - a for a, b in pairwise(tops)) >= drawing.LINE - 0.11
    assert tops[0] > drawing.TEXT - 3
    assert tops[-1] <= height
    assert max(float(t.get("x")) + drawing.letters(str(t.text), drawing.TEXT) for t in texts) <= 480


def test_names_from_data_are_escaped_everywhere():
    shown = line(year(2020, 0.5), year(2021, 0.6), name=HOSTILE)
    mark = Mark(date(2020, 3, 1), None, HOSTILE)
    for svg in (
        drawing.sparkline([shown], label=HOSTILE, tip=HOSTILE),
        drawing.chart([shown], kind="share", title=HOSTILE, unit=HOSTILE, marks=[mark]),
    ):
        root = ET.fromstring(svg)
        assert "<script" not in svg
        assert root.get("aria-label") == HOSTILE
        assert root.get("role") == "img"
        assert next(root.iter(f"{SVG}title")).text == HOSTILE
    assert HOSTILE in words(svg)


def test_marks_are_numbered_under_the_axis_those_near_each_other_as_one():
    shown = line(year(2010, 0.5), year(2020, 0.5))
    marks = [
        Mark(date(2012, 1, 1), date(2012, 1, 2), "a"),
        Mark(date(2012, 2, 1), None, "b"),
        Mark(date(2018, 1, 1), date(2019, 1, 1), "c"),
        Mark(date(1990, 1, 1), date(1991, 1, 1), "d"),
    ]
    svg = drawing.chart([shown], kind="share", title="m", marks=marks)
    signs = [r for r in ET.fromstring(svg).iter(f"{SVG}rect")]
    assert [next(iter(sign)).text for sign in signs] == ["a", "b", "c"]
    ((left, _), (right, _)) = (steps(svg)[0][0], steps(svg)[0][1])
    # 2010.5 to 2020.5: a year is a tenth of the line
    assert float(signs[2].get("width")) == pytest.approx((right - left) / 10, abs=0.5)
    assert words(svg)["1, 2"][1] < words(svg)["2014"][1]


def test_lines_differ_by_symbol_and_those_of_one_colour_by_dashes():
    both = [line(year(2020, n), year(2021, n), symbol=s) for n, s in ((1, "square"), (2, "x"))]
    drawn = list(ET.fromstring(drawing.chart(both, kind="level", title="m")).iter(f"{SVG}polyline"))
    assert [part.get("stroke-dasharray") for part in drawn] == [None, drawing.DASHES[1]]
    shapes = {
        re.sub(r"[\d.-]+", "", drawing._symbol(name, 50, 50, 4, "#000000"))
        for name in drawing.SYMBOLS
        if name not in ("square", "diamond")  # differ in their angle alone
    }
    assert len(shapes) >= len(drawing.SYMBOLS) - 4


@pytest.mark.parametrize(
    ("first", "last", "most", "said"),
    [
        (date(2017, 6, 1), date(2026, 6, 1), 5, ["2018", "2020", "2022", "2024", "2026"]),
        (date(2024, 11, 15), date(2025, 8, 1), 5, ["2025", "Apr", "Jul"]),
        (date(2025, 2, 10), date(2025, 5, 20), 6, ["Mar 2025", "Apr", "May"]),
        (date(2025, 3, 4), date(2025, 3, 6), 5, ["4 Mar 2025", "5 Mar", "6 Mar"]),
        (date(2025, 3, 4), date(2025, 3, 4), 5, ["4 Mar 2025", "5 Mar"]),
        (date(1900, 1, 1), date(2025, 1, 1), 4, ["1900", "1950", "2000"]),
    ],
)
def test_days_are_labelled_by_years_months_or_days(
    first: date, last: date, most: int, said: list[str]
):
    assert [words.replace("Jan ", "") for _, words in drawing.date_ticks(first, last, most)] == said


def test_numbers_are_labelled_at_round_distances():
    assert drawing.ticks(0, 0.87, 6) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])
    assert drawing.ticks(-40, 130, 5) == [0, 50, 100]
    assert drawing.ticks(0, 2_300_000, 4) == [0, 1_000_000, 2_000_000]


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (0.894, "share", "89 %"),
        (0.064, "share", "6.4 %"),
        (1.0, "share", "100 %"),
        (0.00043, "share", "0.043 %"),
        (0.0, "share", "0 %"),
        (87_312_004, "level", "87 M"),
        (-0.123, "yoy", "−12 %"),
        (7.75, "yoy", "+775 %"),
        (0.041, "change", "+4.1 points"),
        (137.6, "index", "138"),
        (3.0, "rank", "place 3"),
        (1.24, "growth", "1.2"),
    ],
)
def test_values_have_two_digits_and_their_unit(value: float, kind: str, said: str):
    assert drawing.written(value, kind) == said


def test_a_bound_is_written_as_one_and_never_rounded_to_where_it_cannot_be():
    shown = line(year(2024, 0.9), year(2025, 0.8995, bound="at least"))
    most = line(year(2024, 0.9), year(2025, 0.0641, bound="at most"), name="JAX")
    assert drawing.told([shown, most], "share") == "PyTorch at least 89 %, JAX at most 6.5 %"
    assert {"≥ 89 %", "≤ 6.5 %"} <= set(words(drawing.sparkline([shown, most], label="m")))


def test_an_image_brings_its_ink_and_a_level_to_compare_with():
    svg = drawing.sparkline(
        [line(year(2020, 0.1), year(2021, 0.1))],
        label="m",
        level=0.5,
        ink=("#33414E", "#C9D3DC"),
        height=72,
    )
    (style,) = ET.fromstring(svg).iter(f"{SVG}style")
    assert re.sub(r"\W", "", str(style.text)) == (
        "rootcolor33414Emediapreferscolorschemedarkrootcolor" + "C9D3DC"
    )
    (broken,) = (p for p in ET.fromstring(svg).iter(f"{SVG}path") if p.get("stroke-dasharray"))
    assert re.match(r"M36\.0 30\.5H", str(broken.get("d")))  # half way between 7 and 54


def test_time_may_be_years_since_the_beginning():
    aligned = line(*(Point(n / 12, (n + 1) / 12, n) for n in range(60)))
    svg = drawing.chart([aligned], kind="level", title="m")
    assert {"1 year", "2 years"} <= set(words(svg))
    assert len(steps(svg)[0]) == 60


def test_a_time_of_day_is_its_day():
    moments = [Point(datetime(y, 1, 1), datetime(y + 1, 1, 1), 0.5) for y in (2020, 2021)]
    days = [year(2020, 0.5), year(2021, 0.5)]
    drawn = [drawing.chart([line(*points)], kind="share", title="m") for points in (moments, days)]
    assert drawn[0] == drawn[1]


def test_what_lies_outside_of_the_span_is_left_out_and_nothing_at_all_is_said():
    shown = line(year(2018, 0.1), year(2020, 0.5), year(2021, 0.6), year(2024, 0.9))
    svg = drawing.sparkline([shown], label="m", span=(date(2020, 1, 1), date(2022, 1, 1)))
    assert [len(run) for run in steps(svg)] == [2]
    assert "60 %" in words(svg)
    for empty in ([], [line()], [line(year(2020, float("nan")))]):
        assert drawing.NOTHING in words(drawing.chart(empty, kind="share", title="m"))
        assert drawing.NOTHING in words(drawing.sparkline(empty, label="m"))


def test_a_figure_by_itself_is_drawn():
    svg = drawing.chart([line(year(2024, 0.4, low=0.3, high=0.5))], kind="share", title="m")
    assert steps(svg) == []
    assert "40 %" in words(svg)
