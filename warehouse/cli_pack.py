"""The command of `sharecheck` that begins a pack of one's own."""

import hashlib
import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import Annotated, Any

import typer
import yaml

from collectors.home import Home
from warehouse import catalogue, own_figures
from warehouse.own_figures import Figures, slug, slugs
from warehouse.terminal import say, stop

app = typer.Typer()
TEMPLATES = Path(__file__).parent / "templates"
LISTED = 12
"""Most names that are printed."""


@app.command()
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
    signal = f"{source}_{found.value}"[:60]
    title = file.stem.replace("_", " ").replace("-", " ").capitalize()
    snapshot = pack / "snapshot" / f"{source}.csv"
    found.table.to_csv(snapshot, index=False, lineterminator="\n")
    said = {"identifier": found.identifier, "value": found.value, "period": found.period}
    said |= {key: name for key in ("base", "segment") if (name := getattr(found, key))}
    unit = "percent" if found.percent else found.value.replace("_", " ")
    card = Template((TEMPLATES / "figures.yml").read_text("utf-8")).substitute(
        {
            key: json.dumps(value, ensure_ascii=False)
            for key, value in {
                "title": title,
                "unit": unit,
                "columns": found.columns,
                "observations": said,
                "population": (found.base or "everything counted").replace("_", " "),
                "page": f"{file.name} (own figures; nobody has named their origin yet)",
                "note": f"{len(found.table)} figures, unchanged",
            }.items()
        },
        signal=signal,
        table=source,
        family="surveys" if found.base else "other",
        measure="flow" if found.flow else "stock",
        quality="secondary" if found.percent else "sample" if found.base else "census",
        tolerance={4: 370, 7: 45}.get(len(found.times[0]), 45),
        sha256=hashlib.sha256(snapshot.read_bytes()).hexdigest(),
        today=datetime.now(UTC).date(),
    )
    (pack / "sources" / f"{source}.yml").write_text(card, encoding="utf-8")
    ids = slugs(found.names)
    everybody = slug(f"all-{source}", ids.values())
    _fill(
        pack / "projects.yml",
        {
            "projects": {
                ids[name]: {
                    "name": name,
                    "kind": "tool",
                    "identifiers": {source: {name: "primary"}},
                }
                for name in found.names
            },
            "groups": {
                everybody: {
                    "title": f"All of {title}",
                    "note": f"Every name in {file.name}.",
                    "members": list(ids.values()),
                }
            },
        },
    )
    definitions = _definitions(found, signal, title, everybody)
    _fill(pack / "definitions.yml", {"definitions": definitions})
    if found.base:  # what a share of the base is called
        words = {
            "title": found.base.replace("_", " "),
            "nouns": [name.replace("_", " ") for name in (found.base, found.value)],
            "signals": [signal],
            "shares": [key for key, entry in definitions.items() if "base" in entry["over"]],
        }
        _fill(pack / "vocabulary.yml", {"measures": {slug(signal): words}})
    why = {"signal": signal, "why": "The figures that this pack was begun with."}
    aspect = {"title": "Use", "asks": "Who uses it, for whatever purpose.", "evidence": [why]}
    _fill(pack / "aspects.yml", {"aspects": {"use": aspect}})


def _definitions(
    found: Figures, signal: str, title: str, everybody: str
) -> dict[str, dict[str, Any]]:
    """Return a definition over the base, where there is one, and one over all, for each segment."""
    unit = found.value.replace("_", " ")
    base = found.base.replace("_", " ") if found.base else "what the percentages are of"
    over: dict[str, tuple[str, str, dict[str, Any]]] = {
        "base": (f"of {base}", "The denominator of the figures themselves.", {"base": True}),
        "all": ("of all together", "Those that figures are at hand for.", {"group": everybody}),
    }
    if not (found.base or found.percent):
        del over["base"]
    parts = slugs(found.parts)
    definitions = dict[str, dict[str, Any]]()
    for part, name in parts.items():
        for kind, (of, why, divided) in over.items():
            key = f"{slug(signal)}-{kind}"
            definitions[f"{key}-{name}" if found.segment else key] = {
                "signal": signal,
                "title": f"{title}, {unit} {of}" + (f": {part}" if found.segment else ""),
                "numerator": f"{unit} of the project",
                "denominator": base if kind == "base" else f"{unit} of all together",
                "rationale": why,
                "segments": [part],
                "over": divided,
                "overlap": kind == "all" and "base" in over,
            }
    return definitions


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
