"""Checking a text of one's own: how it is given, what was found in it, and what became of that.

It is kept in the memory of the visitor's session alone, and ends with it.
"""

import shlex
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path

import streamlit as st

from collectors.errors import SharecheckError
from dashboard import address, blocks, downloads, marts, text
from dashboard.claims import ask_view, claim_card
from dashboard.documents import article
from dashboard.documents.article import Claim, Span
from dashboard.documents.document_view import in_text
from dashboard.field import ASKED, CHECK
from dashboard.frames import each
from warehouse.entries import NO_DATE, when
from warehouse.reading import claims_file, pages, reader
from warehouse.reading.reader import Finding, Reading
from warehouse.reading.source import SUFFIXES, Block, Refused, Source, decoded
from warehouse.reading.text import shown

KEPT = "text of one's own"
WAY, TEXT, FILE, DATE = "way of the text", "text to read", "file to read", "date of the text"
SHOWN, PART, ALL = "statements shown", "part of the statements", "all of the text"
PASTE, CHOOSE = "Paste the text", "Choose a file"
TYPES = ["txt", "md", "html", "htm"]
CLAIMS = ("yml", "yaml")
"""Files of claims are taken too, to say which command judges them."""
MEGABYTES = 1
WIDTH = 800
"""Of the field that takes a text, in pixels: as wide as a text is shown."""
AT_ONCE = 30
"""About so many statements are listed at once."""
SHORT = 140
"""Characters of a sentence in the list."""
STATUS = {"judged": "judged", "complete": "to complete", "unmeasurable": "not measurable"}
"""The words for what became of a statement."""
WHOLE = 6_000
"""Characters up to which a text is shown whole."""


@dataclass(frozen=True)
class Read:
    """A text that was read on a build, `marts.key`, as of the date given, with what it states.

    `judged` is None when nothing in it can be; `spans` are its statements in the text as shown.
    """

    key: str
    source: Source
    as_of: str | None
    reading: Reading
    judged: marts.Judged | None
    shown: str
    spans: list[Span]


# --- how it is given -----------------------------------------------------------------------------


def ask() -> None:
    """Take a text and its date, and read it; what cannot be read is said in words."""
    ways, words = [PASTE, CHOOSE], "How the text is given"
    address.one(WAY, ways, PASTE)
    st.segmented_control(words, ways, key=WAY, required=True, label_visibility="collapsed")
    with st.form("text and its date", border=False):
        if st.session_state[WAY] == PASTE:
            st.text_area("The text", key=TEXT, height=260, width=WIDTH)
        else:
            words, types = "A file of text, Markdown or HTML", [*TYPES, *CLAIMS]
            st.file_uploader(words, types, key=FILE, max_upload_size=MEGABYTES, width=WIDTH)
        st.text_input(
            "Date of the article", key=DATE, placeholder="2024, 2024-05 or 2024-05-27", width=320
        )
        st.caption(
            "It may be left out. Statements that give no date are taken to be of this one, or of "
            "the one that the text itself bears."
        )
        pressed = st.form_submit_button("Read it", type="primary", icon=":material/search:")
    if not pressed:
        return
    try:
        as_of, source = dated(str(st.session_state[DATE])), _given()
        with st.spinner("Reading it and judging what it states …"):
            st.session_state[KEPT] = _read(source, as_of)
    except SharecheckError as error:
        st.error(text.plain(str(error)), icon=":material/error:")
        return
    st.rerun()


def dated(said: str) -> str | None:
    """Return a date as it was given, None for nothing; raise `Refused` when it is none."""
    said = said.strip()
    try:
        return when(said) if said else None
    except ValueError:
        msg = f"“{shown(said, 40)}” {NO_DATE}"
        raise Refused(msg) from None


def _given() -> Source:
    """Return what was pasted or chosen; raise `Refused` for nothing, too much, or no text."""
    name, content, form = "Pasted text", str(st.session_state.get(TEXT, "")).encode(), None
    if st.session_state[WAY] == CHOOSE:
        file = st.session_state.get(FILE)
        name, content = (file.name, file.getvalue()) if file else ("The file", b"")
        form = SUFFIXES.get(Path(name).suffix.lower())
    name = shown(name, claims_file.QUOTE)
    if not content.strip():
        msg = "Nothing to read: paste a text or choose a file first."
    elif name.lower().endswith(CLAIMS):
        judge = f"`sharecheck verify --claims {shlex.quote(name)}`"
        msg = f"{name}: a file of claims, not a text. Judge it in a terminal: {judge}."
    elif len(content) > MEGABYTES * 1_000_000:
        most = f"{MEGABYTES} MB, which no article is"
        msg = f"{name}: larger than {most}. Cut out the part that makes the claims."
    else:
        return decoded(name, content, form)
    raise Refused(msg)


def _read(source: Source, as_of: str | None) -> Read:
    """Return what a text states, judged on this build; raise `Refused` when it is too large."""
    reading = reader.read(source, marts.names(), as_of)
    judged, verdicts = None, dict[str, str]()
    if reading.claims:
        judged = marts.Judged(reading.claims)
        with judged.shown():
            verdicts = {row.claim_id: row.verdict for row in each(marts.read("claims_index"))}
    return Read(marts.key(), source, as_of, reading, judged, *spans_of(source, reading, verdicts))


# --- what was found ------------------------------------------------------------------------------


def kept() -> Read | None:
    """Return the text that was read last, on this rerun's build."""
    found: Read | None = st.session_state.get(KEPT)
    if found is None or found.key == marts.key():
        return found
    with st.spinner("There are newer figures: judging it anew …"):
        found = st.session_state[KEPT] = _read(found.source, found.as_of)
    return found


def show(found: Read) -> None:
    """Show what a text states: counted, marked in it, and one by one."""
    _heading(found)
    if not found.spans:
        said = "No statement on a known project was found that a figure could confirm or refute."
        st.info(said, icon=":material/search_off:")
        return
    shown = _chosen(found)
    _marked(found, shown)
    st.markdown("### One by one", anchors=False)
    for span in shown:
        _row(span, found.reading.findings[span.number - 1], found.judged)


def _heading(found: Read) -> None:
    """Say what was read and how much was found; offer the claims, another date, another text."""
    reading, source = found.reading, found.source
    counts = Counter(finding.status for finding in reading.findings)
    parts = ", ".join(f"{counts[key]} {words}" for key, words in STATUS.items())
    many = text.number(len(reading.findings), "statement")
    units = f"{reading.units:,} sentences, headings and rows"
    st.markdown(f"## {many} in {units}: {parts}.", anchors=False)
    blocks.facts(
        {
            "Text": source.name,
            "Length": f"{len(source.text):,} characters",
            "Date": text.figure(reading.as_of) if reading.as_of else "none given",
        }
    )
    with st.container(horizontal=True):
        if reading.findings:
            about = "What was found, to correct and complete: `sharecheck read claims.yml`"
            made = partial(claims_file.composed, reading, source)
            downloads.button(
                "Claims file", made, "claims.yml", "application/yaml", "claims file", about
            )
        st.button("Change text or date", icon=":material/edit:", on_click=_change)
        drop = partial(st.session_state.pop, KEPT)
        st.button("Forget this text", icon=":material/delete:", on_click=drop)
    st.caption("The text is in the memory of this visit only and ends with it; nothing is stored.")


def _change() -> None:
    """Go back to the form, with what was given in it as far as it is text."""
    found = st.session_state.pop(KEPT)
    st.session_state[DATE] = found.as_of or ""
    if Path(found.source.name).suffix.lower() not in SUFFIXES:
        st.session_state[TEXT] = found.source.text


def _chosen(found: Read) -> list[Span]:
    """Show the choice of statuses and of a part; return the statements to be shown."""
    counts = Counter(claim.verdict for span in found.spans for claim in span.claims)
    statuses = [status for status in article.MARKS if counts[status]]
    blocks.answers(SHOWN, "Show only", statuses, counts)
    fitting = article.fitting(found.spans, st.session_state[SHOWN])
    cut = (fitting[at : at + AT_ONCE] for at in range(0, len(fitting), AT_ONCE))
    parts = {f"{part[0].number}–{part[-1].number}": part for part in cut}
    address.one(PART, list(parts), next(iter(parts)))
    if len(parts) > 1:
        st.segmented_control("Statements", list(parts), key=PART, required=True)
    return parts[st.session_state[PART]]


def _marked(found: Read, shown: list[Span]) -> None:
    """Show the text, or the parts of it in which statements stand, with them marked."""
    st.markdown("### In the text", anchors=False)
    whole = lines = article.rows(found.shown, shown)
    if len(found.shown) > WHOLE:
        lines = article.excerpt(whole)
    if lines != whole and st.toggle("The whole text", key=ALL):
        lines = whole
    counts = Counter(claim.verdict for span in shown for claim in span.claims)
    in_text(lines, counts, below_legend=False)


def _row(span: Span, finding: Finding, judged: marts.Judged | None) -> None:
    """Show a statement's words, as found, and below them each of its claims to be opened."""
    with st.container(gap="xsmall"):
        quote = shown(finding.quote, SHORT)
        st.html(article.HTML.row(span.claims[0].place, span.number, quote))
        for claim in span.claims:
            mark = article.MARKS[claim.verdict]
            label = f":{mark.badge}-badge[{mark.icon} {mark.words}] {text.plain(claim.statement)}"
            opened = st.expander(label, key=f"open {claim.claim_id}", on_change="rerun")
            if not opened.open:
                continue
            with opened:
                if finding.question is not None:
                    ask_view.understood(finding.heard.text, finding.question)
                    blocks.link(
                        CHECK,
                        "Change it on the page Check a claim",
                        "arrow_forward",
                        **{ASKED: finding.heard.text},
                    )
                elif judged is not None:
                    with judged.shown():
                        claim_card.own(marts.read("claim", claim=claim.claim_id).iloc[0])


# --- the text, and where in it statements stand: whatever it holds is escaped ---------------------


def spans_of(source: Source, reading: Reading, verdicts: dict[str, str]) -> tuple[str, list[Span]]:
    """Return a text as it is shown, and its statements as spans; `verdicts`: by claim."""
    shared = Counter(finding.span for finding in reading.findings)
    places = [f.anchor if shared[f.span] > 1 else f.span for f in reading.findings]
    said = source.text
    if source.form == "html":
        said, places = _without_tags(source, places)
    spans = []
    for number, (one, place) in enumerate(zip(reading.findings, places, strict=True), 1):
        row = f"statement-{number}"
        claims = [Claim(c.id, c.statement, verdicts[c.id], row) for c in one.claims]
        if one.question is not None:
            claims.append(Claim(f"open-{number}", one.question.said, STATUS[one.status], row))
        spans.append(Span(number, one.line, *place, tuple(claims)))
    return said, spans


def _without_tags(
    source: Source, places: list[tuple[int, int]]
) -> tuple[str, list[tuple[int, int]]]:
    """Return a page's blocks as lines, and where in them the places of its source are."""
    parts = list(pages.blocks(source))
    begins = [block.span(0, 1)[0] for block in parts]
    starts = list(accumulate((len(block.text) + len("\n") for block in parts), initial=0))
    moved = []
    for start, end in places:
        n = bisect_left(begins, start + 1) - 1
        first, last = _within(parts[n], start, end)
        moved.append((starts[n] + first, starts[n] + last))
    return "\n".join(block.text.replace("\n", " ") for block in parts), moved


def _within(block: Block, start: int, end: int) -> tuple[int, int]:
    """Return where in a block's text a place of the source is."""
    letters = range(len(block.text))
    first = bisect_left(letters, start, key=lambda at: block.span(at, at + 1)[0])
    last = bisect_left(letters, end, lo=first, key=lambda at: block.span(at, at + 1)[1])
    return first, min(last + 1, len(block.text))
