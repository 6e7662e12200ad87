"""Where the links of a plain page lead: among files, or within the dashboard that serves it."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class Links:
    """The addresses that a page uses; all but the last lead on from the page's own folder.

    up: leads from the page to the folder that everything is in: '' or '../'.
    served: by the dashboard, whose own pages then stand for those that are no files.
    address: where all of it is found, with a slash at the end; '' where that is not known.
    dashboard: address of a dashboard, with a slash at the end; '' for none.
    """

    up: str = ""
    served: bool = False
    address: str = ""
    dashboard: str = ""

    def index(self) -> str:
        """Return the first page."""
        return (self.up or "./") if self.served else f"{self.up}index.html"

    def claims(self) -> str:
        """Return the list of all claims."""
        return f"{self.up}claims" if self.served else f"{self.up}index.html#claims"

    def claim(self, claim_id: str) -> str:
        """Return the page of a claim."""
        return self._page("claim", claim_id)

    def article(self, document_id: str) -> str:
        """Return the page of an article."""
        return self._page("article", document_id)

    def articles(self) -> str:
        """Return the list of all articles."""
        return f"{self.up}documents" if self.served else f"{self.up}index.html#articles"

    def signals(self) -> str:
        """Return the list of all signals."""
        return f"{self.up}signals" if self.served else f"{self.up}index.html#signals"

    def answer(self, name: str) -> str:
        """Return the claims that have an answer; `name`: of its page."""
        return f"{self.up}claims" if self.served else self._page("answer", name)

    def topic(self, cluster: str) -> str:
        """Return the claims of a topic."""
        if self.served:
            return f"{self.up}claims?{urlencode({'topic': cluster})}"
        return f"{self.up}index.html#topic-{quote(cluster, safe='')}"

    def signal(self, signal_id: str) -> str:
        """Return the page of a signal."""
        if self.served:
            return f"{self.up}signals?{urlencode({'signal': signal_id})}"
        return self._page("signal", signal_id)

    def sources(self, source_id: str = "") -> str:
        """Return the page of the sources, or of one."""
        if self.served:
            return f"{self.up}sources" + (
                f"?{urlencode({'source': source_id})}" if source_id else ""
            )
        return f"{self.up}sources.html" + (f"#{quote(source_id, safe='')}" if source_id else "")

    def data(self, name: str) -> str:
        """Return a file of data, such as 'claims.csv'."""
        return f"{self.up}data/{quote(name)}"

    def feed(self) -> str:
        """Return the feed of changed verdicts."""
        return f"{self.up}feed.xml"

    def open(self, claim_id: str) -> str:
        """Return a claim's page in a dashboard; '' where there is none."""
        base = self.up if self.served else self.dashboard
        asked = f"claims?{urlencode({'claim': claim_id})}"
        return f"{base}{asked}" if base or self.served else ""

    def whole(self, kind: str, name: str = "") -> str:
        """Return the whole address of a page: 'claim' and its id; '' where it is not known."""
        if not self.address:
            return ""
        return f"{self.address}{self._named(kind, name)}" if kind else self.address

    def picture(self, claim_id: str) -> str:
        """Return the whole address of a claim's picture; '' where it is not known."""
        if not self.address:
            return ""
        return f"{self.address}picture/claim/{quote(claim_id, safe='')}.png"

    def _page(self, kind: str, name: str) -> str:
        return f"{self.up}{self._named(kind, name)}"

    def _named(self, kind: str, name: str) -> str:
        path = f"{kind}/{quote(name, safe='')}" if name else kind
        return path if self.served else f"{path}.html"
