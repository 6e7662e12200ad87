"""The command line in a test: `run(root, "verify", "--all")`.

It runs in this process, which saves the seconds that each start of Python and its libraries takes;
`test_cli` starts the real command once for each way in which it can end.
"""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from warehouse import cli, terminal


class Done(NamedTuple):
    """How a command ended: its exit code, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def run(root: Path, *arguments: str, columns: int = 120, encoding: str = "utf-8") -> Done:
    """Run `sharecheck` on a root, on a terminal of so many columns and of this encoding."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding, write_through=True) for _ in range(2))
    code = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("SHARECHECK_PACK", str(root))
        patch.setenv("COLUMNS", str(columns))
        patch.setattr(sys, "argv", ["sharecheck", *arguments])
        for console in (terminal.out, terminal.err):
            console.width = columns
        try:
            cli.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Done(code, *(stream.buffer.getvalue().decode(encoding) for stream in (out, err)))
