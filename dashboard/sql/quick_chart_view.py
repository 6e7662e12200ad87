"""The chart below the rows of a query, with the choice of what it draws."""

import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard import address, blocks, colours, marts, packs
from dashboard.frames import each
from dashboard.sql import quick_chart, results

NAMES = ("chart", "x", "y", "colour")
"""What is chosen: names of the widgets and of the address."""
NO_COLOUR = "none"


def show(table: pa.Table, build_id: str) -> dict[str, str | None]:
    """Draw the rows as chosen, or as seems best; return what was chosen otherwise than that."""
    frame = results.frame(table, quick_chart.MOST_POINTS)
    best = quick_chart.automatic(frame)
    if best is None:
        st.caption("No chart: it takes two rows or more and a column of numbers.")
        return {}
    choice = _choice(frame, best)
    drawn = quick_chart.draw(frame, choice, _own_colours().get)
    if drawn.rows.empty:
        st.caption("No chart: no row has a value for both axes.")
        return {}
    bars = choice.kind == quick_chart.BAR
    by = (" and " if bars else ", by ") + choice.colour if choice.colour else ""
    few = "" if len(frame) == table.num_rows else f"Drawn from the first {len(frame):,} rows. "
    blocks.chart(
        f"{choice.y} {'by' if bars else 'over'} {choice.x}{by}",
        drawn.figure,
        drawn.rows,
        name="query-chart",
        heading="##",
        below=f"{few}{drawn.left_out} Drawn as the query returns it; build {build_id}.".strip(),
    )
    wanted = {"chart": choice.kind, "x": choice.x, "y": choice.y, "colour": choice.colour}
    usual = {"chart": best.kind, "x": best.x, "y": best.y, "colour": best.colour}
    return {name: value or NO_COLOUR for name, value in wanted.items() if value != usual[name]}


def _own_colours() -> dict[str, str]:
    """Return what has a colour of its own on every page: projects by id and name, verdicts."""
    with packs.together():
        looks = marts.read("looks")
    own = {word: mark.colour for word, mark in (colours.VERDICTS | colours.OUTCOMES).items()}
    for row in each(looks):
        own[row.project_id] = own[row.name] = row.colour
    return own


def _choice(frame: pd.DataFrame, best: quick_chart.Choice) -> quick_chart.Choice:
    state = st.session_state
    options = {
        "chart": list(quick_chart.KINDS),
        "x": list(frame.columns),
        "y": quick_chart.numbers(frame),
        "colour": [NO_COLOUR, *quick_chart.groups(frame)],
    }
    usual = {"chart": best.kind, "x": best.x, "y": best.y, "colour": best.colour or NO_COLOUR}
    for name in NAMES:
        address.one(name, options[name], usual[name])
    words = quick_chart.KINDS.__getitem__
    st.segmented_control("Chart", options["chart"], key="chart", format_func=words, required=True)
    with st.container(key="chart-choice"):
        st.selectbox("Horizontal axis", options["x"], key="x")
        st.selectbox("Vertical axis", options["y"], key="y")
        st.selectbox("Colour", options["colour"], key="colour")
    colour = None if state.colour == NO_COLOUR else state.colour
    return quick_chart.Choice(state.chart, state.x, state.y, colour)
