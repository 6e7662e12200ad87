"""A run in progress, which a crash interrupts but does not lose."""

import gzip
import json
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
from pydantic import ValidationError

from collectors import disk
from collectors.errors import ODD
from collectors.machinery import landing
from collectors.machinery.ask import Answer
from collectors.machinery.landing import (
    CHECKSUM,
    DRAFT,
    FAILING,
    HEAD,
    JOURNAL,
    RAW,
    REJECTED,
    REPLACED,
    Examination,
    Response,
    Run,
    answer_of,
    now,
)

LIVES = timedelta(hours=24)
"""An older draft is begun anew: a run is meant to speak of one day."""
PARTS_LIVE = 2 * LIVES
"""So long may a run grow that lands in parts: two sources share GitHub's 60 requests an hour."""


@dataclass
class Draft:
    """A run in progress. Opening it again after a crash finds what was already fetched."""

    source: str
    landing: Path
    purpose: str = ""
    """What is asked for; a draft of another purpose is begun anew."""
    entries: list[dict[str, Any]] = field(default_factory=list)
    note: str = ""
    """What was wrong with what an interrupted run left, for people; empty for nothing."""

    def __post_init__(self) -> None:
        self._found = self._resume()
        self._number = max((int(e["name"][:5]) for e in self._found.values()), default=0)

    @property
    def folder(self) -> Path:
        """Return where it is."""
        return self.landing / DRAFT

    @property
    def started_at(self) -> datetime:
        """Return when it began, also if that was before a crash."""
        return datetime.fromisoformat(self._head["started_at"])

    @cached_property
    def _head(self) -> dict[str, str]:
        head: dict[str, str] = json.loads((self.folder / HEAD).read_text("utf-8"))
        return head

    @property
    def run_id(self) -> str:
        """Return the name the run will have."""
        # a run that went on from an earlier one's part began with it, but is one of its own
        return _named_by(self._head.get("named_at", self._head["started_at"]))

    @property
    def resumed(self) -> int:
        """Return how many answers of an interrupted run are there to be used again."""
        return len(self._found)

    def go_on_from(self, part: Run) -> None:
        """Take over the answers of a landed run that holds a part of what this one asks for.

        The run then began when that one did, as if it had been interrupted; one that began too
        long ago is left alone.
        """
        if not timedelta(0) <= now() - part.started_at < PARTS_LIVE:
            return
        for answer, entry in zip(part.answers(), part.manifest["responses"], strict=True):
            if entry["key"] not in self._found and landing.sound(answer, entry):
                self._number += 1
                name = f"{self._number:05d}.{entry['name'].partition('.')[2]}"
                shutil.copyfile(answer.path, self.folder / RAW / name)
                self._note({**entry, "name": name})
        named_at = self._head.get("named_at", self._head["started_at"])
        self._head = {**self._head, "started_at": part.manifest["started_at"], "named_at": named_at}
        disk.write_whole(self.folder / HEAD, json.dumps(self._head))

    def recall(self, key: str) -> Answer | None:
        """Return the answer to this request if an interrupted run already has it."""
        entry = self._found.get(key)
        if entry is None:
            return None
        self.entries.append(entry)
        return answer_of(self.source, self.folder, entry)

    def record(self, key: str, body: Path, suffix: str = "json", **said: Any) -> Answer:
        """Keep the answer to the request of a key; the file `body` is moved, packed unless Parquet.

        What is `said` of it: its `url`, and `about`, `status` and `headers`, as an Answer has them.
        """
        self._number += 1
        name = f"{self._number:05d}.{suffix}" + ("" if suffix == "parquet" else ".gz")
        target = self.folder / RAW / name
        entry = {
            "key": key,
            "name": name,
            "about": {},
            "status": 200,
            "headers": {},
            **said,
            "fetched_at": now().isoformat(),
            "sha256": disk.sha256_of(body),
            "bytes": body.stat().st_size,
        }
        if suffix == "parquet":
            body.replace(target)
        else:
            with body.open("rb") as plain, gzip.GzipFile(target, "wb", mtime=0) as packed:
                shutil.copyfileobj(plain, packed)
            body.unlink()
        self._note(entry)
        self.entries.append(entry)
        return answer_of(self.source, self.folder, entry)

    def _note(self, entry: dict[str, Any]) -> None:
        with (self.folder / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(_line(entry))
        self._found[entry["key"]] = entry

    def scratch(self, name: str) -> Path:
        """Return a path for a file that is not kept."""
        return self.folder / name

    def answers(self) -> list[Answer]:
        """Return the answers this run used, in order, each once."""
        return [answer_of(self.source, self.folder, entry) for entry in self._responses]

    def land(
        self,
        tables: dict[str, pa.Table],
        previous: Run | None,
        lacking: str = "",
        again_at: datetime | None = None,
        examination: Examination | None = None,
    ) -> Run:
        """Make the run appear, by one rename; only then goes what it does not need.

        A run that counts and found what the last complete one, `previous`, had is kept as a
        manifest alone. What it is `lacking` is asked for again when it is due, or at `again_at`
        (UTC).
        """
        examination = examination or Examination()
        described = {
            name: landing.write(self.folder, name, table) for name, table in tables.items()
        }
        manifest = {
            **self._manifest(lacking or None, again_at),
            **examination.manifest,
            "purpose": self.purpose,
            "sha256": landing.fingerprint(described),
            "unchanged_since": None,
            "tables": described,
            "responses": self._responses,
        }
        found_before = previous and previous.manifest.get("sha256") == manifest["sha256"]
        if previous and found_before and examination.status == landing.COMPLETE:
            manifest["unchanged_since"] = (
                previous.manifest.get("unchanged_since") or previous.run_id
            )
            manifest["tables"] = {
                name: {k: v for k, v in table.items() if k != "file"}
                for name, table in described.items()
            }
            manifest["responses"] = []
        run = self._appear(self.folder, manifest, self.run_id)
        with suppress(OSError):  # it has landed; the next sweep() removes the rest
            landing.tidy(run)
        return run

    def fail(self, error: str, *, keep: bool, free_at: datetime | None = None) -> Run:
        """Record a failure as a manifest without figures.

        With `keep`, the next run goes on from here; else the answers are set aside. A spent limit
        is `free_at` a time (UTC).
        """
        manifest = {**self._manifest(error, free_at), "status": landing.FAILED}
        manifest |= {"tables": {}, "responses": []}
        folder = self.landing / FAILING
        disk.remove(folder)
        folder.mkdir()
        # the draft may still become a run of its own name
        run = self._appear(folder, manifest, f"{_named_by(manifest['finished_at'])}-failed")
        if not keep:
            self.reject()
        return run

    def _manifest(self, error: str | None, free_at: datetime | None) -> dict[str, Any]:
        """Return what the manifests of all runs say."""
        return {
            "source": self.source,
            "started_at": self.started_at.isoformat(),
            "finished_at": now().isoformat(),
            "code_version": version("sharecheck"),
            "requests": len(self._responses),
            "bytes": sum(entry["bytes"] for entry in self._responses),
            "error": error,
            "free_at": free_at and free_at.isoformat(),
        }

    @property
    def _responses(self) -> list[dict[str, Any]]:
        """Return the entries of the answers this run used, in order, each once."""
        return list({entry["name"]: entry for entry in self.entries}.values())

    def reject(self) -> None:
        """Set the answers aside, in place of those set aside before."""
        landing.restore_rejected(self.landing)
        if (self.landing / REJECTED).exists():
            (self.landing / REJECTED).rename(self.landing / REPLACED)
        self.folder.rename(self.landing / REJECTED)
        disk.remove(self.landing / REPLACED)

    def _appear(self, folder: Path, manifest: dict[str, Any], name: str) -> Run:
        landing.appear(folder, self.landing / name, manifest)
        return Run(self.source, self.landing / name, landing.filled(manifest))

    def _resume(self) -> dict[str, dict[str, Any]]:
        """Return the answers of an interrupted run by request, or begin a new draft.

        Raises:
            InputError: the journal cannot be read.
        """
        try:
            head = json.loads((self.folder / HEAD).read_text("utf-8"))
            age = now() - datetime.fromisoformat(head["started_at"])
            datetime.fromisoformat(head.get("named_at", head["started_at"]))
            lives = PARTS_LIVE if "named_at" in head else LIVES
            if head["purpose"] == self.purpose and timedelta(0) <= age < lives:
                (self.folder / RAW).mkdir(exist_ok=True)
                return self._sound_entries()
        except (FileNotFoundError, NotADirectoryError):
            pass
        except (ValueError, KeyError, TypeError, OSError) as error:
            if isinstance(error, OSError) and error.errno not in ODD:
                raise
            self.note = f"what an interrupted run left is damaged ({error}); it begins anew"
        disk.remove(self.folder)
        (self.folder / RAW).mkdir(parents=True)
        head = {"started_at": now().isoformat(), "purpose": self.purpose}
        disk.write_whole(self.folder / HEAD, json.dumps(head))
        return {}

    def _sound_entries(self) -> dict[str, dict[str, Any]]:
        """Return the journal's entries whose body is there in full, by request."""
        journal, sound = self.folder / JOURNAL, list[dict[str, Any]]()
        lines = (disk.read(journal, self.landing.parent) or b"").splitlines()
        for line in lines:
            try:
                entry = json.loads(line.decode())
                written = entry.pop(CHECKSUM)
                Response.model_validate(entry)
            except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
                continue  # cut off by the crash, or damaged: it is asked again
            answer = answer_of(self.source, self.folder, entry)
            if written == disk.checksum(entry) and landing.sound(answer, entry):
                sound.append(entry)
        if lost := len(lines) - len(sound):
            self.note = f"{lost} answers of an interrupted run are cut off; they are asked again"
        # a line that was cut off must not swallow the next one
        disk.write_whole(journal, "".join(map(_line, sound)))
        return {entry["key"]: entry for entry in sound}


def _named_by(moment: str) -> str:
    """Return the name of a run that began, or failed, at a time."""
    time = datetime.fromisoformat(moment)
    return f"{time:%Y%m%dT%H%M%S}{time.microsecond // 1000:03d}Z"


def _line(entry: dict[str, Any]) -> str:
    """Return a line of the journal, with a checksum over what it says."""
    return json.dumps({**entry, CHECKSUM: disk.checksum(entry)}) + "\n"
