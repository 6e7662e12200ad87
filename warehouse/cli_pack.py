"""The commands of `sharecheck` that write a pack of one's own."""

import hashlib
import math
import shlex
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from markupsafe import Markup

from collectors.cards import day
from collectors.home import Home, home
from warehouse import catalogue, documents, own_figures
from warehouse.cli_reading import time_given
from warehouse.exporting import rendering
from warehouse.own_figures import Figures, slug, slugs
from warehouse.reading import source
from warehouse.terminal import say, stop, tell
from warehouse.writing import writing

app = typer.Typer()
TEMPLATES = Path(__file__).parent / "templates"
LISTED = 12
"""Most names that are printed."""


def _quoted(value: Any) -> Markup:
    """Return a value as YAML on one line; Markup as it is."""
    if isinstance(value, Markup):
        return value
    whole = yaml.safe_dump(
        value,
        default_style='"',
        default_flow_style=True,
        sort_keys=False,
        allow_unicode=True,
        width=math.inf,
    )
    return Markup(whole.strip())


AS_YAML = rendering.environment(TEMPLATES, _quoted)
"""Templates in which every value is quoted, whatever text is in it."""


@app.command("new")
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make.")],
    figures: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A CSV with names, times and figures."),
    ] = None,
) -> None:
    """Write a pack of your own: commented files that build at once, or the figures of a CSV."""
    if folder.exists():
        stop(f"{folder} exists already. Name a folder that does not.", 2)
    found = own_figures.look(figures) if figures else None
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        pack = shutil.copytree(TEMPLATES / "pack", Path(made) / folder.name)
        title = folder.name.replace("-", " ").replace("_", " ").capitalize()
        _fill(pack / "pack.yml", {"id": slug(folder.name), "title": title})
        if figures and found:
            _write(pack, figures, found)
        catalogue.load(Home.of(pack))
        pack.rename(folder)
    say(f"Written: {folder}, whose README.md says what is where.")
    if figures and found:
        _tell(folder, figures, found)
    say(f"Next: sharecheck --pack {folder} build")


@app.command("document")
def document(
    file: Annotated[str, typer.Argument(help="Text, Markdown or HTML.")],
    slug: Annotated[
        str | None, typer.Option("--id", help="Its id; else made of the name of the file.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="What it is called; else its heading.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="The time it speaks of: 2024, or 2024-05; else its own date.")
    ] = None,
    not_before: Annotated[
        str | None, typer.Option(help="Of an undated one: the first day it can be of, 2024-05-27.")
    ] = None,
) -> None:
    """Register an article in the pack's documents.yml, so that claims can say where it makes them.

    Its text is not kept: what is, is its sha256, by which its file is known again.
    """
    at = home()
    earliest = None
    if not_before is not None:
        try:
            earliest = day(not_before)
        except ValueError as error:
            stop(f"--not-before: {not_before!r}: {error}.", 2)
    with writing(at.data, 0):
        content = catalogue.load(at)
        name = documents.register(
            at.packs[0], content, source.read(file), slug, title, time_given(as_of), earliest
        )
    target = shlex.quote(str(at.packs[0] / "claims" / f"{name}.yml"))
    tell(f"Registered as {name}. Its claims: sharecheck read {shlex.quote(file)} --write {target}")


def _fill(file: Path, content: dict[str, Any]) -> None:
    """Put content under the comments of a template."""
    comments = [line for line in file.read_text("utf-8").splitlines(True) if line.startswith("#")]
    body = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
    file.write_text("".join(comments) + body, encoding="utf-8")


def _source(file: Path) -> str:
    """Return the id of the source that a CSV becomes."""
    name = slug(file.stem, sign="_")
    return name if name[0].isalpha() else f"figures_{name}"


def _write(pack: Path, file: Path, found: Figures) -> None:
    """Write the files of a pack that say what the figures are."""
    source = _source(file)
    snapshot = pack / "snapshot" / f"{source}.csv"
    found.table.to_csv(snapshot, index=False, lineterminator="\n")
    said = {"identifier": found.identifier, "value": found.value, "period": found.period}
    said |= {key: name for key in ("base", "segment") if (name := getattr(found, key))}
    ids = slugs(found.names)
    values = {
        "found": found,
        "file": file.name,
        "source": source,
        "signal": f"{source}_{found.value}"[:60],
        "title": file.stem.replace("_", " ").replace("-", " ").capitalize(),
        "observations": said,
        "tolerance": {4: 370, 7: 45}.get(len(found.times[0]), 45),
        "sha256": hashlib.sha256(snapshot.read_bytes()).hexdigest(),
        "today": datetime.now(UTC).date(),
        "ids": ids,
        "everybody": slug(f"all-{source}", ids.values()),
        "slug": slug,
        "parts": slugs(found.parts),
    }
    card = AS_YAML.get_template("figures.yml").render(values)
    (pack / "sources" / f"{source}.yml").write_text(card, encoding="utf-8")
    for name, content in yaml.safe_load(AS_YAML.get_template("begun.yml").render(values)).items():
        _fill(pack / f"{name}.yml", content)


def _tell(folder: Path, file: Path, found: Figures) -> None:
    """Say what was guessed, and where it is corrected."""
    names, parts = (
        ", ".join(texts[:LISTED]) + (" ..." if len(texts) > LISTED else "")
        for texts in (found.names, found.parts)
    )
    first, last = found.times
    figures = f"{found.value!r}" + (f" out of {found.base!r}" if found.base else "")
    kind = "percentages" if found.percent else "sums over their times" if found.flow else "levels"
    say(
        f"{file}: {len(found.table)} figures from {first} to {last}. We take {figures} for the "
        f"figures ({kind}) and {found.identifier!r} for the names ({names})"
        + (f", told apart by {found.segment!r} ({parts})." if found.segment else ".")
        + f" What was guessed is marked in {folder / 'sources' / _source(file)}.yml: correct it "
        "there, and say there where the figures come from, which nobody has named yet."
    )
