"""What was typed, answered: by the register, by reading it, or by what is near to it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import streamlit as st

from collectors.home import home
from dashboard import address, blocks, field, marts, text
from dashboard.claims import claim_answer, claim_card
from dashboard.documents import article_texts
from warehouse.finding.register import Near, Register, register
from warehouse.finding.terms import Terms
from warehouse.reading.asserting import Option, Question, Understood, understand
from warehouse.reading.examples import examples as examples_of
from warehouse.reading.text import LONGEST, shown

PROJECTS, GROUPS = "screens/projects.py", "screens/head_to_head.py"
ANSWER = "answer to the last sentence"
BESIDE = 5
"""Claims that are shown below an answer; without one, all that are near."""
SIGNALS = 3
QUOTED = 80
"""Characters of what was typed that are repeated in a line."""


@dataclass(frozen=True)
class Answer:
    """What became of a text on a build, `marts.key`: its terms, and the claims that are near.

    Once it is `read`, `found` says how: None for a figure, a project or a topic alone; and `judged`
    holds the claims it makes: None when it was not understood.
    """

    key: str
    sentence: str
    terms: Terms
    near: list[Near]
    found: Understood | None = None
    judged: marts.Judged | None = None
    read: bool = False

    @property
    def registered(self) -> str | None:
        """Return the claim of the register that answers it: the same question, or the only one
        that gives the figure.
        """
        giving = [claim for claim in self.near if claim.gives]
        if self.near and (self.near[0].same or (self.terms.kind == "figure" and len(giving) == 1)):
            return self.near[0].claim_id
        return None


def answer(said: str) -> None:
    """Show what is known of a text: an answer, claims near to it, or where to look on."""
    if len(said) > LONGEST:
        _long(said)
        return
    kept: Answer | None = st.session_state.get(ANSWER)
    place = st.empty()  # takes away what was answered before, while this is looked up
    if kept is None or (kept.key, kept.sentence) != (marts.key(), said):
        forget()
        with place, st.spinner("Looking it up …"):
            claims = index()
            kept = Answer(marts.key(), said, claims.reader.terms(said), claims.nearest(said))
    with place.container():
        _show(kept)


def index() -> Register:
    """Return the claims of this rerun's build, with the words of the articles that are at hand."""
    texts, seen, _ = article_texts.of_the_operator(marts.read("documents"))
    return _index(marts.key(), seen, texts)


@st.cache_resource(max_entries=2, show_spinner=False)
def _index(key: str, seen: tuple[object, ...], _texts: dict[str, str]) -> Register:
    return marts.later(lambda con: register(con, _texts, root=home().data))()


def forget() -> None:
    """Let go what was judged last."""
    st.session_state.pop(ANSWER, None)


def _read(answer: Answer) -> Answer:
    """Return an answer with its text read as a sentence and judged, which takes a moment, once."""
    if answer.read:
        return answer
    found, judged = None, None
    if answer.terms.kind in ("sentence", "nothing"):
        with st.spinner("Judging it …"):
            found = understand(answer.sentence, marts.names())
            judged = marts.Judged(found) if found.claims else None
            found = judged.found if judged is not None else found
    answer = replace(answer, found=found, judged=judged, read=True)
    st.session_state[ANSWER] = answer
    return answer


def _long(said: str) -> None:
    """Say that a text is none of one sentence, and carry it to where articles are read."""
    forget()
    st.info(
        f"This is longer than a claim of one sentence ({LONGEST:,} characters), so it is read as "
        "an article: each sentence of it that states something countable is judged.",
        icon=":material/article:",
    )
    if st.button("Read it as an article", type="primary"):
        field.carry(said)


def _show(answer: Answer) -> None:
    claims = marts.read("claims", claims=[claim.claim_id for claim in answer.near])
    claims = claims.set_index("claim_id", drop=False)
    rows = [claims.loc[claim.claim_id] for claim in answer.near]
    if answer.registered is not None:
        _registered(rows[0], only=answer.terms.kind == "figure")
        _near("Near it in the articles", rows[1 : 1 + BESIDE])
        answer = _read(answer)
        if answer.found is not None and answer.judged is not None:
            _beside(rows[0], answer.found, answer.judged)
        _ways(answer)
        return
    answer = _read(answer)
    if answer.found is not None and answer.judged is not None:
        _result(answer.found, answer.judged)
        _near("Near it in the articles", rows[:BESIDE])
    else:
        if answer.found is not None and answer.found.question is not None:
            _open(answer.found)
        _near(_heading(answer), rows, answer if answer.terms.kind in ("project", "topic") else None)
        if not rows:
            said = text.plain(shown(answer.sentence, QUOTED))
            st.info(f"No claim of the articles is near “{said}”.", icon=":material/search_off:")
    _ways(answer)
    if not rows and answer.judged is None:
        examples()


# --- what the register says ----------------------------------------------------------------------


def _registered(claim: Any, *, only: bool) -> None:
    """Show a claim of the register with its answer, why, and the way to all behind it.

    `only`: it alone gives the figure that was typed.
    """
    with st.container(key="registered", gap="small"):
        if only:
            st.markdown("The one claim of the articles that gives this figure:")
        st.markdown(f"**{text.plain(claim.statement)}**")
        if claim.in_documents:
            st.caption(f"Said in: {text.plain(claim.documents)}")
        claim_answer.box(marts.read("claim", claim=claim.claim_id).iloc[0])
        blocks.link(blocks.CLAIMS, "All the evidence", "arrow_forward", claim=claim.claim_id)


def _near(heading: str, rows: list[Any], about: Answer | None = None) -> None:
    """Show claims that are near, the nearest first, below the pages of what `about` names."""
    if not rows:
        return
    _aside("near", heading)
    if about is not None:
        _named(about.terms)
    for claim in rows:
        claim_answer.row(claim, "near-")


def _aside(name: str, heading: str) -> None:
    """Show a heading, in Markdown, of what stands beside the answer, smaller than that."""
    with st.container(key=f"aside {name}"):
        st.markdown(f"## {heading}", anchors=False)


def _heading(answer: Answer) -> str:
    """Return what the nearest claims are, for what was typed."""
    said = text.plain(shown(answer.sentence, QUOTED))
    giving = sum(claim.gives for claim in answer.near)
    match answer.terms.kind:
        case "figure" if giving:
            return f"{giving} claims of the articles give {said}"
        case "figure":
            return f"No claim of the articles gives {said}; these come near"
        case "project" | "topic":
            return f"What the articles say of {said}"
        case _:
            return "The nearest claims of the articles"


# --- what its reading says -----------------------------------------------------------------------


def _beside(registered: Any, found: Understood, judged: marts.Judged) -> None:
    """Show the sentence judged by itself, below the register's answer, and why the two differ."""
    with judged.shown():
        own = marts.read("claims", claims=[found.claims[0].id]).iloc[0]
    differs = own.answer != registered.answer
    what = "another answer" if differs else "the same"
    said = f"Judged by itself, the sentence comes to {what}: {own.answer}"
    with st.expander(text.plain(said), icon=":material/balance:"):
        if differs:
            st.markdown(text.plain(_differs(registered, own)))
        _result(found, judged, "###")


def _differs(registered: Any, own: Any) -> str:
    """Return why a sentence by itself is answered otherwise than the article's claim."""
    reasons = []
    if registered.as_of != own.as_of:
        one, other = (claim_answer.dated(claim, "no date") for claim in (registered, own))
        reasons.append(f"the article speaks of {one}, the sentence of {other}")
    if registered.accepted != own.accepted and text.known(registered.accepted):
        reasons.append(f"the article’s claim needs {registered.accepted}, this {own.accepted}")
    if registered.primary_definition_id != own.primary_definition_id:
        reasons.append("another count is nearest to its words")
    if registered.tests != own.tests:
        reasons.append(
            f"{registered.tests} ways of counting decide the article’s claim, {own.tests} this one"
        )
    why = "; ".join(reasons) or "the words of the article around it say more than the sentence does"
    return f"Why they differ: {why}."


def _result(found: Understood, judged: marts.Judged, heading: str = "##") -> None:
    """Show how a sentence was read, and the verdict on each claim in it with all behind it."""
    for turn, claim in enumerate(found.claims):
        if turn:
            st.divider()
        st.markdown(f"{heading} We read: {text.plain(claim.statement)}", anchors=False)
        for number, (chosen, others) in enumerate(found.choices):
            said = f"Left open, so we took: **{text.plain(chosen)}**"
            if others:
                _pills(f"{said}. Or:", others, f"choice {number}")
            else:
                st.markdown(f"{said}.")
        with judged.shown():
            row = marts.read("claim", claim=claim.id).iloc[0]
            claim_card.own(row)
            claim_card.cite(row, address.link(**{field.ASKED: found.text}))


def _open(found: Understood) -> None:
    """Say what of a sentence was not understood, and what to add."""
    question = found.question
    assert question is not None
    if question.kind == "complete":
        st.warning(text.plain(question.said), icon=":material/edit:")
    else:
        st.info(text.plain(question.said), icon=":material/straighten:")
    understood(found.text, question)
    if question.options:
        _pills("You may mean", question.options, "meant")


def understood(sentence: str, question: Question) -> None:
    """Show a sentence with the words marked that a question leaves open, and what was read."""
    if question.words:
        places = [(start, end) for _, start, end in question.words]
        st.html(f'<p class="sentence">{marked(sentence[:LONGEST], places)}</p>')
    if question.read:
        st.markdown(f"**We read:** {text.plain(question.read)}")


def marked(sentence: str, places: Iterable[tuple[int, int]]) -> str:
    """Return a sentence as HTML in which the places, [start, end), are marked."""
    parts, at = list[str](), 0
    for start, end in sorted(places):
        if start >= at:
            parts += [escape(sentence[at:start]), f"<mark>{escape(sentence[start:end])}</mark>"]
            at = end
    return "".join([*parts, escape(sentence[at:])])


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


# --- where to look on ----------------------------------------------------------------------------


def _ways(answer: Answer) -> None:
    """Lead on from what was typed: its projects, its signals, the lists, with its words."""
    _aside("further", "Look further")
    if answer.terms.kind not in ("project", "topic") or not answer.near:
        _named(answer.terms)
    with st.container(key="row-ways", gap=None):
        blocks.link(
            blocks.CLAIMS,
            "All claims with these words" if answer.near else "The list of all claims",
            **({"find": answer.sentence} if answer.near else {}),
        )
        if not answer.near:
            blocks.link(GROUPS, "Groups of projects compared")
        blocks.link(field.ARTICLE, "Check a whole article")


def _named(terms: Terms) -> None:
    """Show links to the pages of the projects and the signals that a text names."""
    names = marts.read("projects").set_index("project_id")["name"]
    with st.container(key="row-named", gap=None):
        for project in terms.projects[:SIGNALS]:
            blocks.link(
                PROJECTS,
                f"{text.plain(names[project])}: everything that is measured of it",
                project=project,
            )
        titles = marts.read("signals").set_index("signal_id").title  # of those with figures
        named = index().reader.counting(terms)
        for signal in [name for name in named if name in titles.index][:SIGNALS]:
            blocks.link(blocks.SIGNALS, f"{text.plain(titles[signal])}, over time", signal=signal)


def examples() -> None:
    """Show sentences that can be clicked, where there are any."""
    found = examples_of(marts.names())
    if not found:
        return
    st.markdown("## Examples", anchors=False)
    columns = st.columns(2, gap="medium")
    for turn, (title, sentences) in enumerate(found.items()):
        with columns[turn % len(columns)], st.container(key=f"row-{title}", gap="xsmall"):
            st.markdown(f"**{title.capitalize()}**")
            for said in sentences:
                blocks.link(field.CHECK, text.plain(said), **{field.ASKED: said})
