"""Whether a port is free, asked before the work is done that leads up to it.

`make up` runs this file by itself, before there is an environment: it needs nothing but Python.
"""

import errno
import os
import socket
import sys
from typing import Any

TRIED = 20
"""Ports after the one that is taken, of which the first free one is proposed."""


def problem(port: int, address: str, command: str) -> str | None:
    """Return why nothing can listen there and what to do; None if the port is free.

    Args:
        port: the port wanted.
        address: name or number of the address to listen on.
        command: how to ask for another port, with {} for its number.
    """
    error = _error(port, address)
    if error is None:
        return None
    if error.errno == errno.EACCES:
        return (
            f"port {port} needs the rights of an administrator. Take one above 1023: "
            f"{command.format(8501)}"
        )
    if error.errno != errno.EADDRINUSE:
        return f"nothing can listen on {address}, port {port}: {error.strerror or error}."
    others = range(port + 1, min(port + TRIED, 65535) + 1)
    free = next((other for other in others if _error(other, address) is None), None)
    hint = f" Take another: {command.format(free)}" if free else " Take another."
    return (
        f"port {port} is taken by another program. If that is a dashboard of yours, it is at "
        f"http://localhost:{port}.{hint}"
    )


def url(port: int, address: str) -> str:
    """Return where a browser on this machine finds what listens there."""
    host = "localhost" if address in ("", "0.0.0.0", "::") else address
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _error(port: int, address: str) -> OSError | None:
    """Return what keeps a server from listening there."""
    try:
        places = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return error
    errors = [_refusal(place) for place in places]
    taken = [e for e in errors if e is not None and e.errno == errno.EADDRINUSE]
    # a machine without IPv6 may still name ::1: one address that can be had is enough
    return taken[0] if taken else errors[0] if all(errors) else None


def _refusal(place: tuple[Any, ...]) -> OSError | None:
    family, _, _, _, address = place
    try:
        with socket.create_server(address, family=family):  # reuses addresses, as Streamlit does
            return None
    except OSError as error:  # which also names the address, and that a second time
        return OSError(error.errno, os.strerror(error.errno)) if error.errno else error


if __name__ == "__main__":
    wanted = sys.argv[1]
    digits = wanted.isascii() and wanted.isdigit() and len(wanted) < 6
    if not digits or not 0 < int(wanted) < 65536:
        sys.exit(f"PORT is {wanted!r}, expected a number from 1 to 65535: make up PORT=8502")
    sys.exit(problem(int(wanted), "localhost", "make up PORT={}"))
