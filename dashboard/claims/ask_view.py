"""Checking a claim of one's own: the sentence, how it was read, and what comes of it."""

from dataclasses import dataclass

import streamlit as st

from dashboard import address, blocks, door, field, text
from dashboard.claims import card, question_view, take_view
from warehouse.reading.asserting import understand
from warehouse.reading.examples import EXAMPLES
from warehouse.reading.question import Option, Understood

PAGE, ARTICLE = "screens/check.py", "screens/read.py"
ANSWER = "answer to the last sentence"


@dataclass(frozen=True)
class Answer:
    """What became of a sentence on a build; `judged`: None when it was not understood."""

    build_id: str
    sentence: str
    found: Understood
    judged: door.Judged | None


def answer(said: str) -> None:
    """Show what a sentence was read as with the verdict on it, or what it leaves open."""
    kept: Answer | None = st.session_state.get(ANSWER)
    if kept is not None and (kept.build_id, kept.sentence) == (door.build_id(), said):
        with st.container():
            _show(kept)
        return
    place = st.empty()  # takes away what was answered before, while this is looked up
    forget()
    with place, st.spinner("Looking it up …"):
        found = understand(said, door.names())
        judged = door.Judged(found.claims) if found.claims else None
        kept = st.session_state[ANSWER] = Answer(door.build_id(), said, found, judged)
    with place.container():
        _show(kept)


def forget() -> None:
    """Let go what was judged last."""
    st.session_state.pop(ANSWER, None)


def _show(answer: Answer) -> None:
    found, question = answer.found, answer.found.question
    if answer.judged is not None:
        _result(found, answer.judged)
    elif question is not None:
        question_view.against(question)
        question_view.understood(found.text, question)
        if question.options:
            _pills("You may mean", question.options, "meant")
        else:
            examples()


def _result(found: Understood, judged: door.Judged) -> None:
    """Show how a sentence was read, and the verdict on each claim in it with all behind it."""
    for turn, claim in enumerate(found.claims):
        if turn:
            st.divider()
        st.markdown(f"## We read: {text.plain(claim.statement)}", anchors=False)
        for number, (chosen, others) in enumerate(found.choices):
            said = f"Left open, so we took: **{text.plain(chosen)}**"
            if others:
                _pills(f"{said}. Or:", others, f"choice {number}")
            else:
                st.markdown(f"{said}.")
        with judged.shown():
            row = door.read("claim", claim=claim.id).iloc[0]
            st.markdown(blocks.verdict_badge(row.verdict))
            card.own(row)
            take_view.cite(row, address.link(**{field.ASKED: found.text}))


def _pills(label: str, options: tuple[Option, ...], key: str) -> None:
    """Show sentences to choose from, by their labels; the chosen one is asked instead."""
    labels = {option.sentence: text.plain(option.label) for option in options}
    st.session_state[key] = None
    st.pills(
        label, list(labels), key=key, format_func=labels.__getitem__, on_change=_take, args=(key,)
    )


def _take(key: str) -> None:
    if said := st.session_state[key]:
        st.query_params.from_dict({field.ASKED: said})


def examples() -> None:
    """Show sentences that can be clicked."""
    st.markdown("### Examples", anchors=False)
    columns = st.columns(2, gap="medium")
    for turn, (title, sentences) in enumerate(EXAMPLES.items()):
        with columns[turn % len(columns)], st.container(key=f"row-{title}", gap="xsmall"):
            st.markdown(f"**{title.capitalize()}**")
            for said in sentences:
                st.page_link(PAGE, label=text.plain(said), query_params={field.ASKED: said})
