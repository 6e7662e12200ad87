"""Colours and symbols of projects: told apart by everybody, and stable."""

# Annotations are not evaluated: hypothesis would keep DuckDB's types alive beyond its unloading.
from __future__ import annotations

import math
from collections import Counter
from itertools import combinations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.palette import COLOURS, SYMBOLS, Look, looks, published, together

FAR, FAR_TO_FEW = 0.12, 0.055
"""Distances in OKLab from which on colours are told apart: by most, by people without red or green.
"""
CONTRAST = 3
"""Of a mark to its ground, as the guidelines for web content ask."""
PAGES = {"light": 1.0, "dark": 0.008}
"""Luminance of each."""
EYES = (
    ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
)
"""What eyes make of linear RGB: with all cones; protanopia and deuteranopia, by Machado, Oliveira
and Fernandes (2009)."""
CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
OKLAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
"""From cube roots of cones to OKLab (Ottosson, 2020)."""
Matrix = tuple[tuple[float, float, float], ...]


def linear(colour: str) -> list[float]:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def times(matrix: Matrix, vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def oklab(colour: str, eye: Matrix) -> list[float]:
    seen = [min(max(part, 0.0), 1.0) for part in times(eye, linear(colour))]
    return times(OKLAB, [math.cbrt(cone) for cone in times(CONES, seen)])


def apart(one: str, other: str) -> float:
    """Return how far two colours are from each other; from 1 on they are told apart by all."""
    seen = [math.dist(oklab(one, eye), oklab(other, eye)) for eye in EYES]
    return min(seen[0] / FAR, min(seen[1:]) / FAR_TO_FEW)


def contrast(colour: str, ground: float) -> float:
    luminance = times(((0.2126, 0.7152, 0.0722),), linear(colour))[0]
    bright, dim = sorted((luminance, ground), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_the_measure_is_the_published_one():
    # white and black are 1 apart in OKLab, whatever cones there are
    assert apart("#FFFFFF", "#000000") == pytest.approx(1 / FAR, rel=1e-3)
    assert apart("#123456", "#123456") == 0
    # red and green of one lightness: far for most, near without the cones for green
    assert apart("#C45050", "#7A7A30") < 1
    assert contrast("#FFFFFF", PAGES["light"]) == pytest.approx(1)


def test_every_two_colours_are_told_apart_also_without_red_or_green():
    near = {pair: apart(*pair) for pair in combinations(COLOURS, 2) if apart(*pair) < 1}
    assert not near


@pytest.mark.parametrize("page", PAGES)
def test_every_colour_is_seen_on_the_page(page: str):
    dim = {c: contrast(c, PAGES[page]) for c in COLOURS if contrast(c, PAGES[page]) < CONTRAST}
    assert not dim


def distinct_within(found: dict[str, Look], members: list[str]) -> None:
    """Assert that the members differ as far as there are colours, and pairs of both."""
    uses = Counter(found[member].colour for member in members)
    assert len(uses) == min(len(members), len(COLOURS))
    pairs = {found[member] for member in members}
    assert len(pairs) == min(len(members), len(COLOURS) * len(SYMBOLS))


def test_a_group_of_twelve_has_twelve_colours_beside_other_groups():
    twelve = [f"m{n:02}" for n in range(12)]
    groups = [twelve, ["m00", "x", "y"], ["x", "z", "m11", "m05"], [f"b{n}" for n in range(40)]]
    every = sorted({member for group in groups for member in group})
    found = looks({member: n % 7 for n, member in enumerate(every)}, groups)
    for group in (twelve, *groups[1:3]):
        distinct_within(found, group)
    pairs = Counter(found[member] for member in groups[3])
    assert max(pairs.values()) == 1  # more members than colours: the symbol tells them apart


def test_every_group_of_the_bundled_pack_is_told_apart(warehouse: duckdb.DuckDBPyConnection):
    found = published(warehouse)
    groups = warehouse.execute(
        "select group_id, list(project_id) from project_group group by group_id"
    ).fetchall()
    assert groups
    for _, members in groups:
        first = [project for project in found if project in set(members)][: len(COLOURS)]
        if len(members) <= len(COLOURS):
            distinct_within(found, first)
        assert len({found[member] for member in members}) == len(members)
    every = warehouse.execute("select count(*) from project").fetchone()
    assert every == (len(found),)


PROJECTS = st.dictionaries(
    st.from_regex(r"[a-z]{1,4}", fullmatch=True), st.integers(0, 99), max_size=30
)


@settings(deadline=None, max_examples=60)
@given(PROJECTS, st.data())
def test_a_project_of_which_less_is_measured_recolours_nobody(
    measured: dict[str, int], data: st.DataObject
):
    groups = data.draw(st.lists(st.sets(st.sampled_from(sorted(measured))))) if measured else []
    groups.append(set(measured))
    after = looks({**measured, "small-one": -1}, [{*one, "small-one"} for one in groups])
    found = looks(measured, groups)
    assert {key: after[key] for key in found} == found
    distinct_within(found, list(found)[: len(COLOURS)])


@settings(deadline=None, max_examples=60)
@given(st.sets(st.sampled_from([f"p{n}" for n in range(40)]), min_size=2, max_size=8))
def test_any_projects_drawn_together_differ_in_colour_and_symbol(chosen: set[str]):
    own = looks({f"p{n}": n for n in range(30)}, [])  # of some nothing is known
    found = together(sorted(chosen), own)
    assert len({look.colour for look in found.values()}) == len(chosen)
    assert len({look.symbol for look in found.values()}) == len(chosen)
    assert together(sorted(chosen, reverse=True), own) == found
    first = next((project for project in own if project in chosen), None)
    assert first is None or found[first] == own[first]
