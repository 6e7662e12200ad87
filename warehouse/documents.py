"""The documents themselves: one is registered; is every claim where it is said to be?"""

import hashlib
import re
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from collectors import disk, yaml_files
from collectors.errors import InputError, SharecheckError
from warehouse.catalogue import FILES, Catalogue
from warehouse.claim_entries import Claim, Document, Occurrence
from warehouse.entries import ID
from warehouse.reading import reader
from warehouse.reading.hearing import Ear
from warehouse.reading.sentences import Settings
from warehouse.reading.source import Source, decoded
from warehouse.reading.text import shown

LARGEST_BYTES = 10_000_000
TITLE = 160
"""Most characters of a title that is taken from the text."""


class Registered(SharecheckError):
    """The document is there already, or its entry cannot be made."""

    exit_code = 2


def register(
    pack: Path,
    content: Catalogue,
    source: Source,
    slug: str | None,
    title: str | None,
    as_of: str | None,
    not_before: date | None,
) -> str:
    """Add a document to the `documents.yml` of a pack, and return its id; its text is not kept.

    Args:
        pack: the folder.
        content: what the packs say already.
        source: the document.
        slug: its id; None: made of the name of its file.
        title: what it is called; None: its first heading, or its file.
        as_of: the time it speaks of; None: the one that it gives itself.
        not_before: of one that gives none, the first day on which it can have been written.

    Raises:
        Registered: it, or another of this id, is there already; or it is not known of when it is.
        InputError: `documents.yml` is wrong, or cannot be added to.
    """
    slug = slug or re.sub(r"[^a-z0-9]+", "-", Path(source.name).stem.lower()).strip("-") or "text"
    if not re.fullmatch(ID, slug, re.ASCII):
        msg = (
            f"{shown(slug, 40)!r} is no id: small letters, digits, hyphens and dots. Correct --id."
        )
        raise Registered(msg)
    for name, document in content.documents.items():
        if document.sha256 == source.sha256:
            msg = f"{source.name} is registered already, as {name!r} ({document.title})."
            raise Registered(msg)
        if name == slug:
            msg = f"Another document has the id {slug!r} ({document.title}). Give another: --id."
            raise Registered(msg)
    units = list(reader.units_of(source))
    said = Settings(source, units, Ear(content), None).as_of if not (as_of or not_before) else None
    if not (as_of or not_before or said):
        msg = (
            f"{source.name} does not say when it was written. Add --as-of 2024, or --not-before "
            "with the first day on which it can have been written."
        )
        raise Registered(msg)
    heading = next((unit.text for unit in units if unit.block.shape == "heading"), None)
    entry = {
        "title": title or shown(heading or Path(source.name).stem, TITLE),
        "as_of": as_of or said,
        "as_of_basis": "as the text says" if said else "as given" if as_of else "undated",
        "not_before": not_before,
        "not_before_basis": "as given" if not_before else None,
        "sha256": source.sha256,
        "characters": len(source.text),
    }
    _append(pack, slug, {key: value for key, value in entry.items() if value is not None})
    return slug


def _append(pack: Path, slug: str, entry: dict[str, Any]) -> None:
    """Add an entry at the end of a pack's `documents.yml`, whose comments stay."""
    path = pack / "documents.yml"
    where = disk.shown(path, pack.parent)
    before = (disk.read(path, pack.parent) or b"").decode("utf-8")
    body = yaml.safe_dump({slug: entry}, sort_keys=False, allow_unicode=True, width=98)
    added = "".join(f"  {line}\n" for line in body.splitlines())
    head = re.sub(r"^documents:[ ]*\{[ ]*\}[ ]*$", "documents:", before, flags=re.MULTILINE)
    if not re.search(r"^documents:[ ]*(?:#.*)?$", head, re.MULTILINE):
        head = f"{head.rstrip()}\n\ndocuments:" if head.strip() else "documents:"
    made = f"{head.rstrip()}\n{added}"
    model = FILES["documents"]
    known = yaml_files.read(path, model, pack.parent).documents if before.strip() else {}
    try:
        found = model.model_validate(yaml.safe_load(made)).documents
    except (yaml.YAMLError, ValueError):
        found = {}
    if found != {**known, slug: Document.model_validate(entry)}:
        msg = f"{where}: cannot be added to as it is written. Add this to `documents:`:\n{added}"
        raise InputError([msg])
    disk.write_whole(path, made)


def at_hand(folder: Path, documents: dict[str, Document]) -> dict[str, str]:
    """Return the texts of the documents whose files lie in `folder`, recognised by their sha256.

    Raises:
        InputError: the folder does not exist, or a file in it cannot be read.
    """
    return texts(folder, {document.sha256: name for name, document in documents.items()})


def texts(folder: Path, names: dict[str, str]) -> dict[str, str]:
    """Return the texts of the documents whose files lie in `folder`.

    `names`: their ids by sha256.

    Raises:
        InputError: the folder does not exist, or a file in it cannot be read.
    """
    if not folder.is_dir():
        msg = f"{folder} is no folder. Give the one that holds the documents' text files."
        raise InputError([msg])
    found = {}
    try:
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.stat().st_size <= LARGEST_BYTES:
                content = path.read_bytes()
                if name := name_of(content, names):
                    found[name] = decoded(path.name, content, "text").text
    except OSError as error:
        msg = f"{error.filename}: it cannot be read ({error.strerror}). Correct its rights."
        raise InputError([msg]) from error
    return found


def name_of(content: bytes, names: dict[str, str]) -> str | None:
    """Return the id of the document that a file holds, or None; `names`: ids by sha256."""
    return names.get(hashlib.sha256(content).hexdigest())


def misplaced(catalogue: Catalogue, texts: dict[str, str]) -> Iterator[str]:
    """Yield a sentence for each occurrence whose words are not on its line of its document."""
    for cluster, claim, place in _places(catalogue, texts):
        text, (start, end) = texts[place.document], place.span
        file = catalogue.file("clusters", cluster)
        where = f"{file}: claim {claim.id!r}, {place.document} {list(place.span)}"
        line, words = text.count("\n", 0, start) + 1, text[start:end]
        if end > len(text):
            yield f"{where}: the document ends at {len(text)}. Correct the span."
        elif line != place.line:
            yield f"{where}: it lies on line {line}, not {place.line}. Correct one of them."
        elif not words or words != words.strip():
            yield f"{where}: it begins or ends with blanks. Correct the span."


def places(catalogue: Catalogue, texts: dict[str, str]) -> int:
    """Return how many occurrences lie in these documents."""
    return sum(1 for _ in _places(catalogue, texts))


def _places(
    catalogue: Catalogue, texts: Collection[str]
) -> Iterator[tuple[str, Claim, Occurrence]]:
    for cluster, file in catalogue.clusters.items():
        for claim in file.claims:
            yield from ((cluster, claim, p) for p in claim.occurrences if p.document in texts)
