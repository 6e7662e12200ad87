"""The colour and the symbol of each project: the same on pages, in pictures and in files.

They follow from how much is measured of whom, and from who shares a group with whom. A project
that comes later, of which less is measured, changes nothing of those before it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import duckdb

from warehouse.tables import Table

COLOURS = (
    "#0B7FC1",
    "#D55E00",
    "#009E73",
    "#7F44C3",
    "#F65D88",
    "#885D00",
    "#7F88FF",
    "#BB2AA1",
    "#3B6E55",
    "#AA88B2",
    "#C32A4C",
    "#2A55E5",
    "#D45DE5",
    "#905D77",
)
"""Each far from all others in OKLab, with all cones and without those for red or for green, and
in contrast of 3 to 1 or more with a white and with a dark page; `tests/test_palette.py` measures.
"""
SYMBOLS = ("circle", "square", "triangle-up", "diamond", "triangle-down", "star", "cross", "x")


class Look(NamedTuple):
    """How a project is told from others.

    colour: '#RRGGBB'.
    symbol: one of `SYMBOLS`.
    """

    colour: str
    symbol: str


def looks(measured: Mapping[str, Any], groups: Iterable[Collection[str]]) -> dict[str, Look]:
    """Return a look for each project, the most measured first.

    Of a group, as many have a colour of their own as there are colours, and nobody has both colour
    and symbol of another while there are pairs left.

    Args:
        measured: how much is measured of each project, by its id; the larger, the more.
        groups: the ids of the members of each group.
    """
    found: dict[str, Look] = {}
    before: dict[int, list[Look]] = defaultdict(list)
    own: dict[str, list[int]] = defaultdict(list)
    for turn, members in enumerate(groups):
        for member in members:
            own[member].append(turn)
    for project in sorted(sorted(measured), key=measured.__getitem__, reverse=True):
        groups_before = [before[turn] for turn in own[project]]
        # of a group's first members the colour alone can tell each from the others
        first = [look for one in groups_before if len(one) < len(COLOURS) for look in one]
        beside, every = list(chain.from_iterable(groups_before)), list(found.values())
        colour = _rarest(
            COLOURS, *([look.colour for look in one] for one in (first, beside, every))
        )
        alike = [look for look in beside if look.colour == colour]
        symbol = _rarest(
            SYMBOLS, *([look.symbol for look in one] for one in (alike, beside, every))
        )
        found[project] = Look(colour, symbol)
        for one in groups_before:
            one.append(found[project])
    return found


def _rarest(choices: Sequence[str], *taken: Iterable[str]) -> str:
    """Return the choice that is rarest in the first list, of several in the next, or the first."""
    counts = [Counter(one) for one in taken]
    return min(choices, key=lambda choice: [count[choice] for count in counts])


def together(keys: Iterable[str], own: Mapping[str, Look]) -> dict[str, Look]:
    """Return looks that tell those drawn together apart, in the order given.

    Of two that look the same, the one that stands first in `own` keeps its look. The same projects
    always look the same, whatever their order.
    """
    wanted = list(dict.fromkeys(keys))
    first = [*(key for key in own if key in wanted), *sorted(set(wanted) - set(own))]
    colours = distinct({key: own[key].colour if key in own else None for key in first})
    symbols = distinct({key: own[key].symbol if key in own else None for key in first}, SYMBOLS)
    return {key: Look(colours[key], symbols[key]) for key in wanted}


def distinct(wanted: Mapping[str, str | None], choices: Sequence[str] = COLOURS) -> dict[str, str]:
    """Return a choice for each name, no two alike if it can be: its own while that is free."""
    found: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for own in (True, False):
        for name, one in wanted.items():
            if name not in found and (not own or (one is not None and not taken[one])):
                found[name] = one if own and one else min(choices, key=taken.__getitem__)
                taken[found[name]] += 1
    return found


def project_look(con: duckdb.DuckDBPyConnection) -> Table:
    """Return the look of every project, the one under whose name most is measured first."""
    measured = dict(
        con.execute(
            "select project_id, (count(distinct definition_id), ("
            "    select count(distinct signal_id) from latest_observation as seen"
            "    where seen.project_id = project.project_id), coalesce(avg(share), 0)) "
            "from project left join share using (project_id) group by project_id"
        ).fetchall()
    )
    groups = con.execute("select list(project_id) from project_group group by group_id").fetchall()
    found = looks(measured, [members for (members,) in groups])
    return Table.of(
        "project_look",
        [(project, place, *look) for place, (project, look) in enumerate(found.items(), 1)],
    )


def published(con: duckdb.DuckDBPyConnection) -> dict[str, Look]:
    """Return the look of every project, as `together` takes it."""
    found = con.execute("select project_id, colour, symbol from project_look order by place")
    return {project: Look(*look) for project, *look in found.fetchall()}


MADE = {"project_look": ({"project", "project_group", "share", "latest_observation"}, project_look)}
"""The table made here: which tables it reads, and what makes it."""
