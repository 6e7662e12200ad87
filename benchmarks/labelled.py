"""Measure what sentences are understood as: `python -m benchmarks.labelled [--articles DIR]`.

benchmarks/sentences/ holds restated sentences, each labelled with what a careful reader takes it to
assert, before the reader had seen them. They were shuffled with the seed 20261130 and cut in half:
`development.tsv` was looked at while the rules were written, `held-out.tsv` only to measure. DIR
holds real texts (NN.md) with labels for their sentences, made before the reader had seen them
(NN.tsv: sentence, label); they are not part of this repository.

found       sentences that state something, by their label or by the reader
readable    those whose label is a reading
understood  of these, how many were read as the label says, though nothing measures some of them
checkable   those whose label is a reading that figures or facts of the bundled data can measure
judged      those that get a verdict
rightly     of these, how many were read as one of their labels says
wrongly     how many were not: the number that must be none

A label is `nothing`, `complete` (must not be judged as it stands), or readings joined with &, as
`Statement.brief` writes them; ` | ` stands between labels of which each is right.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from collectors.home import home
from warehouse.reading import choosing, reader, source
from warehouse.reading.asserting import Question, assertions
from warehouse.reading.hearing import Heard
from warehouse.reading.measured import Measured, measured
from warehouse.reading.statement import Statement

REPOSITORY = Path(__file__).resolve().parent.parent
HALVES = REPOSITORY / "benchmarks" / "sentences"
UNJUDGED = ("complete", "nothing")
SAME = (
    (re.compile(r"^ratio (\S+)/(\S+) smaller than"), r"order \2/\1"),
    (re.compile(r"^order (\S+) ahead"), r"order \1"),
    (re.compile(r"^(rank \S+) place 1\b"), r"\1 first"),
    (re.compile(r"\bof survey-\w+"), "of survey"),
    (re.compile(r"\bof all-questions"), "of questions"),
    (re.compile(r"\bof new-commits"), "of commits"),
    (re.compile(r" per (?:year|month)( in \S+)$"), r"\1"),
    (re.compile(r"^(date \S+ \d{4}-\d\d)-\d\d$"), r"\1"),
    (re.compile(r"^(property \S+) at least experimental$"), r"\1 yes"),
    (re.compile(r"^(property \S+ (?:\S+ )*?)(\S+) \2$"), r"\1\2"),
    (re.compile(r"^property (\S+) (?:yes|open source)$"), r"property \1 yes"),
    (re.compile(r"^property (\S+) Google(?: Google Brain)*$"), r"property \1 Google"),
)
"""Two ways to write one reading."""


def same(reading: str) -> str:
    """Return a reading in the one way in which it is compared."""
    text = " ".join(reading.replace(" exact", "").split())
    for form, instead in SAME:
        text = form.sub(instead, text)
    return text


def labels(says: str) -> list[list[str]]:
    """Return the readings of each label that is right, sorted; none for what is not judged."""
    return [
        [] if label.strip() in UNJUDGED else sorted(same(part) for part in label.split(" & "))
        for label in says.split(" | ")
    ]


def labelled(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield kind, sentence and label of each line."""
    for line in path.read_text("utf-8").rstrip("\n").split("\n")[1:]:
        kind, sentence, says = line.split("\t")
        yield kind, sentence, says


_LABEL = re.compile(
    r"(?P<kind>\w+) (?P<subject>[\w.-]+)(?:/(?P<other>[\w.-]+))?(?P<said>(?: .*?)?)"
    r"(?: of (?P<measure>[\w-]+))?(?: per (?P<per>\w+))?(?: since (?P<since>[\d-]+))?"
    r"(?: in (?P<as_of>[\d-]+))?"
)


def checkable(says: str, asked: Measured) -> bool:
    """Return whether something measures each reading of one of the labels."""
    return any(
        label.strip() not in UNJUDGED and all(_measured(part, asked) for part in label.split(" & "))
        for label in says.split(" | ")
    )


def _measured(reading: str, asked: Measured) -> bool:
    found = _LABEL.fullmatch(reading.strip())
    if found is None or found["subject"] not in asked.catalogue.projects:
        return False
    if found["kind"] == "property":
        facts = asked.catalogue.facts.values()
        return any(fact.project == found["subject"] for fact in facts)
    figure = re.search(r"\d", found["said"])
    statement = Statement(
        found["kind"],
        found["subject"],
        found["other"],
        low="1" if figure else None,
        measure=found["measure"],
        as_of=found["as_of"],
        since=found["since"],
    )
    return not isinstance(choosing.tests(statement, asked), choosing.Refusal)


def told(statements: tuple[Statement, ...]) -> list[str]:
    """Return readings as they are compared."""
    return sorted(same(statement.brief()) for statement in statements)


def counted(
    heard: Heard, says: str, asked: Measured, wrong: list[tuple[str, str, list[str]]]
) -> Counter[str]:
    """Return the counts of one sentence; a wrong one is added to the list."""
    right = labels(says)
    read = told(heard.statements)
    open_ = any(statement.gaps for statement in heard.statements)
    judged = not isinstance(assertions(heard, asked), Question)
    fits = bool(read) and not open_ and read in right
    if judged and not fits:
        wrong.append((heard.text, says, read))
    readable = [] not in right
    return Counter(
        sentences=1,
        found=any(right) or heard.claims or judged,
        readable=readable,
        understood=fits and readable,
        checkable=checkable(says, asked),
        judged=judged,
        rightly=judged and fits,
        wrongly=judged and not fits,
    )


def half(path: Path, asked: Measured, wrong: list[tuple[str, str, list[str]]]) -> Counter[str]:
    """Return the counts of a file of labelled sentences."""
    total = Counter[str]()
    for kind, sentence, says in labelled(path):
        heard = asked.ear.hear(sentence, typed=kind == "typed")
        total += counted(heard, says, asked, wrong)
    return total


def article(text: Path, asked: Measured, wrong: list[tuple[str, str, list[str]]]) -> Counter[str]:
    """Return the counts of a real text: of its labelled sentences, and what else was judged."""
    rows = [
        line.split("\t") for line in text.with_suffix(".tsv").read_text("utf-8").split("\n")[1:]
    ]
    wanted = {" ".join(row[0].split()): row[1] for row in rows if len(row) == 2}
    found = reader.read(source.read(str(text)), asked)
    total, seen = Counter[str](sentences=len(wanted)), set[str]()
    for says in wanted.values():
        total += Counter(readable=[] not in labels(says), checkable=checkable(says, asked))
    for finding in found.findings:
        quote = " ".join(finding.quote.split())
        key = next((s for s in wanted if s in quote or quote in s), None)
        says = wanted[key] if key else "nothing"
        judged = finding.claims != ()
        read = [re.sub(r" in \S+$", "", told((s,))[0]) for s in finding.heard.statements]
        right = [[re.sub(r" in \S+$", "", part) for part in label] for label in labels(says)]
        row = finding.heard.why is None and quote.count("|") > 1
        fits = sorted(read) in right or (row and any(set(read) <= set(r) for r in right))
        total += Counter(
            found=1, judged=judged, rightly=judged and fits, wrongly=judged and not fits
        )
        if judged and not fits:
            wrong.append((quote, says, read))
        if key and fits and key not in seen:
            total["understood"] += [] not in right
            seen.add(key)
    return total


def main() -> None:
    """Print the counts; end with 1 if more is judged wrongly than 1 in 100."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=Path, help="folder with real texts and their labels")
    parser.add_argument("--only", help="development, held-out or articles")
    parser.add_argument("--wrong", action="store_true", help="list what was judged wrongly")
    given = parser.parse_args()
    asked, wrong, rows = measured(home()), list[tuple[str, str, list[str]]](), {}
    for name in ("development", "held-out"):
        if given.only in (None, name):
            rows[name] = half(HALVES / f"{name}.tsv", asked, wrong)
    if given.articles and given.only in (None, "articles"):
        texts = sorted(
            path for path in given.articles.glob("*.md") if path.with_suffix(".tsv").exists()
        )
        rows[f"{len(texts)} real texts"] = sum(
            (article(text, asked, wrong) for text in texts), Counter[str]()
        )
    columns = (
        "sentences",
        "found",
        "readable",
        "understood",
        "checkable",
        "judged",
        "rightly",
        "wrongly",
    )
    table = Table("", *columns, "judged of checkable")
    for name, counts in rows.items():
        share = counts["judged"] / max(1, counts["checkable"])
        table.add_row(name, *(str(counts[column]) for column in columns), f"{100 * share:.0f} %")
    Console().print(table)
    if given.wrong:
        for quote, says, read in wrong:
            sys.stdout.write(f"{quote}\n    label {says}\n    read  {' & '.join(read)}\n")
    if any(c["wrongly"] > c["judged"] / 100 for c in rows.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
