"""The command `sharecheck`. Each of its commands is imported when it is used, not before."""

import os
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from typer.core import TyperGroup
from typer.main import get_group

from collectors.errors import SharecheckError, disk_refuses
from warehouse.terminal import say, speak_any_encoding, stop

LISTED: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_suffix(".yml").read_text(encoding="utf-8")
)
"""The commands by the heading they stand under: each with its module and what it is for."""
MODULES = {name: module for listed in LISTED.values() for name, (module, _) in listed.items()}


def command(name: str) -> Any:
    """Import a command of `LISTED`."""
    return get_group(import_module(f"warehouse.cli_{MODULES[name]}").app).commands[name]


class Commands(TyperGroup):
    """The commands; takes the packs before a command and after it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Bring `--pack` and `--data` to the front; what follows `--` is no option."""
        first, others, given = list[str](), list[str](), iter(args)
        for word in given:
            if word == "--":
                others += [word, *given]
            elif word in ("--pack", "--data"):
                first += [word, *islice(given, 1)]
            else:
                (first if word.startswith(("--pack=", "--data=")) else others).append(word)
        return super().parse_args(ctx, [*first, *others])

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the command that is asked for, now imported."""
        name, found, others = super().resolve_command(ctx, args)
        return name, command(name) if name else found, others


app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
for _heading, _listed in LISTED.items():
    for _name, (_, _help) in _listed.items():
        app.command(_name, help=_help, rich_help_panel=_heading)(lambda: None)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        say(f"sharecheck {version('sharecheck')}")
        raise typer.Exit


@app.callback()
def common(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    pack: Annotated[
        list[Path] | None,
        typer.Option(
            help="Folder of an ecosystem; several for several, the bundled one by default. "
            "Before the command or after it.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help="Folder for what is collected and built; by default the first pack's."),
    ] = None,
) -> None:
    """Check claims about market share against public data."""
    if pack:
        os.environ["SHARECHECK_PACK"] = os.pathsep.join(str(folder.resolve()) for folder in pack)
    if data:
        os.environ["SHARECHECK_DATA"] = str(data.resolve())


def main() -> None:
    """Run the command; errors written for people end it with one message and exit code 1."""
    speak_any_encoding()
    try:
        app()
    except SharecheckError as error:
        stop(error, error.exit_code)
    except OSError as error:
        if (said := disk_refuses(error)) is None:
            raise
        stop(said, 1)
