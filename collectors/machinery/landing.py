"""Runs on disk: `data/landing/<source>/<run_id>/`, complete or not there at all.

data/landing/<source>/
    .draft/             the run in progress: started.json, journal.jsonl and raw/; continued after
                        a crash
    .rejected/          the last run whose answers could not be parsed, for you to look at
    <run_id>/           a run, by one atomic rename
        manifest.json   what was asked and answered, when, with which sha256
        raw/            the answers
        <table>.<sha>.parquet   what was parsed from them

Only what a manifest names is part of its run. Whatever else a crash left is removed by the next
that may write (`sweep`).
"""

import gzip
import hashlib
import json
import re
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from collectors import disk
from collectors.cards import Card, Moment, moment, refuse
from collectors.disk import CHECKSUM
from collectors.errors import ODD, InputError
from collectors.machinery.ask import Answer

MANIFEST, RAW = "manifest.json", "raw"
HEAD, JOURNAL = "started.json", "journal.jsonl"
"""Of a draft: when it began and what for; what was answered. A run needs neither."""
DRAFT, REJECTED, FAILING = ".draft", ".rejected", ".failed"
REPLACED = ".rejected.old"
DROPPED = ".dropped-"
"""How the name of a run begins that is being removed."""
COMPLETE, SUSPECT, SET_ASIDE, FAILED = "complete", "suspect", "set aside", "failed"
"""What a manifest's `status` says.

complete: its figures count. suspect: they are there to be seen, and those that jump decide nothing
until somebody confirms them. set aside: rows that cannot be; it counts for nothing, and answers and
tables are kept to be looked at. failed: it has no figures.
"""
LONGEST = timedelta(days=3)
"""No run takes longer, with all interruptions."""
NEVER = datetime.max
RETRY_AFTER = timedelta(hours=1)
"""After a failure; doubled with each further one, up to the source's own interval."""
DOUBLED = 10
"""So often at most."""
LIVES = timedelta(hours=24)
"""An older draft is begun anew: a run is meant to speak of one day."""
PARTS_LIVE = 2 * LIVES
"""So long may a run grow that lands in parts: two sources share GitHub's 60 requests an hour."""
UNREAD = re.compile(r"\..*\.parquet|\..*\.new|.+\.[0-9a-f]{8}\.parquet")
"""Names of files in a run's folder that are half written, or replaced, unless the manifest names
them."""


Day = Annotated[str, AfterValidator(lambda text: str(date.fromisoformat(text)))]
Name = Annotated[str, Field(pattern=r"^\w[\w.-]*$", description="of a file, without its folder")]
Count = Annotated[int, Field(ge=0)]


class _Recorded(BaseModel):
    """Base of what is read from a manifest or journal: nothing is converted on the way."""

    model_config = ConfigDict(strict=True, extra="allow")


class Response(_Recorded):
    """A recorded answer."""

    key: str = ""
    name: Name
    url: str
    about: dict[str, Any] = {}
    status: int
    headers: dict[str, str] = {}
    fetched_at: Moment
    sha256: str = Field(description="of the body, unpacked")
    bytes: Count


class Parsed(_Recorded):
    """A table that was parsed from the answers."""

    rows: Count
    sha256: str = Field(description="of the Parquet file")
    file: Name | None = Field(None, description="null: the run found what an earlier one has")


class SuspectFigure(_Recorded):
    """A figure that jumps, or that is added up with one that does."""

    signal_id: str
    registry: str
    identifier: str
    segment: str
    period_start: Day
    period_end: Day
    reason: str
    beside: str | None = Field(None, description="which one jumps, where it is another")


class Manifest(_Recorded):
    """What `manifest.json` holds."""

    status: Literal["complete", "suspect", "set aside", "failed"]
    source: str | None = None
    started_at: Moment
    finished_at: Moment
    purpose: str = ""
    requests: Count | None = None
    bytes: Count | None = None
    sha256: str | None = Field(None, description="over those of its tables, see fingerprint()")
    error: str | None = None
    reason: str | None = Field(None, description="why it is suspect or set aside")
    suspects: list[SuspectFigure] = Field([], description="figures that jump")
    confirmed_at: Moment | None = Field(None, description="when somebody confirmed that they do")
    free_at: Moment | None = None
    unchanged_since: str | None = None
    tables: dict[str, Parsed]
    responses: list[Response]
    checksum: str | None = Field(None, description="over all the other fields")

    @model_validator(mode="after")
    def finished(self) -> "Manifest":
        """Refuse figures that nothing vouches for."""
        if self.status != "failed" and self.tables and self.sha256 is None:
            refuse("sha256 is missing")
        return self


def now() -> datetime:
    """Return the time, UTC, without time zone, to the millisecond."""
    time = datetime.now(UTC).replace(tzinfo=None)
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


@dataclass(frozen=True)
class Run:
    """One landed run."""

    source: str
    folder: Path
    manifest: dict[str, Any]
    """What a `Manifest` holds."""

    @property
    def run_id(self) -> str:
        """Return its name, which begins with the time it began."""
        return self.folder.name

    @property
    def complete(self) -> bool:
        """Return whether its figures count, and the next run goes on from them."""
        return bool(self.manifest.get("status") == COMPLETE)

    @property
    def loaded(self) -> bool:
        """Return whether its figures come into the warehouse, if only to be seen."""
        return self.manifest.get("status") in (COMPLETE, SUSPECT)

    @property
    def name(self) -> str:
        """Return how people name it: `source/run_id`."""
        return f"{self.source}/{self.run_id}"

    @property
    def of_everything(self) -> bool:
        """Return whether it asked for all that the source has."""
        return self.manifest.get("purpose") == purpose(None, None)

    @property
    def started_at(self) -> datetime:
        """Return when it began, UTC."""
        return datetime.fromisoformat(self.manifest["started_at"])

    @property
    def finished_at(self) -> datetime:
        """Return when it ended, UTC."""
        return datetime.fromisoformat(self.manifest["finished_at"])

    @property
    def tables(self) -> dict[str, Path]:
        """Return the Parquet file of each table it landed."""
        return {
            name: self.folder / table["file"]
            for name, table in self.manifest["tables"].items()
            if table.get("file")
        }

    def answers(self) -> list[Answer]:
        """Return the recorded answers, in the order they came."""
        return [answer_of(self.source, self.folder, e) for e in self.manifest["responses"]]


@dataclass(frozen=True)
class Candidate:
    """A run that is about to land."""

    source: str
    run_id: str  # the name it will have
    started_at: datetime  # UTC
    tables: Mapping[str, pa.Table]  # as the card declares them, with the column `response`
    confirmed: bool = False  # a person has said that its figures are right


@dataclass(frozen=True)
class Examination:
    """What was found when rows were examined. The warehouse does so, see `warehouse.admission`."""

    status: str = COMPLETE  # or suspect, or set aside, as the manifest will say
    reason: str = ""  # why it is not complete and what can be done, for people
    suspects: list[dict[str, Any]] = field(default_factory=list)
    """The figures that jump, as the table `suspect_figure` has them."""

    @property
    def manifest(self) -> dict[str, Any]:
        """Return the entries of a manifest that say so."""
        said = {"status": self.status, "reason": self.reason or None, "suspects": self.suspects}
        return said if self.reason else {"status": self.status}


Examine = Callable[[Candidate], Examination]


def unexamined(_: Candidate) -> Examination:
    """Let every run land."""
    return Examination()


def purpose(since: date | None, file: Path | None) -> str:
    """Return what a run asks for, in words."""
    return f"since {since}, {file}"


def folder_of(root: Path, source: str) -> Path:
    """Return where a source's runs are."""
    return root / "landing" / source


def runs(root: Path, source: str) -> list[Run]:
    """Return a source's runs, oldest first.

    Raises:
        InputError: folders or manifests that cannot be read or are damaged; all of them at once.
    """
    found, problems = survey(root, source)
    if problems:
        raise InputError(problems)
    return found


def newest_first(root: Path, source: str) -> Iterator[Run]:
    """Yield a source's runs, the one that ended last first; older ones are not even read.

    A run that went on after a failure has an earlier name than the failure, and ended later.

    Raises:
        InputError: what has to be read cannot be, or is damaged.
    """
    read = list[Run]()
    for folder in reversed(disk.listed(folder_of(root, source), root.parent)):
        while read and read[0].finished_at > _ended_by(folder):
            yield read.pop(0)
        read.append(Run(source, folder, _manifest(folder, source, root)))
        read.sort(key=lambda run: run.finished_at, reverse=True)
    yield from read


def _ended_by(folder: Path) -> datetime:
    """Return when a run must have ended that is named by its beginning."""
    try:
        return datetime.strptime(folder.name[:15], "%Y%m%dT%H%M%S") + LONGEST
    except ValueError:
        return NEVER


def begun(root: Path, source: str) -> datetime | None:
    """Return when the run in progress began, or the one that was interrupted; None for none."""
    with suppress(InputError, ValueError, LookupError, TypeError):
        head = disk.read(folder_of(root, source) / DRAFT / HEAD, root.parent)
        return datetime.fromisoformat(moment(json.loads(head or b"")["started_at"]))
    return None


def survey(root: Path, source: str) -> tuple[list[Run], list[str]]:
    """Return a source's runs, oldest first, and a sentence for each that is damaged."""
    found, problems = list[Run](), list[str]()
    try:
        for folder in disk.listed(folder_of(root, source), root.parent):
            try:
                found.append(Run(source, folder, _manifest(folder, source, root)))
            except InputError as error:
                problems += error.problems
    except InputError as error:
        problems += error.problems
    return found, problems


def survey_all(root: Path) -> tuple[dict[str, list[Run]], list[str]]:
    """Return the runs of all sources, and a sentence for each that is damaged."""
    try:
        sources = [folder.name for folder in disk.listed(root / "landing", root.parent)]
    except InputError as error:
        return {}, error.problems
    surveys = {source: survey(root, source) for source in sources}
    problems = [problem for _, more in surveys.values() for problem in more]
    return {source: found for source, (found, _) in surveys.items()}, problems


def _manifest(folder: Path, source: str, root: Path) -> dict[str, Any]:
    """Return what a run's manifest holds, its optional fields filled in."""
    path = folder / MANIFEST
    shown = disk.shown(path, root.parent)
    advice = "Restore it; or remove the run's folder, and collect again."
    # a folder that cannot be read, or is none, is said to be so
    content = disk.read(path, root.parent) if disk.everything(folder, root.parent) else None
    if content is None:
        raise InputError([f"{shown}: the run has no manifest. {advice}"])
    try:
        read: dict[str, Any] = json.loads(content.decode())
        known = Manifest.model_validate(read)
    except ValidationError as error:
        said = [f"{shown}: {problem}. {advice}" for problem in disk.misfits(error)]
        raise InputError(said) from error
    except (ValueError, RecursionError) as error:
        msg = f"{shown}: the manifest is no JSON ({error}). {advice}"
        raise InputError([msg]) from error
    if known.source not in (None, source):
        msg = f"{shown}: it is of a run of {known.source}. Move its folder there."
        raise InputError([msg])
    written = read.pop(CHECKSUM, None)
    if written not in (None, disk.checksum(read)):
        msg = f"{shown}: it is not what was written: its checksum differs. {advice}"
        raise InputError([msg])
    return filled(read)


def filled(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest with all its fields: absent ones have their defaults."""
    return {
        name: told.get_default(call_default_factory=True)
        for name, told in Manifest.model_fields.items()
        if not told.is_required() and name not in ("source", CHECKSUM)
    } | manifest


def damage(run: Run, root: Path, sha256_of: Callable[[Path], str] = disk.sha256_of) -> list[str]:
    """Return a sentence for each table of a run that is not what was parsed."""
    advice = f"Run `sharecheck reparse {run.source}` to make it anew from the recorded answers."
    found = []
    for name, path in run.tables.items():
        expected = run.manifest["tables"][name]["sha256"]
        try:
            sha256 = sha256_of(path)
        except OSError as error:
            found.append(f"{disk.unreadable(path, root.parent, error)} {advice}")
            continue
        if sha256 != expected:
            found.append(
                f"{disk.shown(path, root.parent)}: its sha256 is {sha256}, its run's manifest says "
                f"{expected}. {advice}"
            )
    said, made = run.manifest["sha256"], fingerprint(run.manifest["tables"])
    if said not in (None, made):
        found.append(
            f"{disk.shown(run.folder / MANIFEST, root.parent)}: its sha256 is {said}, that of its "
            f"tables is {made}. {advice}"
        )
    return found


def spoilt(run: Run, root: Path) -> list[str]:
    """Return a sentence for each recorded answer of a run that is not what came."""
    return [
        f"{why} Restore it; or remove the run's folder, and collect again."
        for entry, answer in zip(run.manifest["responses"], run.answers(), strict=True)
        if (why := _why_not_sound(answer, entry, root))
    ]


def sound(answer: Answer, entry: dict[str, Any]) -> bool:
    """Return whether a recorded answer is what came, as its entry describes it."""
    return not _why_not_sound(answer, entry, answer.path.parent)


def _why_not_sound(answer: Answer, entry: dict[str, Any], root: Path) -> str:
    try:
        content = answer.content()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return f"{disk.shown(answer.path, root.parent)}: it cannot be unpacked ({error})."
    except OSError as error:
        return disk.unreadable(answer.path, root.parent, error)
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 == entry["sha256"]:
        return ""
    return (
        f"{disk.shown(answer.path, root.parent)}: the answer's sha256 is {sha256}, its run's "
        f"manifest says {entry['sha256']}."
    )


def origin(complete: Sequence[Run]) -> Run | None:
    """Return the run that first found what the newest one found; it holds the answers.

    A run that found nothing new is passed over when that one is gone or was set aside since.
    """
    known = {run.run_id: run for run in complete}
    names = (run.manifest.get("unchanged_since") or run.run_id for run in reversed(complete))
    return next((known[name] for name in names if name in known), None)


def part(loaded: Sequence[Run], root: Path) -> Run | None:
    """Return the run that holds the answers of the newest one if that had to do without something.

    `loaded` are a source's runs that count or are suspect: those were answered all the same.
    """
    newest = loaded[-1] if loaded else None
    if newest is None or not newest.manifest["error"]:
        return None
    name = newest.manifest["unchanged_since"] or newest.run_id
    found = next((run for run in loaded if run.run_id == name), None)
    return None if found is None or spoilt(found, root) else found


def said_of(manifest: Mapping[str, Any]) -> str:
    """Return why a run does not count, what it lacks or what went wrong; empty for nothing."""
    doubtful = manifest.get("status") in (SUSPECT, SET_ASIDE)
    said = [manifest.get("reason") if doubtful else None, manifest.get("error")]
    return " ".join(str(text) for text in said if text)


def whole_origin(complete: Sequence[Run], root: Path) -> tuple[Run | None, list[str]]:
    """Return the run that a new one is compared with, and what is wrong with it.

    Nothing can be the same as what is gone or damaged: then there is no such run.
    """
    found = origin(complete)
    problems = damage(found, root) + spoilt(found, root) if found else []
    return (None if problems else found), problems


def orphans(of_source: Sequence[Run], root: Path) -> list[str]:
    """Return a sentence for each run that found nothing new and whose figures are gone."""
    names = {run.run_id for run in of_source}
    return [
        f"{disk.shown(run.folder, root.parent)}: it found what the run {origin} had, which is not "
        "there. Restore that one; or remove this one too, and collect again."
        for run in of_source
        if run.complete and (origin := run.manifest["unchanged_since"]) and origin not in names
    ]


def answer_of(source: str, folder: Path, entry: dict[str, Any]) -> Answer:
    """Return the recorded answer that a line of a journal or manifest describes."""
    return Answer(
        source=source,
        name=entry["name"],
        url=entry["url"],
        about=entry.get("about", {}),
        status=entry["status"],
        fetched_at=datetime.fromisoformat(entry["fetched_at"]),
        path=folder / RAW / entry["name"],
        headers=entry.get("headers", {}),
    )


def write(folder: Path, name: str, table: pa.Table) -> dict[str, Any]:
    """Write one table and return its entry in the manifest; the file's name holds its hash.

    Raises:
        InputError: a folder lies where the file should.
    """
    path = folder / f".{name}.parquet"
    pq.write_table(table, path, compression="zstd")
    sha256 = disk.sha256_of(path)
    file = f"{name}.{sha256[:8]}.parquet"
    if (folder / file).is_dir():
        disk.remove(path)
        msg = (
            f"{folder.parent.name}/{folder.name}/{file}: there is a folder, no file. Move that "
            "away, then run it again."
        )
        raise InputError([msg])
    disk.move(path, folder / file)
    return {"rows": table.num_rows, "sha256": sha256, "file": file}


def fingerprint(tables: dict[str, dict[str, Any]]) -> str:
    """Return one hash for the contents of all tables."""
    parts = [f"{name}:{table['sha256']}" for name, table in sorted(tables.items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def drop(run: Run) -> None:
    """Remove a run: at once for everybody, and then its many files."""
    gone = run.folder.with_name(f"{DROPPED}{run.run_id}")
    disk.remove(gone)
    run.folder.rename(gone)
    disk.sync(gone.parent)
    disk.remove(gone)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write `manifest.json`, whole or not at all, with a checksum over what it says."""
    content = {key: value for key, value in manifest.items() if key != CHECKSUM}
    content[CHECKSUM] = disk.checksum(content)
    disk.write_whole(folder / MANIFEST, json.dumps(content, indent=1) + "\n")


def tidy(run: Run) -> None:
    """Remove what a run that is there does not need; whatever is interrupted is done again."""
    named = {MANIFEST, *(path.name for path in run.tables.values())}
    bodies = {entry["name"] for entry in run.manifest["responses"]}
    for path in disk.everything(run.folder, run.folder):
        if path.name == RAW and bodies:
            for body in disk.everything(path, run.folder):
                if body.name not in bodies:
                    disk.remove(body)
        elif path.name not in {*named, HEAD}:
            disk.remove(path)
    disk.remove(run.folder / HEAD)  # last: it says that there may be more to remove


def remove_unread(folder: Path, run: Run | None = None) -> None:
    """Remove half written files, and tables that are no longer those of the folder's run."""
    named = {path.name for path in run.tables.values()} if run else set()
    for path in disk.everything(folder, folder):
        if path.name not in named and UNREAD.fullmatch(path.name):
            disk.remove(path)


def sweep(root: Path) -> None:
    """Remove what kills left among the runs; only who holds the writer's lock may do this.

    Raises:
        InputError: data/landing cannot be read.
    """
    for source in disk.listed(root / "landing", root.parent):
        with suppress(OSError, InputError):  # who needs the source says what is wrong with it
            disk.remove(source / FAILING)
            for path in disk.everything(source, root.parent):
                if path.name.startswith(DROPPED):
                    disk.remove(path)
            restore_rejected(source)
            remove_unread(source / DRAFT)
            for run in survey(root, source.name)[0]:
                if (run.folder / HEAD).exists():
                    tidy(run)
                remove_unread(run.folder, run)


def restore_rejected(source: Path) -> None:
    """Put back the answers set aside before, if a kill came before others took their place."""
    if (source / REPLACED).exists() and not (source / REJECTED).exists():
        (source / REPLACED).rename(source / REJECTED)
    disk.remove(source / REPLACED)


def due_at(root: Path, source: str, every_days: float | None) -> datetime | None:
    """Return when a source is to be collected next, UTC; None for at once, or NEVER.

    After a failure an hour later, then two, four ... up to the source's own interval; after a spent
    limit as soon as it is free again. A source without interval is collected once. A run that is
    set aside is an answer all the same: asked sooner, the source would hardly say something else.
    """
    interval = None if every_days is None else timedelta(days=every_days)
    failures, done = list[Run](), None
    try:
        for run in newest_first(root, source):
            free_at = run.manifest.get("free_at")
            if free_at and done is None and not failures:
                return datetime.fromisoformat(free_at)
            if interval is None and run.loaded and run.of_everything:
                return NEVER
            aside = interval is not None and run.manifest.get("status") == SET_ASIDE
            if run.loaded or aside:
                done = done or run
            elif done is None:
                failures.append(run)
            if interval is not None and (done or len(failures) > DOUBLED):
                break
    except InputError:
        return None
    if failures:
        wait = RETRY_AFTER * (1 << min(len(failures) - 1, DOUBLED))
        return failures[0].finished_at + (min(wait, interval) if interval else wait)
    return done.started_at + interval if done and interval else None


def due(root: Path, cards: Mapping[str, Card], now: datetime) -> Iterable[str]:
    """Yield the live sources that are due."""
    for source, card in cards.items():
        if card.live is not None and not card.live.import_only:
            at = due_at(root, source, card.live.every_days)
            if at is None or at <= now:
                yield source


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
        self._head, self._found = self._resume()
        self._number = max((int(e["name"][:5]) for e in self._found.values()), default=0)

    @property
    def folder(self) -> Path:
        """Return where it is."""
        return self.landing / DRAFT

    @property
    def started_at(self) -> datetime:
        """Return when it began, also if that was before a crash."""
        return datetime.fromisoformat(self._head["started_at"])

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
            if entry["key"] not in self._found and sound(answer, entry):
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
        described = {name: write(self.folder, name, table) for name, table in tables.items()}
        manifest = {
            **self._manifest(lacking or None, again_at),
            **examination.manifest,
            "purpose": self.purpose,
            "sha256": fingerprint(described),
            "unchanged_since": None,
            "tables": described,
            "responses": self._responses,
        }
        found_before = previous and previous.manifest.get("sha256") == manifest["sha256"]
        if previous and found_before and examination.status == COMPLETE:
            known_since = previous.manifest.get("unchanged_since") or previous.run_id
            manifest |= {"unchanged_since": known_since, "responses": []}
            for table in described.values():
                del table["file"]
        run = self._appear(self.folder, manifest, self.run_id)
        with suppress(OSError):  # it has landed; the next sweep() removes the rest
            tidy(run)
        return run

    def fail(self, error: str, *, keep: bool, free_at: datetime | None = None) -> Run:
        """Record a failure as a manifest without figures.

        With `keep`, the next run goes on from here; else the answers are set aside. A spent limit
        is `free_at` a time (UTC).
        """
        failed = {"status": FAILED, "tables": {}, "responses": []}
        manifest = self._manifest(error, free_at) | failed
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
        restore_rejected(self.landing)
        if (self.landing / REJECTED).exists():
            (self.landing / REJECTED).rename(self.landing / REPLACED)
        self.folder.rename(self.landing / REJECTED)
        disk.remove(self.landing / REPLACED)

    def _appear(self, folder: Path, manifest: dict[str, Any], name: str) -> Run:
        """Make a finished draft a run, by one rename, once the disk has all that it consists of."""
        write_manifest(folder, manifest)
        tables = [table["file"] for table in manifest["tables"].values() if table.get("file")]
        bodies = [f"{RAW}/{entry['name']}" for entry in manifest["responses"]]
        for part in (*tables, *bodies, *([RAW] if bodies else []), "."):
            disk.sync(folder / part)
        folder.rename(self.landing / name)
        disk.sync(self.landing)
        return Run(self.source, self.landing / name, filled(manifest))

    def _resume(self) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        """Return head and answers of an interrupted run, by request; or begin a new draft."""
        try:
            head = json.loads((self.folder / HEAD).read_text("utf-8"))
            age = now() - datetime.fromisoformat(head["started_at"])
            datetime.fromisoformat(head.get("named_at", head["started_at"]))
            lives = PARTS_LIVE if "named_at" in head else LIVES
            if head["purpose"] == self.purpose and timedelta(0) <= age < lives:
                (self.folder / RAW).mkdir(exist_ok=True)
                return head, self._sound_entries()
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
        return head, {}

    def _sound_entries(self) -> dict[str, dict[str, Any]]:
        """Return the journal's entries whose body is there in full, by request."""
        journal, kept = self.folder / JOURNAL, list[dict[str, Any]]()
        lines = (disk.read(journal, self.landing.parent) or b"").splitlines()
        for line in lines:
            try:
                entry = json.loads(line.decode())
                written = entry.pop(CHECKSUM)
                Response.model_validate(entry)
            except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
                continue  # cut off by the crash, or damaged: it is asked again
            answer = answer_of(self.source, self.folder, entry)
            if written == disk.checksum(entry) and sound(answer, entry):
                kept.append(entry)
        if lost := len(lines) - len(kept):
            self.note = f"{lost} answers of an interrupted run are cut off; they are asked again"
        # a line that was cut off must not swallow the next one
        disk.write_whole(journal, "".join(map(_line, kept)))
        return {entry["key"]: entry for entry in kept}


def _named_by(moment: str) -> str:
    """Return the name of a run that began, or failed, at a time."""
    time = datetime.fromisoformat(moment)
    return f"{time:%Y%m%dT%H%M%S}{time.microsecond // 1000:03d}Z"


def _line(entry: dict[str, Any]) -> str:
    """Return a line of the journal, with a checksum over what it says."""
    return json.dumps({**entry, CHECKSUM: disk.checksum(entry)}) + "\n"
