"""The terms of the register's texts, kept from one process to the next in `cache/terms.json`."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from collectors import disk, settings
from warehouse.finding.terms import Reader, Terms

READ_BY = ("warehouse/finding", "warehouse/reading")
"""Folders whose code and words decide which terms a text has."""


@dataclass(frozen=True)
class _File:
    made_by: str
    terms: dict[str, Terms]


_FILE = TypeAdapter(_File)


class Kept:
    """The terms of texts; those that an earlier process found, it does not find again.

    A file that is damaged, of other code, of other words, or not to be written only costs time.
    """

    def __init__(self, reader: Reader, words: Iterable[str], root: Path) -> None:
        """Read what is kept.

        Args:
            reader: finds the terms of a text.
            words: what the reader knows of the packs, as texts.
            root: the data folder.
        """
        self.reader = reader
        self.path = root / "cache" / "terms.json"
        self.made_by = hashlib.sha256("\n".join([_code(), *words]).encode()).hexdigest()
        self.known = dict[str, Terms]()
        self.seen = dict[str, Terms]()
        with suppress(OSError, ValueError):
            read = _FILE.validate_json(self.path.read_bytes())
            if read.made_by == self.made_by:
                self.known = read.terms

    def terms(self, text: str) -> Terms:
        """Return the terms of a text."""
        if text not in self.seen:
            self.seen[text] = self.known.get(text) or self.reader.terms(text)
        return self.seen[text]

    def keep(self) -> None:
        """Write the terms of all texts asked for, if that would say anything else."""
        if self.seen.keys() == self.known.keys():
            return
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            disk.write_whole(self.path, _FILE.dump_json(_File(self.made_by, self.seen)))


@cache
def _code() -> str:
    """Return the sha256 of the code and the words by which terms are found."""
    found = hashlib.sha256()
    for folder in READ_BY:
        for path in sorted((settings.CODE / folder).iterdir()):
            if path.is_file():
                found.update(path.read_bytes())
    return found.hexdigest()
