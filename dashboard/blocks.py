"""Parts that pages are made of: a chart with all that belongs to it, badges, downloads."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from jinja2 import Environment, StrictUndefined, Template

from dashboard import address, charts, colours, downloads, literals, marts, plotting, text
from dashboard.frames import each

CLAIMS = "screens/claims.py"
SIGNALS = "screens/signals.py"
SOURCES = "screens/sources.py"
CONFIG = {"displayModeBar": False}
source_line = text.source_line
IN_MARKDOWN = ("exact", "figure", "flags", "percent", "period", "plain", "source_line")
"""Functions of `text` that templates take as filters."""
NUMBERED = "Numbers under the axis: known breaks in the data, listed with the chart."
WHOLE = "A known break in the data concerns the whole series; what it does is told with the chart."


def template(path: Path) -> Template:
    """Return a template: of HTML, which escapes what it is given, or of Markdown, for `text`."""
    is_html = path.suffix == ".html"
    rules = Environment(
        autoescape=is_html, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    rules.filters |= {name: getattr(text, name) for name in IN_MARKDOWN}
    rules.tests["known"] = text.known
    return rules.from_string(path.read_text(encoding="utf-8"), {"tight": text.tight})


def chart(
    title: str,
    figure: go.Figure,
    data: pd.DataFrame,
    *,
    name: str,
    below: str,
    breaks: pd.DataFrame | None = None,
    links: dict[str, tuple[str, dict[str, str]]] | None = None,
    query: downloads.Read | None = None,
    heading: str = "##",
    under: Callable[[], None] | None = None,
    served: downloads.Served | None = None,
    narrow: go.Figure | None = None,
) -> None:
    """Show a chart under its message; below it unit, source, breaks, downloads and links.

    Args:
        title: the message, a sentence.
        figure: the chart.
        data: what it is drawn from, offered as files.
        name: stem of the files' names; also the chart's key.
        below: unit, definition, source and as-of, as plain text.
        breaks: what `plotting.numbered` returned for the chart.
        links: label: (page, query parameters) of what stands behind the chart.
        query: what the data were read with, where one query gives them.
        heading: Markdown level of the title.
        under: shows controls between the chart and the words below it.
        served: where what is drawn is served to programs and other pages.
        narrow: the same chart for windows of a telephone's width; the style sheet shows one.
    """
    st.markdown(f"{heading} {text.tight(text.plain(title))}", anchors=False)
    picture = downloads.Picture.of(figure)
    theme = st.context.theme.type
    drawn = {f"chart {name}": figure} | ({f"narrow {name}": narrow} if narrow else {})
    for key, form in drawn.items():
        if theme is not None:
            plotting.ink(form, theme)
        if form.layout.height == charts.HEIGHT:  # taller where the window is wide
            form.layout.height = None
            with st.container(key=f"tall-{name}"):
                st.plotly_chart(form, key=key, config=CONFIG, alt=title, height="stretch")
        else:
            st.plotly_chart(form, key=key, config=CONFIG, alt=title)
    if under is not None:
        under()
    st.caption(text.plain(below))
    words = [below]
    if breaks is not None and len(breaks):
        break_notes(breaks)
        words += [NUMBERED] if not breaks.whole.all() else []
        words += [WHOLE] if breaks.whole.any() else []
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.popover("Download or cite", icon=":material/ios_share:", key=f"take {name}"):
            downloads.offer(picture, title, data, name, words, query, served)
        for label, (page, parameters) in (links or {}).items():
            link(page, label, "arrow_forward", **parameters)


def break_notes(breaks: pd.DataFrame) -> None:
    """List the breaks that a chart numbers, or that concern the whole of it."""
    whole = breaks[breaks.whole]
    for row in each(whole):
        st.caption(f":material/warning: Whole series: {text.plain(text.broken(row))}")
    marked = breaks[~breaks.whole]
    if marked.empty:
        return
    count = text.number(len(marked), "known break")
    with st.expander(f"What the numbers mark: {count} in the data"):
        break_lines(marked)


def break_lines(breaks: pd.DataFrame) -> None:
    """Say of each break its number, time and kind, and what it does."""
    lines = [
        f"**{row.number}** {when(row)} · "
        f"{'not usable' if row.severity == 'block' else row.kind} · "
        f"{text.plain(text.broken(row))}"
        for row in each(breaks)
    ]
    st.markdown(text.tight("\n\n".join(lines)))


def break_effects() -> dict[str, str]:
    """Return what each break does and what it costs, by its id."""
    found = marts.read("break_effects")
    return {row.break_id: f"{row.effect} {text.price(row)}".strip() for row in each(found)}


def when(row: Any) -> str:
    """Return the time of a break in words."""
    if pd.isna(row.ends):
        return f"from {text.day(row.starts)} on"
    if row.starts == row.ends:
        return text.day(row.starts)
    return text.period(row.starts, row.ends)


def verdict_badge(verdict: str) -> str:
    """Return a verdict as a Markdown badge: colour, symbol and words."""
    mark = colours.VERDICTS[verdict]
    return f":{mark.badge}-badge[{mark.icon} {mark.words}]"


def link(page: str, label: str, icon: str | None = None, **asked: str) -> None:
    """Link to a page: `label` in Markdown, `icon` of Material, what is `asked` in its address."""
    st.page_link(page, label=label, icon=icon and f":material/{icon}:", query_params=asked)


def command(words: str) -> None:
    """Show what is typed into a terminal."""
    st.code(words, language="bash", wrap_lines=True)


def answers(key: str, words: str, options: list[str], counts: Mapping[str, int]) -> None:
    """Show the widget `key` to choose verdicts, or what is open of statements, with their counts.

    `words`: its label.
    """
    marks = colours.VERDICTS | colours.OPEN
    address.many(key, options, [])
    st.pills(
        words,
        options,
        selection_mode="multi",
        key=key,
        format_func=lambda v: f"{marks[v].icon} {marks[v].words} ({counts.get(v, 0)})",
    )


def facts(pairs: dict[str, str]) -> None:
    """Show short facts side by side, each under its name."""
    with st.container(horizontal=True, gap="medium"):
        for name, value in pairs.items():
            st.markdown(f":small[:gray[{name}]]  \n**{text.plain(value)}**", width="content")


def table(frame: pd.DataFrame, name: str | None = None) -> None:
    """Show a frame with every digit; with a `name`, the stem of the files' names, offer it too."""
    with st.expander(f"The table behind: {len(frame):,} rows", icon=":material/table:"):
        st.dataframe(frame, hide_index=True)
        if name is not None:
            downloads.files(frame, name)


def queries(*reads: downloads.Read, then: str = "") -> None:
    """Show the text of queries with their parameters filled in, and what is done afterwards."""
    with st.expander("The SQL behind", icon=":material/code:"):
        for query, parameters in reads:
            st.code(literals.sql(query, **parameters), language="sql", wrap_lines=True)
        st.caption(
            "It runs as it stands: `sharecheck sql` or any DuckDB client on the published file."
            + (f" {then}" if then else "")
        )
