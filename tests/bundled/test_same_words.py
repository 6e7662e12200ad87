"""The same sentence on the terminal, the card, the report and in ClaimReview: that of the table."""

import json
import re
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from markdown_it import MarkdownIt

from tests import command
from tests.bundled.test_claim_pages import ask, plain
from tests.bundled.test_dashboard import opened, words
from tests.bundled.test_reports import Reader
from warehouse.exporting import claimreview, content, rendering, reports
from warehouse.wording import facts

OF_EACH_SORT = """
select claim_id, explanation, would_flip, lean_words, claimed, primary_shown, primary_period
from claim_verdict
join claim using (claim_id)
left join (select distinct claim_id, true as parted from claim_test where part is not null)
    using (claim_id)
qualify row_number() over (
    partition by verdict, kind in ('date', 'property'), scorecard, tests > 0, parted
    order by claim_id
) = 1
or row_number() over (partition by kind order by tests = 0, claim_id) = 1
order by claim_id
"""
"""One claim of each verdict, of each way to decide it, and of each kind."""


class Said(NamedTuple):
    """What the tables say of a claim."""

    claim: str
    explanation: str
    would_flip: str
    lean: str | None
    claimed: str | None
    shown: str | None
    period: str | None


@pytest.fixture(scope="module")
def said(warehouse: duckdb.DuckDBPyConnection) -> list[Said]:
    """Return what the tables say of claims of every sort."""
    found = [Said(*row) for row in ask(warehouse, OF_EACH_SORT)]
    assert len(found) >= 12
    return found


def spaced(text: str) -> str:
    """Return a text with single plain spaces."""
    return " ".join(text.replace("\u00a0", " ").split())


def page(markdown_or_html: str) -> str:
    """Return what a reader of a page sees."""
    return spaced(Reader(f"<div>{markdown_or_html}</div>").opened[0].text)


def test_the_terminal_says_the_sentences_of_the_table(published: Path, said: list[Said]):
    for one in said:
        done = command.run(published, "verify", one.claim, columns=200)
        told = spaced(done.stdout)
        assert spaced(one.explanation) in told, one.claim
        assert f"What would change this: {spaced(one.would_flip)}" in told, one.claim
        if one.shown and one.period:
            row = r"[^|]*?".join(map(re.escape, f"{one.period} {one.shown}".split()))
            assert re.search(row, told), one.claim


def test_the_card_says_the_sentences_of_the_table(published: Path, said: list[Said]):
    app = opened("claims")
    for one in said:
        app.query_params["claim"] = one.claim
        app.run()
        assert not app.exception, one.claim
        told = spaced(plain(words(app)))
        assert spaced(one.explanation) in told, one.claim
        assert f"What would change this: {spaced(one.would_flip)}" in told, one.claim
        # the answer of a fact is said as a clause there
        shown = None if one.shown in facts.HAS else one.shown
        for figure in filter(None, (one.claimed, shown)):
            assert figure in told, (one.claim, figure)
        assert bool(one.lean) == (" Not known, points to " in told), one.claim


@pytest.mark.parametrize("form", rendering.FORMS)
def test_the_reports_say_the_sentences_of_the_table(
    form: rendering.Form, warehouse: duckdb.DuckDBPyConnection, said: list[Said], tmp_path: Path
):
    claims, known = content.claims(warehouse), reports.catalogue(warehouse)
    reports.write(claims, content.read(warehouse, "shared/documents"), known, tmp_path)
    told = {}
    for path in tmp_path.glob(f"*.{form}"):
        text = path.read_text("utf-8")
        told[path.stem] = page(
            text if form == "html" else MarkdownIt().enable("table").render(text)
        )
    places = {claim.claim_id: {place.document_id for place in claim.places} for claim in claims}
    assert sum(bool(places[one.claim]) for one in said) >= 12
    for one in said:
        for document in places[one.claim]:
            assert spaced(one.explanation) in told[document], one.claim
            assert f"What would change this: {spaced(one.would_flip)}" in told[document], one.claim
            for figure in filter(None, (one.claimed, one.shown, one.period)):
                assert figure in told[document], (one.claim, figure)


def test_the_claim_review_says_the_sentence_of_the_table(
    warehouse: duckdb.DuckDBPyConnection, said: list[Said]
):
    for one in said:
        review = claimreview.claim_review(warehouse, one.claim)
        assert review["reviewBody"] == one.explanation
        assert one.explanation in json.dumps(review, ensure_ascii=False)
