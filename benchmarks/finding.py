"""Measure how well claims are found: `python -m benchmarks.finding --documents DIR`.

DIR holds the articles of data/documents.yml, which are found by their sha256. Each place of the
register is typed as the article words it, alone and with its whole sentence, and each figure in it
alone; how often is the claim among the first three, and among those that are shown? Both without
the articles, as on most dashboards, and with their words in the index.

A figure counts where the claim made there states or asserts it, too, and no more than two others
do: a year or the number of a version stands in dozens of claims, and tells none of them.
Nothing of the articles is kept.
"""

import argparse
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from collectors.home import home
from warehouse import catalogue, documents, publish
from warehouse.finding.register import MOST, PLACES, Register, register

FIRST = 3
FIGURE = re.compile(r"(?<![\w.])~?\d[\d.,]*(?:[–-]\d+)?(?:\.x|[xkM]\b|\s?%)?\+?(?!\w)")
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
Asked = list[tuple[str, set[str]]]
"""What is typed, and the claims of which one has to be found."""


def places(con: duckdb.DuckDBPyConnection, texts: Mapping[str, str]) -> dict[str, Asked]:
    """Return what to ask, by what it is: each place, its sentence, each figure in it."""
    stated = dict(
        con.execute(
            "select claim_id, concat_ws(' ', statement, asserted, claimed) "
            "from claim join claim_verdict using (claim_id)"
        ).fetchall()
    )
    every = [_numbers(text) for text in stated.values()]
    here: dict[tuple[str, int, int], set[str]] = defaultdict(set)
    for claim, document, start, end in con.execute(PLACES).fetchall():
        if document in texts:
            here[document, start, end].add(claim)
    asked: dict[str, Asked] = {"place": [], "sentence": [], "figure": []}
    for (document, start, end), claims in here.items():
        text = texts[document]
        said = text[start:end]
        asked["place"] += [(said, {claim}) for claim in claims]
        asked["sentence"] += [(_around(text, start, end), {claim}) for claim in claims]
        for figure in dict.fromkeys(FIGURE.findall(said)):
            giving = {claim for claim in claims if _bare(figure) & _numbers(stated[claim])}
            numbers = _bare(figure)
            if giving and sum(bool(numbers & said) for said in every) <= FIRST:
                asked["figure"].append((figure.strip(), giving))
    return asked


def _around(text: str, start: int, end: int) -> str:
    """Return the sentence, or the line of a table, in which a place lies."""
    before = max([0, *(cut.end() for cut in SENTENCE.finditer(text, 0, start))])
    after = SENTENCE.search(text, max(start, end - 1))
    return text[before : after.start() if after else len(text)]


def _bare(figure: str) -> set[str]:
    return {digits.rstrip(".,") for digits in re.findall(r"\d[\d.,]*", figure)}


def _numbers(text: str) -> set[str]:
    return _bare(text)


def rates(found: Register, asked: Asked) -> tuple[int, int, int]:
    """Return how many were asked, had a claim among the first three, and among those shown."""
    first = shown = 0
    for said, claims in asked:
        near = [claim.claim_id for claim in found.nearest(said, MOST)]
        first += not claims.isdisjoint(near[:FIRST])
        shown += not claims.isdisjoint(near)
    return len(asked), first, shown


def rows(con: duckdb.DuckDBPyConnection, texts: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield a row for each way to ask and each index."""
    asked = places(con, texts)
    for index, words in (("without the articles", {}), ("with their words", texts)):
        found = register(con, words)
        for what, questions in asked.items():
            started = time.perf_counter()
            total, first, shown = rates(found, questions)
            each = 1000 * (time.perf_counter() - started) / total
            yield [
                index,
                what,
                f"{total:,}",
                f"{100 * first / total:.1f} %",
                f"{100 * shown / total:.1f} %",
                f"{each:.0f}",
            ]


def main() -> None:
    """Print the rates of the published warehouse."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=Path, required=True, help="folder with the articles")
    given, place = parser.parse_args(), home()
    texts = documents.at_hand(given.documents, catalogue.load(place).documents)
    if not texts:
        sys.exit(f"{given.documents}: no file has the sha256 of a document in data/documents.yml.")
    table = Table("index", "typed", "cases", f"first {FIRST}", f"shown ({MOST})", "ms each")
    with publish.connect(place.data) as con:
        for row in rows(con, texts):
            table.add_row(*row)
    Console().print(table)


if __name__ == "__main__":
    main()
