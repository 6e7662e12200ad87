"""Asking each live source one small question: is it there, and does it still look as documented?"""

import dataclasses
import json
import platform
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from collectors import settings
from collectors.cards import Card
from collectors.errors import SetupError, SharecheckError, SourceUnavailable
from collectors.machinery import landing, shapes
from collectors.machinery.landing import Draft
from collectors.machinery.parsing import module_of
from collectors.machinery.redaction import Redaction, printable
from collectors.machinery.run import SIDE_BY_SIDE, Order, connect, live_of
from collectors.machinery.shapes import Difference, Shape

ATTEMPTS = 1
SHOWN = 3
PACKAGES = ("sharecheck", "duckdb", "pyarrow", "pydantic", "requests", "huggingface_hub")
SECRETS = ("TOKEN", "KEY", "PASSWORD")


@dataclass(frozen=True)
class Finding:
    """What one probe found."""

    source: str
    state: str  # well, unreachable, changed, refused or import only; what is merely new is well
    seconds: float  # how long the answer took
    limits: str = ""  # what is left of the source's limits; empty when it does not say
    message: str = ""  # what is wrong, for people
    differences: tuple[Difference, ...] = ()  # what is not as recorded in `collectors/shapes/`
    shape: Shape = dataclasses.field(default_factory=dict)  # what was sent

    @property
    def summary(self) -> str:
        """Return the first differences on one line; what makes a source 'changed' comes first."""
        ordered = sorted(self.differences, key=lambda d: d.kind == "new")
        more = len(ordered) - SHOWN
        return "; ".join(map(str, ordered[:SHOWN])) + (f"; and {more} more" if more > 0 else "")


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
        draft = Draft(source, Path(folder))
        try:
            client = connect(source, live, draft, None, order, ATTEMPTS)
            module_of(source, card).probe(client)
        except SourceUnavailable as error:
            state, message = "unreachable", str(error)
        except SetupError as error:
            state, message = "refused", str(error)
        except SharecheckError as error:
            state, message = "changed", str(error)
        except Exception as error:  # a bug in one probe must not hide the other findings
            state, message = "changed", f"{source}: unexpected {type(error).__name__}: {error}"
        seconds = time.monotonic() - began
        shape = shapes.shape_of(draft.answers())
    recorded = shapes.read(shapes.path_of(source, card))
    differences = shapes.compare(recorded, shape) if recorded and shape else []
    if state == "well" and any(difference.kind != "new" for difference in differences):
        state = "changed"
    message = client.web.redact(message) if client else printable(message)
    limits = client.web.limits if client else ""
    return Finding(source, state, seconds, limits, message, tuple(differences), shape)


def report(findings: Sequence[Finding]) -> str:
    """Return a report in Markdown that can be attached to a bug; no secret is in it."""
    lines = [
        "# sharecheck doctor",
        "",
        f"{landing.now():%Y-%m-%d %H:%M} UTC, {_versions()}",
        "",
        "| source | state | seconds | limits left | new | missing | of another type |",
        "|---|---|---|---|---|---|---|",
    ]
    for f in findings:
        counts = [sum(d.kind == kind for d in f.differences) for kind in ("new", "missing", "type")]
        cells = f.source, f.state, f"{f.seconds:.1f}", _plain(f.limits), *map(str, counts)
        lines.append(f"| {' | '.join(cells)} |")
    for f in findings:
        if f.message or f.differences:
            lines += ["", f"## {f.source}: {f.state}", ""]
            lines += [_plain(f.message), ""] if f.message else []
            lines += [f"- {_plain(str(difference))}" for difference in f.differences]
    return _without_secrets("\n".join(lines) + "\n")


def report_json(findings: Sequence[Finding]) -> str:
    """Return the report as JSON, with the shapes that were sent."""
    content = {
        "at": f"{landing.now().isoformat()}Z",
        "versions": _versions(),
        "findings": [dataclasses.asdict(finding) for finding in findings],
    }
    return _without_secrets(json.dumps(content, indent=1) + "\n")


def _versions() -> str:
    found = [f"{package} {version(package)}" for package in PACKAGES]
    return ", ".join([*found, f"Python {platform.python_version()}", platform.platform()])


def _plain(text: str) -> str:
    """Return a source's words on one line, as code that Markdown leaves alone."""
    line = " ".join(text.replace("`", "'").replace("|", "/").split())
    return f"`{line}`" if line else ""


def _without_secrets(text: str) -> str:
    names = [name for name, _, _ in settings.SETTINGS if name.endswith(SECRETS)]
    return Redaction(map(settings.get, names)).body(text.encode()).decode()
