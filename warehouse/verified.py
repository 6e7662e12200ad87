"""Landed runs held against what their manifests say: the figures are those that were parsed.

What a file hashes to is remembered in `data/cache/verified.json`, by its size, times and inode, so
that years of runs are not read again for each build. Damaged, missing or not to be written, the
cache only costs time.
"""

import json
import os
import time
from contextlib import suppress
from pathlib import Path

from collectors import disk
from collectors.errors import Problems
from collectors.machinery import landing
from collectors.machinery.landing import Run

SETTLED_SECONDS = 2
"""A file changed later than so long ago is not remembered: it may change within one tick."""


def runs(root: Path) -> dict[str, list[Run]]:
    """Return the landed runs by source.

    Raises:
        InputError: all that is damaged or gone, one line each.
    """
    found, problems = landing.survey_all(root)
    hashes = Hashes(root)
    for of_source in found.values():
        problems += landing.orphans(of_source, root)
        for run in of_source:
            if run.loaded:
                problems += landing.damage(run, root, hashes.sha256_of)
    hashes.keep()
    Problems(problems).told()
    return found


class Hashes:
    """The sha256 of files below `root`, remembered as long as a file looks the same."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "cache" / "verified.json"
        self.known: dict[str, list[object]] = {}
        self.seen: dict[str, list[object]] = {}
        with suppress(OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            read = json.loads(self.path.read_text("utf-8"))
            checksum = read.pop("checksum")
            if checksum == disk.checksum(read):
                self.known = read["files"]

    def sha256_of(self, path: Path) -> str:
        """Return a file's sha256.

        Raises:
            OSError: it cannot be read.
        """
        found = os.stat(path)
        # the time of the last change to what is known of it cannot be set by hand
        look = [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
        name = disk.shown(path, self.root.parent)
        known = self.known.get(name, [])
        if known[:4] == look:
            self.seen[name] = known
            return str(known[4])
        sha256 = disk.sha256_of(path)
        if time.time() - max(found.st_mtime, found.st_ctime) > SETTLED_SECONDS:
            self.seen[name] = [*look, sha256]
        return sha256

    def keep(self) -> None:
        """Write the cache, if it would say anything else."""
        if self.seen == self.known:
            return
        content = {"files": self.seen}
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(content | {"checksum": disk.checksum(content)})
            disk.write_whole(self.path, text)
