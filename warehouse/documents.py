"""The documents themselves, when their files are at hand: is every claim where it is said to be?"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from collectors.errors import InputError
from warehouse.catalogue import Catalogue
from warehouse.claim_entries import Document

LARGEST_BYTES = 10_000_000


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
                    found[name] = content.decode("utf-8")
    except OSError as error:
        msg = f"{error.filename}: it cannot be read ({error.strerror}). Correct its rights."
        raise InputError([msg]) from error
    return found


def name_of(content: bytes, names: dict[str, str]) -> str | None:
    """Return the id of the document that a file holds, or None; `names`: ids by sha256."""
    return names.get(hashlib.sha256(content).hexdigest())


def misplaced(catalogue: Catalogue, texts: dict[str, str]) -> Iterator[str]:
    """Yield a sentence for each occurrence whose words are not on its line of its document."""
    for cluster, file in catalogue.clusters.items():
        for claim in file.claims:
            for place in claim.occurrences:
                text = texts.get(place.document)
                if text is None:
                    continue
                where = (
                    f"data/claims/{cluster}.yml: claim {claim.id!r}, {place.document} "
                    f"{list(place.span)}"
                )
                start, end = place.span
                line = text.count("\n", 0, start) + 1
                if end > len(text):
                    yield f"{where}: the document ends at {len(text)}. Correct the span."
                elif line != place.line:
                    yield f"{where}: it lies on line {line}, not {place.line}. Correct one of them."
                elif not text[start:end].strip() or text[start:end] != text[start:end].strip():
                    yield f"{where}: it begins or ends with blanks. Correct the span."


def places(catalogue: Catalogue, texts: dict[str, str]) -> int:
    """Return how many occurrences lie in these documents."""
    return sum(
        place.document in texts
        for file in catalogue.clusters.values()
        for claim in file.claims
        for place in claim.occurrences
    )
