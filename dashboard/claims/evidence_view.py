"""The evidence of a claim: its chart; facts, and what was measured, in full; what others come to.

`claim` is a row of query `claim`, `evidence` its rows of query `evidence`.
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dashboard import blocks, colours, downloads, marts, text
from dashboard.claims import claim_answer, forest, series_view
from dashboard.frames import each
from dashboard.labels import CODES
from warehouse.exporting import content
from warehouse.wording import facts, figures, labels
from warehouse.wording.evidence import pooled

SHOWN = 5
"""Up to so many places are listed one by one; all of them are in the file."""
RECORDED = "data/landing/"
"""What the place of a recorded answer begins with."""
MEASUREMENT = blocks.template(Path(__file__).with_name("measurement.md"))
PARTS: dict[str, list[str]] = CODES["part"]
SWAPPED = "swapped"
SAME = "The same test "
EXCHANGED = "the two exchanged"
ALIKE = ("yes to all", "untried")
"""Why a test that says yes decides nothing: others show it to be none, or nobody could."""
NAMED = 6
"""Up to so many projects are named in a sentence; the rest is counted, and in the table."""
OPENED = 9
"""Tables of up to so many rows are open from the start."""


def chart(claim: Any, evidence: pd.DataFrame) -> None:
    """Draw on one axis what was measured, else the dates of a claim that gives one.

    Labels stand above the axis in narrow windows.
    """
    facts, measured = _split(evidence)
    if len(measured):
        drawn, title, below = measured, message(claim), _marks(claim, measured)
    elif claim.kind == "date" and facts[["accepted_low", "accepted_high"]].notna().any(axis=None):
        drawn, title = facts, f"{_agreeing(claim)}: claimed and documented dates"
        below = "Bars: what a date leaves open, a month or a year."
    else:
        return
    blocks.chart(
        title,
        forest.evidence(drawn, claim, forest.WIDE),
        in_words(drawn),
        name=f"evidence-{claim.claim_id}",
        below=below,
        heading="###",
        narrow=forest.evidence(drawn, claim),
    )


def _split(evidence: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the facts, and the measurements, that have a figure."""
    facts = evidence[evidence.fact_id.notna() & evidence.shown.notna()]
    return facts, evidence[evidence.fact_id.isna() & evidence.measured.notna()]


def _marks(claim: Any, measured: pd.DataFrame) -> str:
    """Return what the marks of a chart of measurements mean."""
    drawn = forest.without_repeats(measured)
    seen = set(drawn.outcome)
    marks = " · ".join(forest.says(name) for name in colours.OUTCOMES if name in seen)
    undated = not text.known(claim.as_of)
    filled = "the time that decides" if undated else "the claim’s date, or as near as there is"
    others = "other times at which it may have been written, and now" if undated else "the newest"
    below = f"{text.KINDS[claim.kind].capitalize()}. {marks}."
    if drawn.low.notna().any():
        below += (
            " Bars: what is left open by a sample (95 %), a bound, a date, rounding or a known "
            "break; an arrow: without an end."
        )
    if not drawn.deciding.all():
        below += f" Filled: at {filled}. Hollow: {others}, where the figure is another one."
    return below


def show(claim: Any, evidence: pd.DataFrame) -> None:
    """Show the facts, or what was measured; nothing for a claim that nothing comes near."""
    facts, measured = _split(evidence)
    if len(facts):
        _facts(claim, facts)
    if len(measured):
        drawn = forest.without_repeats(measured)
        _table(drawn)
        _details(claim, drawn)
        _context(drawn)
        series_view.show(claim, measured)
    _controls(claim, evidence)
    if claim.kind in text.FACTS:
        _beside(claim, evidence)
    elif measured.empty:
        st.info("No public signal at hand comes near this claim, so there is nothing to draw.")


# --- what was measured ---------------------------------------------------------------------------


def when(row: Any) -> str:
    """Return the period of a measurement, whether it decides, and how much was added up."""
    parts = pooled(int(row.periods), row.days) if text.known(row.periods) else ""
    return f"{forest.also(row)}{forest.when(row)}{f', pooled from {parts}' if parts else ''}"


def message(claim: Any) -> str:
    """Return what the ways of counting say, in a few words."""
    if not claim.tests:
        return "Figures beside it, none of which decides it"
    noun = ("signal", "signals") if claim.scorecard else ("way of counting", "ways of counting")
    counts = (
        (claim.holding, "says yes", "say yes"),
        (claim.tests - claim.holding - claim.inconclusive, "says no", "say no"),
        (claim.inconclusive, "cannot tell", "cannot tell"),
    )
    if claim.tests == claim.inconclusive > 1:
        return f"None of its {claim.tests} {noun[1]} can tell for sure"
    return figures.tally(counts, *noun)


def _context(drawn: pd.DataFrame) -> None:
    """Say why the figures for context decide nothing."""
    context = drawn[drawn.role == "context"].drop_duplicates("test_id")
    if context.empty:
        return
    whys = pd.Series([_no_evidence(row) for row in each(context)], context.index)
    titles = context.title.groupby(whys, sort=False).agg("; ".join)
    said = [f"- {text.plain(named)}: {text.plain(str(why))}" for why, named in titles.items()]
    st.markdown("\n".join(["**For context, and why it decides nothing:**", "", *said]))


def _no_evidence(row: Any) -> str:
    """Return why a figure for context decides nothing."""
    if not text.known(row.no_evidence_why):
        return "shown only."
    about = str(row.no_evidence_of)
    return f"not evidence of {about[:1].lower()}{about[1:]}. {row.no_evidence_why}"


def _table(drawn: pd.DataFrame) -> None:
    table = pd.DataFrame(
        {
            "Measured": drawn.shown.map(text.figure),
            "Says": drawn.outcome.map(forest.says),
            "What was counted": drawn.title,
            "When": [when(row) for row in each(drawn)],
            "Interval": drawn.interval_shown.fillna("").map(text.figure),
            "How near": drawn.role.map(forest.ROLES),
            "Days from its date": drawn.days_off,
            "Source": drawn.source_title,
            "All digits": drawn.measured,
        }
    )
    st.dataframe(table, hide_index=True, height="content")


def _details(claim: Any, drawn: pd.DataFrame) -> None:
    """Open each measurement: what was divided by what, remarks, SQL, origin."""
    st.caption(
        "Each number in full: what was divided by what, the SQL that recomputes it, its source:"
    )
    effects = blocks.break_effects()
    read = places(drawn)
    for row in each(drawn):
        mark = colours.OUTCOMES[row.outcome]
        value = text.plain(text.figure(row.shown))
        label = f"{mark.symbol} **{value}** · {text.plain(row.title)} · {text.plain(when(row))}"
        with st.expander(label, key=f"detail {row.test_id} {row.moment}"):
            st.markdown(
                MEASUREMENT.render(
                    claim=claim,
                    row=row,
                    badge=forest.badge(row.outcome),
                    role=labels.ROLES[row.role],
                    compared=series_view.COMPARED,
                    effects=effects,
                )
            )
            origin(row, read)
            if text.known(row.left_out_share):
                sql = content.left_out(row._asdict())
                downloads.open_sql(sql, "Open the SQL of what it leaves out")


# --- where the numbers come from -----------------------------------------------------------------


def places(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return every place, a locator of `evidence`, where figures were read.

    Returns: locator, address (null: none), run_id, fetched_at, sha256 (null: not recorded here).
    """
    locators = evidence.locators.explode().dropna().drop_duplicates()
    wanted = [place for place in locators if place.startswith(RECORDED)]
    recorded = marts.read("recorded", locators=wanted or [""])
    found = pd.DataFrame({"locator": locators}, dtype=object).merge(
        recorded, on="locator", how="left"
    )
    address = pd.Series([_address(row.locator, row.url) for row in each(found)], dtype=object)
    return found.assign(address=address)[["locator", "address", "run_id", "fetched_at", "sha256"]]


def in_words(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return evidence with all places of a row in one text, for files."""
    places = evidence.locators.map(lambda found: "" if found is None else "; ".join(found))
    return evidence.assign(locators=places)


def _address(locator: str, url: Any) -> str | None:
    found = str(url) if text.known(url) else text.address(locator)
    return found if found.startswith(("https://", "http://")) else None


def origin(row: Any, read: pd.DataFrame) -> None:
    """Show the query that recomputes a row of evidence, and where, of `places`, it was read."""
    if text.known(row.sql):
        st.code(row.sql, language="sql", wrap_lines=True)
        downloads.open_sql(row.sql)
    own = read[read.locator.isin(list(row.locators) if row.locators is not None else [])]
    if own.empty:
        st.markdown("**Read from:** no place is recorded for it.")
        return
    lines, more = [f"- {place(found)}" for found in each(own.head(SHOWN))], len(own) - SHOWN
    if more > 0:
        lines.append(f"- and {more:,} more, all in the file")
    st.markdown("\n".join(["**Read from:**", *lines]))
    if more > 0:
        downloads.csv(own, f"origins-{row.test_id}-{row.moment}", f"All {len(own):,} places as CSV")


def place(found: Any) -> str:
    """Return a place as a line of Markdown: a link, and what identifies a recorded answer."""
    name = text.plain(found.locator)
    if not text.known(found.sha256):
        return f"[{name}]({found.address})" if found.address else name
    return (
        f"{name}: answer of [{text.plain(found.address)}]({_target(found.address)}), fetched "
        f"{text.day(found.fetched_at)} {found.fetched_at:%H:%M} UTC, run {found.run_id}, "
        f"sha256 `{found.sha256}`"
    )


def _target(address: str) -> str:
    """Return an address without what would end a Markdown link."""
    return quote(address, safe=":/?&=%,+#@!$;~*'")


# --- facts, each with its citation ----------------------------------------------------------------


def _facts(claim: Any, evidence: pd.DataFrame) -> None:
    """Show the facts that a claim is held against; `evidence`: its rows that have a value."""
    facts = forest.without_repeats(evidence)
    st.markdown(f"### {_agreeing(claim)}", anchors=False)
    parts = claim_answer.parts_of(claim)
    for part, ruling in parts.items():
        mark, words = PARTS[ruling]
        st.markdown(f"**{mark} {text.plain(part)}: {words}**")
        _boxes(facts[facts.part == part])
    _boxes(facts[~facts.part.isin(list(parts))])
    with st.expander("The queries that look them up"):
        for row in each(facts.drop_duplicates("sql")):
            st.caption(text.plain(row.title))
            st.code(row.sql, language="sql", wrap_lines=True)


def _boxes(facts: pd.DataFrame) -> None:
    for row in each(facts):
        with st.container(border=True, key=f"fact {row.test_id} {row.moment}", gap="small"):
            st.markdown("\n\n".join(_fact(row)))


def _agreeing(claim: Any) -> str:
    """Return how many facts, or parts of the claim, are as it says, in a few words."""
    if parts := claim_answer.parts_of(claim):
        return f"True of {list(parts.values()).count(claim_answer.TRUE)} of its {len(parts)} parts"
    if not claim.tests:
        return "Facts beside it"
    if claim.tests == 1:
        return "The only fact agrees" if claim.holding else "The only fact does not agree"
    return f"{claim.holding} of {claim.tests} facts {'agrees' if claim.holding == 1 else 'agree'}"


def _fact(row: Any) -> list[str]:
    """Return a fact with its time, citation and remark, as Markdown paragraphs."""
    time = forest.when(row)
    shown = text.figure(row.shown)
    when = "" if time in (shown, forest.ALWAYS) else f" · {forest.also(row)}{text.plain(time)}"
    clause = facts.answered(row.title, row.shown)
    said = (
        f"**{text.plain(figures.capital(clause))}**"
        if clause
        else f"{text.plain(row.title)}: **{text.plain(shown)}**"
    )
    lines = [
        f"{forest.badge(row.outcome)} {said}{when}"
        + ("" if text.known(row.part) else f"  \n:small[:gray[{labels.FACT_ROLES[row.role]}]]")
    ]
    if text.known(row.note):
        lines.append(text.plain(row.note))
    read = "it could not be read, so it decides nothing"
    if text.known(row.read_on):
        read = f"read on {text.day(row.read_on)}"
    return [*lines, f"Cited: {text.cited(row.citation)}; {read}."]


def _beside(claim: Any, evidence: pd.DataFrame) -> None:
    """Show the newest shares that stand beside a claim of facts or taste and never decide it.

    `evidence`: the claim's rows; those with a definition and nothing measured are meant.
    """
    meant = evidence[evidence.definition_id.notna() & evidence.measured.isna()]
    projects = [name for name in (claim.subject, claim.comparator) if text.known(name)]
    shares = marts.read("shares", definitions=sorted(set(meant.definition_id)), projects=projects)
    shares = shares[~shares.suspect.astype(bool)]
    newest = shares.groupby(["definition_id", "project_id"]).tail(1)
    if newest.empty:
        return
    newest = newest.assign(
        words=[
            f"{text.bounded(text.percent(row.value), row.bound)} "
            f"({text.period(row.period_start, row.period_end)})"
            for row in each(newest)
        ]
    )
    blocks.chart(
        "For context: what can be counted beside it",
        forest.dumbbell(newest, colours.looks(marts.read, newest.project_id)),
        newest.drop(columns="words"),
        name=f"beside-{claim.claim_id}",
        heading="###",
        below="Newest share by each count; none of them decides the claim.",
    )


# --- the same tests tried on others ---------------------------------------------------------------


def _controls(claim: Any, evidence: pd.DataFrame) -> None:
    """Say what the deciding tests of a claim say of others, with what they measured there."""
    controls = marts.read("controls", claim=claim.claim_id)
    if controls.empty:
        return
    st.markdown("### The same tests tried on others", anchors=False)
    tests = [tried for _, tried in controls.groupby("test_id", sort=False)]
    lines = [text.plain(sentence(tried)) for tried in tests]
    if len(tests) > 1:
        titles = [text.plain(tried.title.iloc[0]) for tried in tests]
        lines = [f"- {t}: {s.removeprefix(SAME)}" for t, s in zip(titles, lines, strict=True)]
    st.markdown(text.tight("\n".join(lines)))
    rows = table(claim, evidence, controls)
    with st.expander("What they measure there", expanded=len(rows) <= OPENED):
        st.dataframe(rows, hide_index=True, height="content" if len(rows) <= OPENED else "auto")
    st.caption(
        "A test that says yes to nearly everybody would show nothing of the one it is about."
    )


def sentence(tried: pd.DataFrame) -> str:
    """Return whom one test says yes and no to: 'The same test says no for Beta and yes for Gamma.'

    `tried`: control, name, outcome; one row per project that it was tried on.
    """
    parts = []
    for outcome in ("fails", "holds", "inconclusive"):
        own = tried[tried.outcome == outcome]
        names = list(own.name[own.control != SWAPPED])
        whom = [f"for {text.listed(names, NAMED)}"] if names else []
        if len(names) > NAMED and outcome == "inconclusive":
            whom = [f"for {len(names)} projects"]
        if len(names) < len(own):
            whom.append(f"with {EXCHANGED}")
        if whom:
            parts.append(f"{forest.said(outcome)} {' and '.join(whom)}")
    return f"{SAME}{'; it '.join(parts)}."


def table(claim: Any, evidence: pd.DataFrame, controls: pd.DataFrame) -> pd.DataFrame:
    """Return what the tests measured, of the claim's own project first; see `show`."""
    tests = list(dict.fromkeys(controls.test_id))
    own = evidence[
        evidence.deciding.astype(bool) & evidence.test_id.isin(tests) & evidence.measured.notna()
    ]
    # such a test says yes, and counts for nothing
    own = own.assign(outcome=own.outcome.mask(own.missing.isin(ALIKE), "holds"))
    about = f"{claim.subject_name}, as claimed"
    tried = [(about, row) for row in each(own)]
    tried += [(EXCHANGED if r.control == SWAPPED else str(r.name), r) for r in each(controls)]
    frame = pd.DataFrame(
        {
            "Project": who,
            "Says": forest.says(row.outcome).replace("says ", ""),
            "Measured": text.quantity(row.measured, claim.kind),
            "When": text.period(row.period_start, row.period_end),
            "Test": row.title,
        }
        for who, row in tried
    )
    return frame.drop(columns="Test") if len(tests) == 1 else frame
