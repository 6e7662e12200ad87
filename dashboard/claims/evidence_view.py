"""The evidence of a claim that is measured under definitions: chart, table, details, series.

`claim` is a row of query `claim`, `evidence` its rows of query `evidence` with a figure.
"""

from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dashboard import blocks, colours, downloads, marts, text
from dashboard.claims import forest, series_view
from dashboard.frames import each
from warehouse.exporting import content
from warehouse.wording import labels
from warehouse.wording.remarks import pooled

SHOWN = 5
"""Up to so many places are listed one by one; all of them are in the file."""
RECORDED = "data/landing/"
"""What the place of a recorded answer begins with."""


def show(claim: Any, evidence: pd.DataFrame) -> None:
    """Show what each way of counting measured as a table and in full, and over time."""
    drawn = forest.without_repeats(evidence)
    _table(drawn)
    _details(claim, drawn)
    _beside(drawn)
    series_view.show(claim, evidence)


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
    said = [(n, one if n == 1 else several) for n, one, several in counts if n]
    (first, verb), *rest = said
    head = f"{text.number(first, *noun)} {verb}"
    return text.listed([head, *(f"{n} {verb}" for n, verb in rest)])


def chart(claim: Any, evidence: pd.DataFrame) -> None:
    """Draw the ways of counting on one axis; labels stand above it in narrow windows."""
    drawn = forest.without_repeats(evidence)
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
    two_forms(message(claim), claim, evidence, below)


def two_forms(title: str, claim: Any, evidence: pd.DataFrame, below: str) -> None:
    """Show a chart of evidence, with words `below`, in the form that the window has room for."""
    blocks.chart(
        title,
        forest.evidence(evidence, claim, forest.WIDE),
        in_words(evidence),
        name=f"evidence-{claim.claim_id}",
        below=below,
        heading="###",
        narrow=forest.evidence(evidence, claim),
    )


def _beside(drawn: pd.DataFrame) -> None:
    """Say why the figures for context decide nothing."""
    context = drawn[drawn.role == "context"].drop_duplicates("test_id")
    if context.empty:
        return
    lines: dict[str, list[str]] = {}
    for row in each(context):
        lines.setdefault(no_evidence(row), []).append(str(row.title))
    said = [
        f"- {text.plain('; '.join(titles))}: {text.plain(why)}" for why, titles in lines.items()
    ]
    st.markdown("\n".join(["**For context, and why it decides nothing:**", "", *said]))


def no_evidence(row: Any) -> str:
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
            st.markdown("\n".join(_lines(claim, row, effects)))
            origin(row, read)
            if text.known(row.left_out_share):
                sql = content.left_out(row._asdict())
                downloads.open_sql(sql, "Open the SQL of what it leaves out")


def _lines(claim: Any, row: Any, effects: dict[str, str]) -> list[str]:
    """Return what is to be known of a measurement, as Markdown lines."""
    lines = [f"{forest.badge(row.outcome)} {labels.ROLES[row.role]}", ""]
    if row.unit == "percent":
        lines.append(f"- {text.plain(row.numerator_words)}; the counts behind it are not published")
    elif text.known(row.numerator):
        lines += _counts(claim, row)
    if text.known(row.left_out_share):
        least = "at least " if row.left_out_at_least else ""
        lines.append(
            f"- leaves out {least}**{text.percent(row.left_out_share)}** of what “"
            f"{text.plain(row.within_title)}” counts: those that {text.plain(row.left_out)}"
        )
    if text.known(row.interval_shown) and row.interval_shown not in str(row.remark):
        lines.append(f"- between {text.plain(text.figure(row.interval_shown))}")
    if text.known(row.remark):
        lines.append(f"- {text.plain(row.remark)}")
    lines.append(f"- Why count so: {text.plain(row.rationale)}")
    lines += [f"- Remark: {text.plain(remark)}" for remark in text.flags(row.flags, effects)]
    lines.append(f"- {text.plain(row.signal_title)}: {text.plain(row.caveat)}")
    lines.append(f"- Source: {text.plain(blocks.source_line(row))}, {row.quality}")
    return lines


def _counts(claim: Any, row: Any) -> list[str]:
    """Return the counts behind a measurement, in the terms of the claim's kind."""
    unit = text.plain(row.numerator_words)
    subject = text.plain(claim.subject_name)
    lines = []
    if claim.kind == "growth":
        spans = ""
        if row.first_days != row.days:  # the growth allows for it
            spans = f", counted over {row.first_days:,.0f} and {row.days:,.0f} days"
        lines.append(f"- {subject}: {_growth(row.first_numerator, row.numerator)} {unit}{spans}")
        if text.known(row.comparator_numerator):
            other = _growth(row.first_comparator_numerator, row.comparator_numerator)
            lines.append(f"- {text.plain(claim.comparator_name)}: {other}, counted alike")
    elif claim.kind in ("change", "slope"):
        if text.known(row.first_share) and text.known(row.last_share):
            early, late = text.percent(row.first_share, 1), text.percent(row.last_share, 1)
            lines.append(
                f"- Share of {subject}: **{early}** in "
                f"{text.period(row.baseline_start, row.baseline_end)}, **{late}** in "
                f"{text.period(row.period_start, row.period_end)}"
            )
    else:
        lines.append(f"- {subject}: **{text.exact(row.numerator)}** {unit}")
    if claim.kind in series_view.COMPARED and text.known(row.comparator_numerator):
        other = text.plain(claim.comparator_name)
        lines.append(f"- {other}: **{text.exact(row.comparator_numerator)}**, counted alike")
    if claim.kind in ("share", "change", "slope") and text.known(row.denominator):
        whole = text.plain(row.denominator_words)
        latest = f" in {text.period(row.period_start, row.period_end)}"
        when = "" if claim.kind == "share" else latest
        # a total between two known ones has decimals, which say nothing
        lines.append(f"- out of **{text.exact(round(row.denominator))}** {whole}{when}")
    return lines


def _growth(first: float, last: float) -> str:
    return f"from **{text.exact(first)}** to **{text.exact(last)}**"


# --- where the numbers come from -----------------------------------------------------------------


def places(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return every place, a locator of `evidence`, where figures were read.

    Returns: locator, address (null: none), run_id, fetched_at, sha256 (null: not recorded here).
    """
    named = evidence.locators.map(lambda found: [] if found is None else list(found))
    locators = list(dict.fromkeys(place for found in named for place in found))
    wanted = [place for place in locators if place.startswith(RECORDED)]
    recorded = marts.read("recorded", locators=wanted or [""])
    found = pd.DataFrame({"locator": pd.Series(locators, dtype=object)}).merge(
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
