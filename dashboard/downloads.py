"""What a reader takes away from a chart or a list: pictures, data, citation, addresses, query."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from plotly.io import json as plotly_json

from dashboard import address, literals, marts, plotting, text
from warehouse import spreadsheet

SQL = "screens/sql.py"
HERE = Path(__file__).parent
PLOTLY = "picture/plotly.js"
"""Where the library that draws pictures is served, from the dashboard's own address."""
UNSEEN = ("customdata", "hovertemplate", "hoverinfo")
"""Parts of a chart that a picture does not show."""
FORMS = {"csv": ("CSV", "text/csv"), "parquet": ("Parquet", "application/vnd.apache.parquet")}
"""Label and kind of a file, by the ending of its name."""
EMBED_HEIGHT = 480
_picture = st.components.v2.component(
    "sharecheck_picture",
    html=(HERE / "picture.html").read_text(encoding="utf-8"),
    css=(HERE / "picture.css").read_text(encoding="utf-8"),
    js=(HERE / "picture.js").read_text(encoding="utf-8"),
)

Read = tuple[str, dict[str, Any]]
"""Name and parameters of a query, as `marts.read` takes them."""
Later = Callable[[], str]
"""Makes the text of a file when it is asked for."""


class Picture(NamedTuple):
    """What a picture shows between its message and the words below it.

    figure: plotly's JSON, in the ink of a light page; or
    panels: SVG drawings with the words above each, in order.
    """

    figure: str = ""
    panels: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, figure: go.Figure) -> "Picture":
        """Return the picture of a chart, whatever colours it has on the page."""
        layout = plotting.inked(figure.layout.to_plotly_json(), "light")
        layout.pop("template", None)
        traces = [trace.to_plotly_json() for trace in figure.data]
        drawn = [{k: v for k, v in trace.items() if k not in UNSEEN} for trace in traces]
        return cls(plotly_json.to_json_plotly({"data": drawn, "layout": layout}))


class Served(NamedTuple):
    """Where the dashboard's own server gives what is drawn to programs and to other pages.

    data: path of the figures without its ending, '.csv' or '.parquet'.
    parameters: what they are asked for with.
    embed: path of the chart alone, with the same parameters; '' where there is none.
    """

    data: str
    parameters: dict[str, str]
    embed: str = ""


def csv(frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str, label: str = "CSV") -> None:
    """Offer a frame as CSV for people, made when it is asked for.

    Args:
        frame: what is offered, or what `marts.reading` returns.
        name: stem of the file's name, which goes on with the build that it is of.
        label: what stands on the button.
    """
    stem = f"{name}_{marts.build_id()}"
    file("csv", lambda: as_csv(frame() if callable(frame) else frame), stem, label)


def as_csv(frame: pd.DataFrame) -> bytes:
    """Return a frame as a file of CSV for people."""
    values = frame.astype(object).where(frame.notna(), None)
    columns = (values.iloc[:, n].tolist() for n in range(values.shape[1]))
    return spreadsheet.BOM + spreadsheet.of_columns([str(name) for name in frame.columns], columns)


def parquet(frame: pd.DataFrame, name: str) -> None:
    """Offer a frame as Parquet, made when it is asked for; `name`: as of `csv`."""
    file("parquet", lambda: frame.to_parquet(None, index=False), f"{name}_{marts.build_id()}")


def files(frame: pd.DataFrame, name: str) -> None:
    """Offer a frame as CSV and as Parquet, side by side; `name`: as of `csv`."""
    with st.container(horizontal=True, gap="small"):
        csv(frame, name)
        parquet(frame, name)


def file(form: str, make: Callable[[], bytes], stem: str, label: str = "") -> None:
    """Offer a file made when it is asked for; `form`: of `FORMS`, `stem`: of its name."""
    label, kind = label or FORMS[form][0], FORMS[form][1]
    button(label, make, f"{stem}.{form}", kind, f"{form} {stem}")


def button(
    label: str, make: Later | Callable[[], bytes], file: str, kind: str, key: str, about: str = ""
) -> None:
    """Offer a file under its name, made when it is asked for; `about` it: shown at the button."""
    st.download_button(
        label,
        make,
        file_name=file,
        mime=kind,
        icon=":material/download:",
        on_click="ignore",
        key=key,
        help=about or None,
    )


def offer(
    picture: Picture,
    title: str,
    data: pd.DataFrame,
    name: str,
    below: list[str],
    query: Read | None,
    served: Served | None = None,
) -> None:
    """Show what is drawn as picture and as data, words to cite it, its addresses and its query.

    Args:
        picture: what is drawn.
        title: its message.
        data: what it is drawn from.
        name: stem of the files' names.
        below: what stands under the chart and belongs into picture and citation.
        query: what the data were read with.
        served: where it is served to programs and to other pages, where it is.
    """
    names = ["Save", "Cite", *(["By address"] if served else [])]
    names += ["Embed"] if served and served.embed else []
    tabs = dict(zip(names, st.tabs(names, key=f"ways {name}"), strict=True))
    with tabs["Save"]:
        _picture(
            key=f"picture {name}",
            data={
                **picture._asdict(),
                "plotly": PLOTLY,
                "name": f"{name}_{marts.build_id()}",
                "title": text.tight(title),
                "notes": [text.tight(line) for line in below],
                "source": f"sharecheck, build {marts.build_id()}. {address.link()}",
            },
        )
        files(data, name)
        if query is not None:
            open_sql(literals.sql(query[0], **query[1]))
    with tabs["Cite"]:
        _copied("In a line", short_citation(title))
        _copied("In full", citation(title, below))
        _copied("The address of this view", address.link())
    if served is not None:
        with tabs["By address"]:
            st.caption("The newest figures, whenever they are asked for:")
            for label, lines in snippets(served).items():
                _copied(label, lines)
        if served.embed:
            with tabs["Embed"]:
                _copied("The chart alone, on a page of yours", embedding(title, served))


def _copied(label: str, words: str) -> None:
    """Show words that are there to be copied, in one colour: those of languages are too faint."""
    st.caption(label)
    st.code(words, language=None, wrap_lines=True)


def snippets(served: Served) -> dict[str, str]:
    """Return what reads the figures, by the name of what runs it."""
    csv, parquet = (
        address.served(f"{served.data}.{ending}", **served.parameters)
        for ending in ("csv", "parquet")
    )
    return {
        "pandas": f'import pandas as pd\n\nframe = pd.read_parquet("{parquet}")',
        "R": f'frame <- read.csv("{csv}", fileEncoding = "UTF-8-BOM")',
        "DuckDB": f"from read_parquet('{parquet}');",
        "curl": f'curl -o {served.data.rpartition("/")[2]}.csv "{csv}"',
    }


def embedding(title: str, served: Served) -> str:
    """Return the HTML that shows a chart alone on another page."""
    at = escape(address.served(served.embed, **served.parameters))
    return (
        f'<iframe src="{at}" title="{escape(title)}" loading="lazy" '
        f'style="width: 100%; height: {EMBED_HEIGHT}px; border: 0"></iframe>'
    )


def open_sql(sql: str, label: str = "Open its SQL") -> None:
    """Link to the page on which this SQL can be run and changed."""
    st.page_link(SQL, label=label, icon=":material/code:", query_params={"q": sql})


def short_citation(title: str) -> str:
    """Return a message with the day of its build and its address, in one line."""
    build = marts.read("build").iloc[0]
    return f"“{title}” (sharecheck, {text.day(build.built_at)}). {address.link()}"


def citation(title: str, below: list[str], link: str | None = None) -> str:
    """Return a message with what is needed to find and to check it again.

    Args:
        title: the message: of a chart, or the statement of a claim.
        below: unit, definition, source and as-of; or the verdict.
        link: where it is found again; by default this page as it is.
    """
    build = marts.read("build").iloc[0]
    about = " ".join(below)
    return (
        f"“{title}”. sharecheck, build {build.build_id} of {text.day(build.built_at)}. "
        f"{about} {link or address.link()}"
    )
