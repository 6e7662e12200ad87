"""Checking a claim of one's own: the sentence, the same as a form, and what comes of it."""

import dataclasses
from typing import Any

import streamlit as st

from collectors.errors import SentenceError
from dashboard import address, door, text
from dashboard.claims import card, take_view
from warehouse.asking import form
from warehouse.asking.completing import complete
from warehouse.asking.form import Form
from warehouse.asking.guide import EXAMPLES
from warehouse.asking.known import Known
from warehouse.claim_entries import Claim

PAGE = "screens/check.py"
ASK = "ask"
"""The sentence: key of the text field and parameter of the address."""
CHIP, CHIPS, NEAR = "next word", "sentences with the next word", "nearest name"
CHIPS_SHOWN = 14
LONGEST_CHIP = 44
FIELDS = [entry.name for entry in dataclasses.fields(Form)]
ALL_SIGNALS, NOTHING, USUAL = "all signals together", "nobody", "all of the signal"


def field(known: Known) -> None:
    """Show the text field, and below it what may come next as chips that can be clicked."""
    st.text_input("The claim", key=ASK, placeholder=EXAMPLES["a share"][0])
    said = str(st.session_state[ASK])
    begun = [found for found in complete(said, len(said), known) if found.sentence.strip() != said]
    after = f"{said.rstrip()} "
    found = [*begun, *complete(after, len(after), known)][:CHIPS_SHOWN]
    about = {next_.text: _chip(next_.text, next_.about) for next_ in found}
    st.session_state[CHIPS] = {next_.text: next_.sentence for next_ in found}
    st.session_state[CHIP] = None
    if found:
        st.pills(
            "What may come next", list(about), key=CHIP, format_func=about.__getitem__,
            on_change=_take_chip,
        )  # fmt: skip


def _chip(word: str, about: str) -> str:
    """Return a chip's label: the word and, when there is room, what it means."""
    label = word if about.casefold() in ("", word.casefold()) else f"{word} · {about}"
    return text.plain(label if len(label) <= LONGEST_CHIP else word)


def _take_chip() -> None:
    chosen = st.session_state[CHIP]
    st.session_state[ASK] = st.session_state[CHIPS].get(chosen, st.session_state[ASK])


def fields(claim: Claim | None, known: Known) -> None:
    """Show the claim as a form; whatever is chosen there writes the sentence anew.

    Args:
        claim: the sentence's claim; None when it is not understood: the form stays as it was.
        known: what can be chosen.
    """
    state = st.session_state
    now = form.from_claim(claim, known) if claim is not None else _form(known)
    found = form.options(now, known)
    for name in FIELDS:
        state[_key(name)] = getattr(now, name)
    projects = {slug: project.name for slug, project in known.catalogue.projects.items()}
    facts = now.kind in text.FACTS
    titles = {slug: known.signal(slug).title for slug in known.by_signal}
    if facts:
        titles = {known.called(slug): fact.title for slug, fact in known.facts(now.subject)}
    definitions = {slug: d.title for slug, d in known.catalogue.definitions.items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _select("Project", "subject", found.subjects, projects)
        _select("What is said of it", "kind", found.kinds, dict(form.KINDS))
        if found.comparators != [""]:
            _select("Compared with", "comparator", found.comparators, {"": NOTHING, **projects})
        label = "Fact" if facts else "Measured by"
        _select(label, "place", found.places, {"": ALL_SIGNALS, **titles})
        if len(found.definitions) > 2:
            _select("Definition", "definition", found.definitions, {"": USUAL, **definitions})
        _select("How it is meant", "hedge", found.hedges, {})
        if found.values:
            _select(
                "Which is", "value", found.values, {value: _words(value) for value in found.values}
            )
        elif now.value or claim is None:
            _text("Figure", "value")
        if now.since:
            _text("Since", "since")
        if now.kind not in ("crossing", "date"):
            _text("Date", "as_of")


def _words(value: str) -> str:
    """Return what a property is said to be without the quotation marks between several."""
    return value.replace('" or "', " or ")


def _key(name: str) -> str:
    return f"{ASK} {name}"


def _form(known: Known) -> Form:
    """Return the form as it stands; a first one when there is none."""
    state, first = st.session_state, next(iter(known.catalogue.projects))
    values: dict[str, Any] = {n: state[_key(n)] for n in FIELDS if state.get(_key(n)) is not None}
    return form.fitted(Form(**{"subject": first, **values}), known)


def _write() -> None:
    known = door.names()
    st.session_state[ASK] = form.sentence(_form(known))


def _select(label: str, name: str, options: list[Any], titles: dict[Any, str]) -> None:
    st.selectbox(
        label, options, key=_key(name), on_change=_write, width=240, disabled=len(options) < 2,
        format_func=lambda option: titles.get(option, option),
    )  # fmt: skip


def _text(label: str, name: str) -> None:
    st.text_input(label, key=_key(name), on_change=_write, width=120)


def problem(error: SentenceError) -> None:
    """Show where a sentence is not understood, and what would be."""
    st.error(text.plain(error.found), icon=":material/error:")
    st.code("\n".join(error.pointer), language=None)
    if error.expected:
        st.markdown(f"**Expected:** {text.plain(', '.join(error.expected))}")
    if error.nearest:
        st.session_state[NEAR] = None
        st.pills(
            "Nearest names", error.nearest, key=NEAR, format_func=text.plain,
            on_change=_replace, args=(error,),
        )  # fmt: skip


def _replace(error: SentenceError) -> None:
    chosen, said = st.session_state[NEAR], error.sentence
    if chosen is not None:
        st.session_state[ASK] = f"{said[: error.start]}{chosen}{said[error.end :]}"


def result(sentence: str, claim: Claim) -> None:
    """Show the verdict on a sentence with everything behind it."""
    with door.asking(sentence):
        row = door.read("claim", claim=claim.id).iloc[0]
        evidence = door.read("evidence", claims=[claim.id])
        card.head(row, evidence)
        card.missing(row, evidence)
        card.proof(row, evidence)
        card.reading(row)
        take_view.cite(row, address.link(ask=sentence))


def examples() -> None:
    """Show sentences that can be clicked."""
    st.markdown("### Examples", anchors=False)
    columns = st.columns(2, gap="medium")
    for turn, (title, sentences) in enumerate(EXAMPLES.items()):
        with columns[turn % len(columns)], st.container(key=f"row-{title}", gap="xsmall"):
            st.markdown(f"**{title.capitalize()}**")
            for said in sentences:
                st.page_link(PAGE, label=text.plain(said), query_params={ASK: said})
