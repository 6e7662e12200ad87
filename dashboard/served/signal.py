"""A signal at an address: its figures as files, and its chart alone, to stand in other pages."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from collectors.errors import InputError
from dashboard import address, marts
from dashboard.served import answers
from dashboard.signals import drawn
from warehouse import drawing
from warehouse.exporting import content

FRAMED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors *"
"""Policy of a chart that may stand in anybody's page."""
TEMPLATE = Path(__file__).parent / "embed.html"
NOTHING = "There is no chart at this address. Those of signals are at /embed/signal/NAME."
SIZES = {"wide": (900, 460), "narrow": (420, 380)}
"""A chart for each width of its frame, in pixels: its letters are as large in both."""


def routes() -> list[Route]:
    """Return the addresses of charts alone: nothing else may be framed by anybody's page."""
    return [
        Route("/embed/signal/{name}", answers.answering(embed)),
        Route("/embed/{rest:path}", answers.nothing(NOTHING)),
    ]


def frame(name: str, asked: Mapping[str, str]) -> pd.DataFrame:
    """Return the figures that are drawn, as the page has them.

    Raises:
        NotFoundError: there is no such signal.
        RefusedError: a parameter means nothing.
    """
    made = _drawn(name, asked, strict=True)
    return made.frame.assign(signal_id=name, build_id=marts.build_id())


def embed(request: Request) -> Response:
    """Answer with the chart of a signal, and what belongs to it."""
    name = request.path_params["name"]
    made = _drawn(name, dict(request.query_params), strict=False)
    marks = made.marks()
    draw = partial(
        drawing.chart,
        made.lines(),
        kind=made.kind,
        title=made.title,
        logarithmic=made.logarithmic,
        marks=marks,
    )
    charts = {size: Markup(draw(width=w, height=h)) for size, (w, h) in SIZES.items()}
    html = (
        Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        .from_string(TEMPLATE.read_text(encoding="utf-8"))
        .render(
            made=made,
            charts=charts,
            notes=[mark.words for mark in marks],
            build=marts.later(content.build)(),
            page=f"{answers.site(request)}signals?{urlencode(made.asked, safe=address.SEPARATOR)}",
        )
    )
    return answers.page(html, FRAMED)


def _drawn(name: str, asked: Mapping[str, str], *, strict: bool) -> drawn.Drawn:
    answers.known(name, list(marts.read("signals").signal_id), "signal")
    try:
        return drawn.drawn(marts.read, {**asked, "signal": name}, strict=strict)
    except InputError as error:
        raise answers.RefusedError(str(error)) from error
