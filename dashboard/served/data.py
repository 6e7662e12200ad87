"""Data at an address, as CSV for people and as Parquet with every value, for programs anywhere."""

from collections.abc import Callable

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import address, downloads, marts
from dashboard.served import answers
from dashboard.served.signal import frame as figures
from warehouse import queries

MOST_PROJECTS = 12
"""Compared in one answer."""
MOST_ROWS = 100_000
NOTHING = "There are no data at this address. Its end says the form: .csv or .parquet."
OPEN = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}
"""What is public may be read by a page of anybody's."""
FORMS: dict[str, tuple[str, Callable[[pd.DataFrame], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", downloads.as_csv),
    "parquet": (
        "application/vnd.apache.parquet",
        lambda frame: bytes(frame.to_parquet(None, index=False)),
    ),
}


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
        for form in FORMS
    ] + [Route("/data/{rest:path}", answers.nothing(NOTHING))]


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
    return figures(request.path_params["name"], dict(request.query_params))


def compare(request: Request) -> pd.DataFrame:
    """Return the figures of the projects of `?projects=`, side by side."""
    asked = request.query_params.get("projects", "").split(address.SEPARATOR)
    projects = list(dict.fromkeys(filter(None, asked)))
    if len(projects) < 2 or len(projects) > MOST_PROJECTS:
        known = ",".join(marts.read("projects").project_id.head(2))
        msg = f"Name 2 to {MOST_PROJECTS} projects: /data/compare.csv?projects={known}"
        raise answers.RefusedError(msg)
    names = list(marts.read("projects").project_id)
    for project in projects:
        answers.known(project, names, "project")
    return marts.read("compared", projects=projects)


def _in(form: str, make: Callable[[Request], pd.DataFrame]) -> answers.Make:
    kind, written = FORMS[form]

    def answer(request: Request) -> Response:
        stem = request.url.path.rpartition("/")[2]
        named = {"Content-Disposition": f'inline; filename="{stem}"'} if stem.isascii() else {}
        frame = make(request).head(MOST_ROWS)
        return Response(written(frame), 200, OPEN | named, kind)

    return answer
