"""Where the links of a plain page lead: among files, or within the dashboard that serves it."""

from dataclasses import dataclass
from urllib.parse import quote

ADDRESSES = {
    "index": ("", "index.html"),
    "claims": ("claims", "index.html#claims"),
    "claim": ("claim/{}", "claim/{}.html"),
    "answer": ("claims", "answer/{}.html"),
    "topic": ("claims?topic={}", "index.html#topic-{}"),
    "articles": ("documents", "index.html#articles"),
    "article": ("article/{}", "article/{}.html"),
    "signals": ("signals", "index.html#signals"),
    "signal": ("signals?signal={}", "signal/{}.html"),
    "sources": ("sources", "sources.html"),
    "source": ("sources?source={}", "sources.html#{}"),
    "data": ("data/{}.csv", "data/{}.csv"),
    "figures": ("data/signal/{}.csv", "data/signal/{}.csv"),
    "picture": ("picture/claim/{}.png", "picture/claim/{}.png"),
    "feed": ("feed.xml", "feed.xml"),
}
"""Where the dashboard serves each page, or what stands for it there, and its file; {}: its name."""


@dataclass(frozen=True)
class Links:
    """The addresses that a page uses.

    up: leads from the page to the folder that everything is in: '' or '../'.
    served: by the dashboard, whose own pages then stand for those that are no files.
    address: where all of it is found, with a slash at the end; '' where that is not known.
    dashboard: address of a dashboard, with a slash at the end; '' for none.
    """

    up: str = ""
    served: bool = False
    address: str = ""
    dashboard: str = ""

    def to(self, page: str, name: str = "") -> str:
        """Return where one of `ADDRESSES` is, from the page that links to it."""
        return f"{self.up}{self._path(page, name)}" or "./"

    def whole(self, page: str = "", name: str = "") -> str:
        """Return the whole address of one of `ADDRESSES`, or of all; '' where it is not known."""
        return self.address and self.address + (self._path(page, name) if page else "")

    def open(self, claim_id: str) -> str:
        """Return a claim's page in a dashboard; '' where there is none."""
        base = self.up if self.served else self.dashboard
        return f"{base}claims?claim={quote(claim_id, safe='')}" if base or self.served else ""

    def _path(self, page: str, name: str) -> str:
        served, file = ADDRESSES[page]
        return (served if self.served else file).format(quote(name, safe=""))
