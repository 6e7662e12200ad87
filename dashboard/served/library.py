"""The library that draws pictures in the reader's browser, served by the dashboard itself."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from dashboard import downloads

KEPT = "public, max-age=2592000"
"""A month: it changes with plotly alone."""


def routes() -> list[Route]:
    """Return the address at which `downloads` looks for it."""
    return [Route(f"/{downloads.PLOTLY}", _answer)]


def _answer(_: Request) -> Response:
    script = str(files("plotly") / "package_data" / "plotly.min.js")
    return FileResponse(script, media_type="text/javascript", headers={"Cache-Control": KEPT})
