"""Title and description of each address: for tabs and bookmarks, search engines and previews.

What the address asks for comes first; a name that means nothing gives way to the page's own title.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from dashboard import address, marts, menu, packs
from dashboard.frames import each
from dashboard.labels import CODES
from warehouse.exporting.site.head import Head, shortened
from warehouse.wording.figures import listed

MOST_NAMES = 4
LONGEST = 300
"""Letters of a typed question that a title takes up."""
ONE: dict[str, list[str]] = CODES["title"]
"""The parameter by which a page is about one thing, which is its kind, too; and its title then."""
ASKED = {"signal", "view", "definition", "segment", "projects", "q", packs.ASKED}
KEPT = ASKED | {name for name, _ in ONE.values()}
"""Parameters that make another page of it to a search engine."""
VIEWS: dict[str, str] = CODES["view"]


class Named(NamedTuple):
    """What something is called, and a sentence or more on it."""

    name: str
    about: str


def title(screen: menu.Screen, asked: Mapping[str, str]) -> str:
    """Return the title of a page for the tab of the browser; within a rerun or an answer."""
    return of(screen, asked).full_title


def of(screen: menu.Screen, asked: Mapping[str, str]) -> Head:
    """Return what a page says of itself; `asked`: the parameters of its address."""
    named = _named(marts.key())
    head = Head(screen.title, screen.about.format(**packs.words()))
    if screen.script == "check":
        said = " ".join((asked.get("q") or asked.get("ask") or "")[:LONGEST].split())
        return head._replace(title=f"Is it true? “{said}”") if said else head
    if screen.script == "signals":
        return _signal(head, asked, named)
    if screen.script == "compare":
        names = _names(asked, named)
        return head._replace(title=f"{listed(names, MOST_NAMES)} compared") if names else head
    kind, words = ONE.get(screen.script, ("", ""))
    found = named.get((kind, asked.get(kind, "")))
    if found is None:
        return head
    if kind == "claim":
        return Head(found.name, shortened(found.about), kind="article")
    about = shortened(found.about) if found.about else head.description
    return head._replace(title=words.format(found.name), description=about)


def _signal(head: Head, asked: Mapping[str, str], named: dict[tuple[str, str], Named]) -> Head:
    signal = named.get(("signal", asked.get("signal", "")))
    if signal is None:
        return head
    names, view = _names(asked, named), VIEWS.get(asked.get("view", ""))
    what = f"{signal.name}, {view}" if view else signal.name
    by = named.get(("definition", asked.get("definition", "")))
    about = f"{by.name}. {signal.about}" if by else signal.about
    title = f"{what}: {listed(names, MOST_NAMES)}" if names else f"{what} over time"
    return head._replace(title=title, description=shortened(about))


def _names(asked: Mapping[str, str], named: dict[tuple[str, str], Named]) -> list[str]:
    projects = asked.get("projects", "").split(address.SEPARATOR)
    keys = list(dict.fromkeys(("project", project) for project in projects))
    return [named[key].name for key in keys if key in named]


@lru_cache(maxsize=2)
def _named(_: str) -> dict[tuple[str, str], Named]:
    """Return what has a name in a build, the current one, by kind and id."""
    return {
        (row.kind, row.id): Named(row.name, row.about or "") for row in each(marts.read("named"))
    }
