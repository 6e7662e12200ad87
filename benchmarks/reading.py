"""Measure how well documents are read: `python -m benchmarks.reading --documents DIR`.

DIR holds the articles of data/documents.yml, which are found by their sha256. What is read in them
is held against the register in data/claims/, which says where they make which claims:

recall     of the places of the register, how many overlap a sentence in which something was found
precision  of the sentences in which something was found, how many overlap a place of the register
binding    of the claims that were proposed, how many are of the same kind and subject as a claim of
           the register whose place overlaps the words that make them

The yardstick for precision is a reader that finds something in every sentence. `--record` keeps
what was found, as positions, kinds and subjects, in tests/fixtures/readings.json: whoever does not
have the articles can hold the rates of that record, and sees whether it is of the present reader.
"""

import argparse
import hashlib
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from collectors.home import home
from warehouse.catalogue import Catalogue
from warehouse.claim_entries import Claim, Kind
from warehouse.reading import lines, reader, sentences, source
from warehouse.reading.measured import Measured, measured
from warehouse.reading.reader import Reading
from warehouse.reading.source import Source

REPOSITORY = Path(__file__).resolve().parent.parent
RECORD = REPOSITORY / "tests" / "fixtures" / "readings.json"
QUANTITATIVE: tuple[Kind, ...] = ("share", "ratio", "level", "change", "date")
"""Kinds of claims that give a figure, if one is asserted."""
RUNS = 3
Span = tuple[int, int]
Places = list[tuple[Span, Claim]]
Found = tuple[Span, Span, str | None, str | None]
"""A sentence in which something was found, the words that make it, and the kind and subject of the
claim that was proposed; none, if none was."""


def register(content: Catalogue) -> dict[str, Places]:
    """Return where each document makes which claim."""
    places: dict[str, Places] = {document: [] for document in content.documents}
    for file in content.clusters.values():
        for claim in file.claims:
            for occurrence in claim.occurrences:
                places[occurrence.document].append((occurrence.span, claim))
    return places


def overlap(left: Span, right: Span) -> bool:
    """Tell whether two spans have a character in common."""
    return left[0] < right[1] and right[0] < left[1]


def findings(reading: Reading) -> list[Found]:
    """Return what was found, without any wording."""
    return [
        (f.span, f.anchor, claim and claim.kind, claim and claim.subject)
        for f in reading.findings
        for claim in f.claims or (None,)
    ]


def code_sha256() -> str:
    """Return one hash over the reader's code, grammar and vocabulary."""
    digest = hashlib.sha256()
    words = REPOSITORY / "data" / "vocabulary.yml"
    for path in [*sorted((REPOSITORY / "warehouse" / "reading").glob("*.*")), words]:
        if path.suffix in (".py", ".yml", ".ebnf"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def record(read: dict[str, list[Found]]) -> None:
    """Keep what was found in each article, a finding a line."""
    documents = {
        name: "[\n" + ",\n".join(f"    {json.dumps(row)}" for row in rows) + "\n  ]"
        for name, rows in read.items()
    }
    body = ",\n".join(f'  "{name}": {rows}' for name, rows in documents.items())
    text = '{\n  "about": "positions, kinds and subjects of what the reader found",\n'
    RECORD.write_text(f'{text}  "reader_sha256": "{code_sha256()}",\n{body}\n}}\n', "utf-8")


def recorded() -> dict[str, list[Found]]:
    """Return what the record says was found in each article."""
    content = json.loads(RECORD.read_text("utf-8"))
    return {
        name: [(tuple(span), tuple(anchor), kind, subject) for span, anchor, kind, subject in rows]
        for name, rows in content.items()
        if isinstance(rows, list)
    }


def rates(read: list[Found], places: Places) -> Counter[str]:
    """Return counts: places and found, figures and figures_found, sentences and right, bound ..."""
    found = {span for span, *_ in read}
    spans = {span for span, _ in places}
    figures = {
        span for span, claim in places if claim.kind in QUANTITATIVE and claim.asserted is not None
    }
    counts = Counter(
        places=len(spans),
        found=sum(_meets(span, found) for span in spans),
        figures=len(figures),
        figures_found=sum(_meets(span, found) for span in figures),
        sentences=len(found),
        right=sum(_meets(span, spans) for span in found),
        statements=len(read),
    )
    for _, anchor, *key in read:
        if key[0] is not None:
            here = [claim for span, claim in places if overlap(span, anchor)]
            counts["bound"] += 1
            counts["placed"] += bool(here)
            counts["agreeing"] += any([claim.kind, claim.subject] == key for claim in here)
    return counts


def _meets(span: Span, others: Iterable[Span]) -> bool:
    return any(overlap(span, other) for other in others)


def documents(folder: Path, content: Catalogue) -> dict[str, Source]:
    """Return the articles that a folder holds, by their names in data/documents.yml."""
    hashes = {entry.sha256: name for name, entry in content.documents.items()}
    found = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and (name := hashes.get(hashlib.sha256(path.read_bytes()).hexdigest())):
            found[name] = source.read(str(path))
    return dict(sorted(found.items()))


def yardstick(document: Source, places: Places) -> float:
    """Return the precision of a reader that finds something everywhere, as a fraction."""
    units = list(sentences.units(lines.blocks(document), document.name))
    spans = {span for span, _ in places}
    return sum(_meets(unit.span, spans) for unit in units) / len(units)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % {part}/{whole}" if whole else "-"


def show(out: Console, rows: dict[str, tuple[Counter[str], float, float]]) -> None:
    """Print a row for each document, and one for all."""
    table = Table(
        "document", "recall", "of figures", "precision", "yardstick", "binding", "if placed", "ms"
    )
    total = sum((counts for counts, _, _ in rows.values()), Counter[str]())
    everywhere = sum(share * counts["places"] for counts, share, _ in rows.values())
    summed = (total, everywhere / total["places"], sum(s for _, _, s in rows.values()))
    for name, (counts, share, seconds) in {**rows, "all": summed}.items():
        table.add_row(
            name,
            _percent(counts["found"], counts["places"]),
            _percent(counts["figures_found"], counts["figures"]),
            _percent(counts["right"], counts["sentences"]),
            f"{100 * share:.0f} %",
            _percent(counts["agreeing"], counts["bound"]),
            _percent(counts["agreeing"], counts["placed"]),
            f"{1000 * seconds:.0f}",
        )
    out.print(table)


def measure(document: Source, asked: Measured) -> tuple[Reading, float]:
    """Return what is read, and the best time of some runs in seconds."""
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        reading = reader.read(document, asked)
        seconds.append(time.perf_counter() - started)
    return reading, min(seconds)


def main() -> None:
    """Read the articles, print the rates, and record what was found when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=Path, required=True, help="folder with the articles")
    parser.add_argument("--record", action="store_true", help="keep what was found for the tests")
    given = parser.parse_args()
    out, asked = Console(), measured(home())
    content = asked.catalogue
    places, found = register(content), documents(given.documents, content)
    if missing := set(content.documents) - set(found):
        sys.exit(f"{given.documents}: no file has the sha256 of {', '.join(sorted(missing))}.")
    rows, read = {}, {}
    for name, document in found.items():
        reading, seconds = measure(document, asked)
        read[name] = findings(reading)
        rows[name] = rates(read[name], places[name]), yardstick(document, places[name]), seconds
    show(out, rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    out.print(f"peak memory {peak / (1e6 if sys.platform == 'darwin' else 1e3):.0f} MB")
    if given.record:
        record(read)
        out.print(f"recorded in {RECORD.relative_to(REPOSITORY)}")


if __name__ == "__main__":
    main()
