"""Asking each live source one small question: is it there, and does it still look as documented?"""

import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from collectors.cards import Card
from collectors.errors import SetupError, SharecheckError, SourceUnavailable
from collectors.machinery.draft import Draft
from collectors.machinery.parsing import module_of
from collectors.machinery.redaction import printable
from collectors.machinery.run import SIDE_BY_SIDE, Order, connect, live_of

ATTEMPTS = 1


@dataclass(frozen=True)
class Finding:
    """What one probe found.

    Attributes:
        source: its id.
        state: well, unreachable, changed, refused or import only.
        seconds: how long the answer took.
        limits: what is left of the source's limits; empty when it does not say.
        message: what is wrong, for people.
    """

    source: str
    state: str
    seconds: float
    limits: str = ""
    message: str = ""


def probe(sources: Sequence[str], cards: Mapping[str, Card], order: Order) -> list[Finding]:
    """Probe sources side by side; nothing is kept."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return list(pool.map(lambda source: _probe(source, cards[source], order), sources))


def _probe(source: str, card: Card, order: Order) -> Finding:
    live = live_of(source, card)
    if live.import_only:
        return Finding(source, "import only", 0)
    began = time.monotonic()
    state, message = "well", ""
    client = None
    with tempfile.TemporaryDirectory() as folder:
        try:
            client = connect(source, live, Draft(source, Path(folder)), None, order, ATTEMPTS)
            module_of(source).probe(client)
        except SourceUnavailable as error:
            state, message = "unreachable", str(error)
        except SetupError as error:
            state, message = "refused", str(error)
        except SharecheckError as error:
            state, message = "changed", str(error)
        except Exception as error:  # a bug in one probe must not hide the other findings
            state, message = "changed", f"{source}: unexpected {type(error).__name__}: {error}"
    message = client.web.redact(message) if client else printable(message)
    limits = client.web.limits if client else ""
    return Finding(source, state, time.monotonic() - began, limits, message)
