"""What a reader takes away from a chart or a list: data, picture, citation, query."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, door, filled, text
from warehouse import spreadsheet

SQL = "screens/sql.py"
BUTTONS = """
<div>
<button class="svg" type="button">SVG</button><button class="png" type="button">PNG</button>
</div>
"""
LOOK = """
div { display: flex; gap: 0.5rem; }
button {
    font: inherit; font-size: 0.875rem; color: inherit; background: none; cursor: pointer;
    border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
    padding: 0.25rem 0.75rem; min-height: 2.5rem;
}
button:hover { color: var(--st-primary-color); border-color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
"""
_picture = st.components.v2.component(
    "sharecheck_picture",
    html=BUTTONS,
    css=LOOK,
    js=(Path(__file__).parent / "picture.js").read_text(encoding="utf-8"),
)

Read = tuple[str, dict[str, Any]]
"""Name and parameters of a query, as `door.read` takes them."""
Later = Callable[[], str]
"""Makes the text of a file when it is asked for."""


def csv(frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str, label: str = "CSV") -> None:
    """Offer a frame as CSV for people, made when it is asked for.

    Args:
        frame: what is offered, or what `door.reading` returns.
        name: stem of the file's name, which goes on with the build that it is of.
        label: what stands on the button.
    """
    st.download_button(
        label,
        lambda: as_csv(frame() if callable(frame) else frame),
        file_name=f"{name}_{door.build_id()}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"download {name}",
    )


def as_csv(frame: pd.DataFrame) -> bytes:
    """Return a frame as a file of CSV for people."""
    values = frame.astype(object).where(frame.notna(), None)
    columns = (values.iloc[:, n].tolist() for n in range(values.shape[1]))
    return spreadsheet.BOM + spreadsheet.of_columns([str(name) for name in frame.columns], columns)


def parquet(frame: pd.DataFrame, name: str) -> None:
    """Offer a frame as Parquet, made when it is asked for; `name`: stem of the file's name."""
    st.download_button(
        "Parquet",
        lambda: frame.to_parquet(None, index=False),
        file_name=f"{name}_{door.build_id()}.parquet",
        mime="application/vnd.apache.parquet",
        icon=":material/download:",
        on_click="ignore",
        key=f"parquet {name}",
    )


def of_chart(
    chart: str, title: str, data: pd.DataFrame, name: str, below: list[str], query: Read | None
) -> None:
    """Offer what is drawn as data and as a picture, words to cite it, and its query.

    Args:
        chart: key of the chart.
        title: its message.
        data: what it is drawn from.
        name: stem of the files' names.
        below: what stands under the chart and belongs into picture and citation.
        query: what the data were read with.
    """
    with st.popover("Download or cite", icon=":material/ios_share:", key=f"take {name}"):
        with st.container(horizontal=True, gap="small"):
            csv(data, name)
            parquet(data, name)
            _picture(
                key=f"picture {name}",
                width="content",
                data={
                    "chart": f"st-key-{re.sub(r'[^a-zA-Z0-9_-]', '-', chart)}",
                    "name": f"{name}_{door.build_id()}",
                    "title": title,
                    "below": [*below, f"sharecheck, build {door.build_id()}. {address.link()}"],
                },
            )
        st.caption("To cite it:")
        st.code(citation(title, below), language=None, wrap_lines=True)
        if query is not None:
            open_query(query)


def open_query(query: Read, label: str = "Open its SQL") -> None:
    """Link to the page on which a query, with its parameters written in, can be run and changed."""
    name, parameters = query
    open_sql(filled.sql(name, **parameters), label)


def open_sql(sql: str, label: str = "Open its SQL") -> None:
    """Link to the page on which this SQL can be run and changed."""
    st.page_link(SQL, label=label, icon=":material/code:", query_params={"q": sql})


def citation(title: str, below: list[str], link: str | None = None) -> str:
    """Return a message with what is needed to find and to check it again.

    Args:
        title: the message: of a chart, or the statement of a claim.
        below: unit, definition, source and as-of; or the verdict.
        link: where it is found again; by default this page as it is.
    """
    build = door.read("build").iloc[0]
    about = " ".join(below)
    return (
        f"“{title}”. sharecheck, build {build.build_id} of {text.day(build.built_at)}. "
        f"{about} {link or address.link()}"
    )
