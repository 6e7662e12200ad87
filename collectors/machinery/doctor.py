"""Asking each live source one small question: is it there, and does it still look as documented?

What is compared is the shape of its answers: which paths they have, and of which types. A path
begins with `$`; before it stands the way of asking, where a source has several ways. A list counts
as one element with the paths of all, a number in a name as any number, and an answer that is no
JSON by its first line: a header, or the first bytes of an archive. What was recorded of each
source's probe lies in `shapes/` beside its module, written by `sharecheck doctor --record`.
"""

import dataclasses
import json
import platform
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from collectors import settings
from collectors.cards import Card
from collectors.errors import SetupError, SharecheckError, SourceUnavailable
from collectors.home import PROGRAM
from collectors.machinery import landing
from collectors.machinery.ask import Answer
from collectors.machinery.landing import Draft
from collectors.machinery.parsing import module_of
from collectors.machinery.redaction import Redaction, printable
from collectors.machinery.run import SIDE_BY_SIDE, Order, connect, live_of

ATTEMPTS = 1
LISTED = 3
"""Differences that are told on one line."""
PACKAGES = ("sharecheck", "duckdb", "pyarrow", "pydantic", "requests", "huggingface_hub")
SECRETS = ("TOKEN", "KEY", "PASSWORD")
FIRST_LINE = "first line"
SHOWN = 200
"""Characters of a first line, and keys of an object; one with more has data for keys."""
DEEPEST = 40
TYPES = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}

Shape = Mapping[str, list[str]]
"""The types that were seen at each path, sorted."""


@dataclass(frozen=True)
class Difference:
    """Something that is not as recorded."""

    kind: str  # new, missing or type
    path: str  # where, as `$.items[].name`
    recorded: str = ""  # the types it had; empty for new
    found: str = ""  # the types it has; empty for missing

    def __str__(self) -> str:
        if self.kind == "type":
            return f"{self.path} was {self.recorded}, is {self.found}"
        return f"{self.kind}: {self.path} ({self.recorded or self.found})"


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
        more = len(ordered) - LISTED
        return "; ".join(map(str, ordered[:LISTED])) + (f"; and {more} more" if more > 0 else "")


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
        shape = shape_of(draft.answers())
    known = recorded(path_of(source, card))
    differences = compare(known, shape) if known and shape else []
    if state == "well" and any(difference.kind != "new" for difference in differences):
        state = "changed"
    message = client.web.redaction.text(message) if client else printable(message)
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


def shape_of(answers: Iterable[Answer]) -> Shape:
    """Return the shape of some answers together."""
    seen: dict[str, set[str]] = {}
    for answer in answers:
        try:
            body = json.loads(answer.text())
        except (ValueError, RecursionError):
            line = next(filter(None, map(str.strip, answer.text().splitlines())), "")
            shown = "".join(c for c in line[:SHOWN] if c.isprintable())
            seen.setdefault(FIRST_LINE, set()).add(shown)
            continue
        for path, kind in _walk(body, f"{answer.about.get('way', '')}$"):
            seen.setdefault(path, set()).add(kind)
    return {path: sorted(kinds) for path, kinds in sorted(seen.items())}


def path_of(source: str, card: Card) -> Path:
    """Return where the shape of a source is recorded: in `shapes/` beside its module."""
    module = card.part(f"{source}.py")
    return (module.parent if module else PROGRAM) / "shapes" / f"{source}.json"


def recorded(path: Path) -> Shape | None:
    """Return a recorded shape; None where there is none."""
    try:
        shape: Shape = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    return shape


def record(path: Path, shape: Shape) -> None:
    """Record the shape of a source in place of the earlier one; that of other ways to ask stays.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(exist_ok=True)
    ways = {_way(path) for path in shape}
    kept = {path: k for path, k in (recorded(path) or {}).items() if _way(path) not in ways}
    text = json.dumps({**kept, **shape}, indent=1, ensure_ascii=False)
    text = re.sub(r"\[\s+([^][{}]*?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)
    path.write_text(text + "\n", "utf-8")


def compare(before: Shape, found: Shape) -> list[Difference]:
    """Return what is new, missing, or of another type; below what is new or missing, nothing."""
    ways = {_way(path) for path in found}
    before = {path: kinds for path, kinds in before.items() if _way(path) in ways}
    both = before.keys() | found.keys()
    return [d for path in sorted(both) for d in _difference(path, before, found, both)]


def _difference(path: str, old: Shape, new: Shape, paths: Iterable[str]) -> Iterator[Difference]:
    before, now = old.get(path, []), new.get(path, [])
    above = _above(path, paths)
    if before == ["null"]:
        return  # nothing is known of it but that it may be null
    if not before:
        if above is None or above in old:
            yield Difference("new", path, found=" or ".join(now))
    elif not now:
        # what may lie in an empty list, or below a null, is not missing
        if above is None or ("object" in new.get(above, []) and not path.endswith("[]")):
            yield Difference("missing", path, recorded=" or ".join(before))
    else:
        known = {*before, *(["integer"] if "number" in before else [])}
        if not set(now) <= known:
            yield Difference("type", path, " or ".join(before), " or ".join(now))


def _way(path: str) -> str:
    return path.partition("$")[0] if "$" in path else ""


def _above(path: str, paths: Iterable[str]) -> str | None:
    """Return the path of what a path lies in."""
    holding = (p for p in paths if path.startswith(p) and path[len(p) :].startswith((".", "[")))
    return max(holding, key=len, default=None)


def _walk(value: Any, path: str) -> Iterator[tuple[str, str]]:
    yield path, TYPES[type(value)]
    if path.count(".") + path.count("[]") > DEEPEST:
        return
    if isinstance(value, dict):
        for key, child in value.items():
            name = re.sub(r"\d+", "#", key) if len(value) <= SHOWN else "*"
            yield from _walk(child, f"{path}.{name}")
    elif isinstance(value, list):
        for child in value:
            yield from _walk(child, f"{path}[]")
