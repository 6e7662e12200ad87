"""Figures at an address: as CSV, as Parquet with every value, and as a chart for other pages."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from collectors.errors import InputError
from dashboard import address, blocks, downloads, marts
from dashboard.served import answers
from dashboard.signals import drawn
from warehouse import drawing, queries
from warehouse.exporting import content

MOST_PROJECTS = 12
"""Compared in one answer."""
MOST_ROWS = 100_000
NOTHING = "There are no data at this address. Its end says the form: .csv or .parquet."
OPEN = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
"""What is public may be read by a page of anybody's."""
WRITERS: dict[str, Callable[[pd.DataFrame], bytes]] = {
    "csv": downloads.as_csv,
    "parquet": lambda frame: bytes(frame.to_parquet(None, index=False)),
}
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors *"
"""Policy of a chart that may stand in anybody's page."""
TEMPLATE = Path(__file__).parent / "embed.html"
NO_CHART = "There is no chart at this address. Those of signals are at /embed/signal/NAME."
SIZES = {"wide": (900, 460), "narrow": (420, 380)}
"""A chart for each width of its frame, in pixels: its letters are as large in both."""


def routes() -> list[Route]:
    """Return the addresses of data; each ends with the form that it has there."""
    offered: dict[str, Callable[[Request], pd.DataFrame]] = {
        "/data/claims": claims,
        "/data/claim/{name}": claim,
        "/data/compare": compare,
        "/data/signal/{name}": signal,
    }
    return [
        Route(f"{path}.{form}", answers.answering(_in(form, make)))
        for path, make in offered.items()
        for form in WRITERS
    ] + [
        Route("/data/{rest:path}", answers.nothing(NOTHING)),
        # nothing else may be framed by anybody's page
        Route("/embed/signal/{name}", answers.answering(embed)),
        Route("/embed/{rest:path}", answers.nothing(NO_CHART)),
    ]


def claims(_: Request) -> pd.DataFrame:
    """Return every claim with its answer, verdict and figures."""
    return _read("claims_data")


def claim(request: Request) -> pd.DataFrame:
    """Return all that a claim was held against."""
    names = list(_read("claims_data").claim_id)
    return _read("evidence_data", claim=answers.known(request.path_params["name"], names, "claim"))


def _read(query: str, **parameters: object) -> pd.DataFrame:
    return marts.later(lambda con: con.execute(queries.text(query), parameters).df())()


def signal(request: Request) -> pd.DataFrame:
    """Return the figures of a signal as the page of signals draws them by the same parameters."""
    made = _drawn(request, strict=True)
    return made.frame.assign(signal_id=request.path_params["name"], build_id=marts.build_id())


def compare(request: Request) -> pd.DataFrame:
    """Return the figures of the projects of `?projects=`, side by side."""
    asked = request.query_params.get("projects", "").split(address.SEPARATOR)
    projects = list(dict.fromkeys(filter(None, asked)))
    known = list(marts.read("projects").project_id)
    if not 2 <= len(projects) <= MOST_PROJECTS:
        some = ",".join(known[:2])
        msg = f"Name 2 to {MOST_PROJECTS} projects: /data/compare.csv?projects={some}"
        raise HTTPException(400, msg)
    for project in projects:
        answers.known(project, known, "project")
    return marts.read("compared", projects=projects)


def _in(form: str, make: Callable[[Request], pd.DataFrame]) -> answers.Make:
    def answer(request: Request) -> Response:
        stem = request.url.path.rpartition("/")[2]
        named = {"Content-Disposition": f'inline; filename="{stem}"'} if stem.isascii() else {}
        frame = make(request).head(MOST_ROWS)
        return Response(WRITERS[form](frame), 200, OPEN | named, downloads.FORMS[form][1])

    return answer


def embed(request: Request) -> Response:
    """Answer with the chart of a signal, and what belongs to it."""
    made = _drawn(request, strict=False)
    marks = made.marks()
    draw = partial(drawing.chart, made.lines(), kind=made.kind, title=made.title, marks=marks)
    charts = {
        size: Markup(draw(width=width, height=height, logarithmic=made.logarithmic))
        for size, (width, height) in SIZES.items()
    }
    html = blocks.template(TEMPLATE).render(
        made=made,
        charts=charts,
        notes=[mark.words for mark in marks],
        build=marts.later(content.build)(),
        page=f"{answers.site(request)}signals?{urlencode(made.asked, safe=address.SEPARATOR)}",
    )
    return answers.page(html, FRAMED)


def _drawn(request: Request, *, strict: bool) -> drawn.Drawn:
    """Return the signal that is asked for; where `strict`, no parameter may mean nothing."""
    known = list(marts.read("signals").signal_id)
    name = answers.known(request.path_params["name"], known, "signal")
    try:
        asked = {**request.query_params, "signal": name}
        return drawn.drawn(marts.read, asked, strict=strict)
    except InputError as error:
        raise HTTPException(400, str(error)) from error
