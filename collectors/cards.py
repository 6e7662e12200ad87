"""Source cards: what must be known of a source before anyone computes with its figures."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, NoReturn, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic import Strict as Exactly

from collectors import disk, settings, yaml_files
from collectors.errors import Problems, did_you_mean
from collectors.home import PROGRAM, Home

GROUP = "sharecheck.sources"
"""Entry points of installed packages that bring sources."""
STAGING = PROGRAM.parent / "warehouse" / "models" / "staging"
"""Where the program's staging models lie."""
REGISTRY = re.compile(r"(?:'(\w+)'\s+)?as\s+registry\b", re.IGNORECASE)
LITERAL = re.compile(r"'([a-z][a-z0-9_]*)'")
LEAST_BYTES_A_SECOND = 50_000
"""What comes more slowly for long does not come at all."""

Cadence = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "once"]
Quality = Literal["census", "official", "sample", "secondary"]
Family = Literal[
    "downloads", "attention", "research", "surveys", "hiring", "models", "development", "other"
]
"""What kind of signal it is, in the order in which they are listed."""


class Strict(BaseModel):
    """Base of everything read from YAML: unknown keys are errors, and nothing is converted.

    A text is never empty and no number, true is not 1, and no number is infinite. Values never
    change.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        str_strip_whitespace=True,
        str_min_length=1,
    )

    def _wrong(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        yield from ()

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if problems := dict.fromkeys(self._wrong()):
            refuse("; ".join(problems))
        return self


def refuse(said: str) -> NoReturn:
    """Refuse a value; pydantic finds its place.

    Raises:
        ValueError: always, with what is said.
    """
    raise ValueError(said)


def normal(name: str) -> str:
    """Return a PyPI package's name as the index spells it (PEP 503): `flash-attn`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def like(pattern: str, expected: str) -> AfterValidator:
    """Return what refuses texts that are not like a pattern, saying what is expected."""

    def check(text: str) -> str:
        return text if re.fullmatch(pattern, text, re.ASCII) else refuse(f"expected {expected}")

    return AfterValidator(check)


def _compiles(pattern: str) -> str:
    try:
        return re.compile(pattern).pattern
    except re.error as error:
        refuse(f"expected a regular expression ({error})")


YEARS = 1900, 2199
"""The first and the last year of dates."""


def day(value: object) -> date:
    """Return a day that is written as 2024-05-27, with or without quotes.

    Raises:
        ValueError: it is none, or of another century; it says what is expected.
    """
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            refuse("expected a day that exists")
    if type(value) is not date:
        refuse("expected a day such as 2024-05-27")
    if not YEARS[0] <= value.year <= YEARS[1]:
        refuse(f"expected a year from {YEARS[0]} to {YEARS[1]}")
    return value


Item = TypeVar("Item")
Pair = Annotated[tuple[Item, Item], Exactly(False)]
"""A list of two in YAML."""
Date = Annotated[date, BeforeValidator(day)]
Days = Annotated[int, Field(ge=0, le=36_500)]
"""A number of days: a hundred years at most."""
Whole = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""A whole number that fits a column of type integer."""
Seconds = Annotated[float, Field(ge=0, le=86_400)]
Sha256 = Annotated[str, like(r"[0-9a-f]{64}", "a sha256: 64 digits and small letters from a to f")]
NAMED = "a name of small letters, digits and underscores"
Name = Annotated[str, like(r"[a-z][a-z0-9_]{0,59}", NAMED)]
"""The name of a table, a signal or a registry."""
QUOTABLE = "a column's name without quotes, as the file has it"
Column = Annotated[str, like(r"[^\"'\\\x00-\x1f]{1,80}", QUOTABLE)]
"""The name of a column; it may be a word of SQL, and stands in quotes there."""


def moment(text: str) -> str:
    """Return a time in UTC as ISO 8601 writes it, if it is one."""
    if datetime.fromisoformat(text).tzinfo:
        refuse("the time must be UTC, without time zone")
    return text


Moment = Annotated[str, AfterValidator(moment)]
Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression."""
Api = Annotated[str, like(r"(https?|file)://[^\s]\S*", "an address such as https://example.org/v2")]
Address = Annotated[str, like(r"https?://[^\s/]\S*", "an address such as https://example.org/data")]


class Signal(Strict):
    """One quantity from one source; see table signal in `warehouse/tables.yml`."""

    title: str
    unit: str
    family: Family = "other"
    measure: Literal["flow", "stock"]
    population: str
    quality: Quality
    tolerance_days: Days
    editions: bool = False
    running_total: bool = False
    origin: str | None = None
    """null: the publisher's."""
    caveat: str


class Upstream(Strict):
    """Where the figures of a bundled file were read."""

    repository: str | None = None
    page: str | None = None
    commit: str | None = None
    path: str | None = None
    license: str
    note: str | None = None

    @property
    def locator(self) -> str | None:
        """Return the place as `repository@commit:path`, or the page; None where neither is said."""
        at = (f"@{self.commit}" if self.commit else "") + (f":{self.path}" if self.path else "")
        return f"{self.repository}{at}" if self.repository else self.page


ADDED = ("run_id", "loaded_at", "locator", "response")
"""Columns that each table has beside those of its card."""
ColumnType = Literal["varchar", "date", "timestamp", "integer", "bigint", "double"]
NUMBERS = ("integer", "bigint", "double")
UNITS = ("year", "month", "day")


class Period(Strict):
    """The columns that say when a figure is of: its first day with the day after its last, or one.

    Years are whole numbers; a text is 2024, 2024-05 or 2024-05-27. Of a column with days, `year`
    and `month` are those in which the days lie.
    """

    start: Column | None = Field(None, description="first day, or the year or month it begins with")
    end: Column | None = Field(None, description="day after the last, or the year or month after")
    year: Column | None = None
    month: Column | None = None
    day: Column | None = None
    column: Column | None = None
    """As its name says (year, month), else days; written without the key."""

    @model_validator(mode="before")
    @classmethod
    def alone(cls, value: object) -> object:
        """Take a column's name alone for one that says itself what it holds."""
        return {"column": value} if isinstance(value, str) else value

    def _wrong(self) -> Iterator[str]:
        given = [part for part in (*UNITS, "column", "start") if getattr(self, part)]
        if len(given) != 1 or (self.start is None) != (self.end is None):
            yield "expected a column, start with end, or one of year, month, day"

    @property
    def parts(self) -> dict[str, str]:
        """Return the columns by what they hold: start, end, year, month or day."""
        if self.column:
            return {self.column if self.column in UNITS else "day": self.column}
        return {part: column for part, column in self if column}


class Observations(Strict):
    """Which columns of a table hold what, so that no SQL is needed: one row is one figure."""

    signal: Name | None = Field(None, description="null: the card's only one")
    registry: Name | None = None
    """Where the identifiers are valid; null: the source's id."""
    identifier: Column
    value: Column
    base: Column | None = Field(None, description="out of how many; null: the source does not say")
    period: Period
    segment: Column | None = Field(None, description="null: 'all'")

    def misread(self, columns: Mapping[str, str]) -> str:
        """Return what is wrong with it, for a table of such columns; empty for nothing."""
        counted = {"value": self.value, "base": self.base}
        named = {"identifier": self.identifier, "segment": self.segment}
        timed = {f"the period ({part})": column for part, column in self.period.parts.items()}
        for field, column in (counted | named | timed).items():
            if column is not None and column not in columns:
                near = did_you_mean(column, columns)
                return f"{field}: there is no column {column!r}. Correct it.{near}"
            kind = columns[column] if column else ""
            if column and field in counted and kind not in NUMBERS:
                return (
                    f"{field}: the column {column!r} is {kind}, and no number. Declare it as "
                    f"{' or '.join(NUMBERS)}, or name another column."
                )
            if field in timed and kind in ("bigint", "double"):
                return (
                    f"{field}: the column {column!r} is {kind}, and no time. Declare it as integer "
                    "(of years), date or varchar, or name another column."
                )
        return ""


class Figures(Strict):
    """Where the figures of a table were read that come with a pack: `snapshot/<table>.csv`."""

    upstream: list[Upstream] = Field(min_length=1, description="where the rows were read")
    sha256: Sha256 | None = Field(None, description="of data/snapshot/<name>.csv")
    read_on: Date | None = None
    """Day on which the bundled figures were read at their source, where the rows do not say: a
    period that ended later was not over."""


class Landed(Figures):
    """One table of figures as they come, loaded as `landing.<name>`."""

    columns: dict[Column, ColumnType] = Field(min_length=1)
    """Columns in file order with their DuckDB types."""
    key: list[str] = Field([], description="columns that no two collected rows may share")
    observations: Observations | None = None
    """What the columns hold, in place of a staging model."""
    upstream: list[Upstream] = Field([], description="where the rows were read; empty: no file")

    def _wrong(self) -> Iterator[str]:
        taken = Counter(column.lower() for column in (*self.columns, *ADDED))
        for column in self.columns:
            if taken[column.lower()] > 1:
                yield f"the column {column!r} is there already, or is added to all. Rename it."
        for column in self.key:
            if column not in self.columns:
                near = did_you_mean(column, self.columns)
                yield f"the key {column!r} is none of the columns. Correct it.{near}"
        if not self.upstream and (self.sha256 or self.read_on):
            yield (
                "sha256 and read_on speak of a bundled file; give its upstream, or leave them out"
            )
        if self.observations and (wrong := self.observations.misread(self.columns)):
            yield f"observations.{wrong}"


class Live(Strict):
    """How a source is asked, for `collectors/<source>.py`."""

    api: Api | Literal[""]
    """Address before all paths, without a final slash; empty where nobody is asked."""
    names: str | None = Field(None, description="registry whose names are asked for")
    only: list[str] = Field([], description="the names to ask for; empty: all of the registry")
    patterns: dict[str, Pattern] = Field({})
    """Regular expressions that the collector searches for, by what they stand for."""
    every_days: float | None = Field(gt=0, le=3650)
    """How often it is collected when `--due`; null: once, nothing newer comes."""
    import_only: bool = Field(False, description="only with a file given by the user; never due")
    reread_days: Days | None = None
    """Days before the last run that are asked again; null: everything."""
    pause_seconds: Seconds = Field(1, description="least time between two requests to the host")
    timeout_seconds: Seconds = Field(60, gt=0, description="longest silence within an answer")
    answer_seconds: Seconds | None = None
    """Longest time for a whole answer; null: 2 s and twice timeout_seconds, and a second more
    for each 50,000 bytes that have come."""
    backoff_seconds: Seconds = Field(1, description="first wait after a failure; then doubled")
    limit_bytes: Whole = Field(64_000_000, gt=0, description="largest answer, unpacked")
    limit_pages: Whole = Field(1_000, gt=0)
    """Most pages of one listing, or of a library's."""
    rows: Pair[Whole] = Field(description="rows of one run; outside, inclusive, is an alarm")
    token: str | None = Field(None, description="environment variable with a token")
    token_parameter: str | None = None
    """Query parameter the token is sent in; null: as Authorization: Bearer."""

    def _wrong(self) -> Iterator[str]:
        if self.rows[0] > self.rows[1]:
            yield f"rows run backwards ({self.rows[0]} to {self.rows[1]}); give the fewest first"
        if self.answer_seconds == 0:
            yield "answer_seconds is 0, which no answer can meet; give more, or leave it out"

    def seconds_for(self, received_bytes: int) -> float:
        """Return the seconds that an answer may take of which so many bytes have come."""
        longest = 2 + 2 * self.timeout_seconds + received_bytes / LEAST_BYTES_A_SECOND
        return self.answer_seconds or longest


class Place(NamedTuple):
    """A folder in which cards lie with what belongs to them.

    Attributes:
        folder: its path.
        package: what its modules are imported from; None in a pack, "" beside the installed ones.
        distribution: name and version of what was installed; empty for packs and the program.
    """

    folder: Path
    package: str | None
    distribution: str = ""

    def shown(self, name: str = "") -> str:
        """Return a file's name for people."""
        parent = f"{self.folder.parent.name}/" if self.package is None else ""
        inside = f" of {self.distribution}" if self.distribution else ""
        return f"{parent}{self.folder.name}/{name}{inside}"


HERE = Place(PROGRAM, PROGRAM.name)


class Bundled(NamedTuple):
    """Figures of one table that come with a pack."""

    table: str
    path: Path
    pack: Path
    upstream: list[Upstream]
    sha256: str | None
    read_on: date | None


class Card(Strict):
    """One source: `collectors/<source>.yml`, or `sources/<source>.yml` of a pack."""

    title: str
    publisher: str
    url: Address
    license: str = Field(description="SPDX id, the terms' short name, or 'none stated'")
    attribution: str
    cadence: Cadence
    lag_days: Days = Field(description="typical days from a period's end to its publication")
    closed: str | None = None
    """Why no newer figures will come, where that is not what `once` says."""
    ends_on: Date | None = None
    """Last day that a closed source covers, however late it is read."""
    not_counted: list[str] = []
    signals: dict[Name, Signal] = Field(min_length=1)
    tables: dict[Name, Landed] = Field(min_length=1)
    live: Live | None = Field(None, description="null: a closed archive, nothing is collected")

    def _wrong(self) -> Iterator[str]:
        for name, table in self.tables.items():
            if table.observations is None:
                continue
            signal, where = table.observations.signal, f"tables.{name}.observations.signal"
            if signal is None and len(self.signals) > 1:
                yield f"{where}: expected one of {', '.join(self.signals)}"
            if signal is not None and signal not in self.signals:
                near = did_you_mean(signal, self.signals)
                yield f"{where}: there is no signal {signal!r}. Correct it.{near}"

    _own: Place = HERE  # until `load` says where it was found
    _places: tuple[Place, ...] = (HERE,)
    _bundled: tuple[Bundled, ...] = ()
    _only: dict[Path, list[str]] = {}

    @property
    def bundled(self) -> tuple[Bundled, ...]:
        """Return the figures that come with the packs."""
        return self._bundled

    @property
    def of_pack(self) -> bool:
        """Return whether a pack describes it, and not the program or an installed package."""
        return self._own.package is None

    def where(self, source: str) -> str:
        """Return the card's file, for messages."""
        return self._own.shown(f"{source}.yml")

    def place(self, name: str) -> Place | None:
        """Return where a file of the source is: what adds to its card, beside it, the program."""
        return next((place for place in self._places if (place.folder / name).is_file()), None)

    def part(self, name: str) -> Path | None:
        """Return the path of a file of the source; None where there is none."""
        place = self.place(name)
        return place and place.folder / name

    def models(self, source: str) -> tuple[Path | None, list[Path]]:
        """Return the SQL of the source's figures, and what packs add; None for `observations`."""
        at = self._places.index(self._own)
        paths = [place.folder / f"{source}.sql" for place in self._places]
        if not any(table.observations for table in self.tables.values()):
            paths.append(STAGING / f"{source}.sql")
        own = next((path for path in paths[at:] if path.is_file()), None)
        return own, [path for path in paths[:at] if path.is_file()]


class Addition(Strict):
    """What a pack adds to a source of the program: `sources/<source>.yml` without a title."""

    tables: dict[Name, Figures] = {}
    new_tables: dict[Name, Landed] = Field({})
    """That only this pack has; `sources/<source>.sql` reads them and adds rows."""
    only: list[str] = Field([], description="the names to ask for; empty: all that the pack has")
    patterns: dict[str, Pattern] = {}
    fewest_rows: Whole = Field(0, description="in one run, in place of the card's `live.rows`")
    attribution: str | None = Field(None, description="follows that of the card")
    not_counted: list[str] = []
    caveats: dict[Name, str] = Field({}, description="follow those of the card's signals")


def registries(cards: Mapping[str, Card]) -> set[str]:
    """Return the registries that some source knows: those it asks, or whose names it reads."""
    found = {card.live.names for card in cards.values() if card.live and card.live.names}
    for source, card in cards.items():
        readings = (table.observations for table in card.tables.values())
        found |= {reading.registry or source for reading in readings if reading}
        own, added = card.models(source)
        for path in filter(None, (own, *added)):
            sql = path.read_text("utf-8")
            named = REGISTRY.findall(sql)
            # where it is no plain text, it may be any that the model names
            found |= set(named if named and all(named) else LITERAL.findall(sql))
    return found


def ask_for_all_of(
    cards: Mapping[str, Card], names: Mapping[Path, Mapping[str, Collection[str]]]
) -> None:
    """Where some packs say which names to ask for, add all those of the packs that do not.

    `names` holds the identifiers of each pack's projects by registry, by the pack's folder.
    """
    for card in cards.values():
        if card.live and card.live.names and card._only:
            for pack, theirs in names.items():
                if pack not in card._only:
                    _ask_for(card, theirs.get(card.live.names, ()))


def named_by_nobody(source: str, card: Card, names: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield a sentence for each name to ask for that is no project's; addresses may be.

    `names` holds the identifiers of all projects by registry.
    """
    if card.live is None or card.live.names is None:
        return
    registry, known = card.live.names, names.get(card.live.names, ())
    said = [
        (name, f"{pack.name}/sources/{source}.yml: field 'only'", f"{pack.name}/")
        for pack, theirs in card._only.items()
        for name in theirs
    ]
    told = {name for name, *_ in said}
    rest = [name for name in card.live.only if name not in told]
    said += [(name, f"{card.where(source)}: field 'live.only'", "") for name in rest]
    for name, where, pack in said:
        if name not in known and "://" not in name:
            yield (
                f"{where}, entry {name!r}: no project has this {registry} identifier. "
                f"Correct it, or add it to {pack}projects.yml.{did_you_mean(name, known)}"
            )


def load(home: Home) -> dict[str, Card]:
    """Return all cards by source id: the program's, those of installed packages, the packs'.

    A card of a pack stands in place of one of the program or a package of that name; what a pack
    says without a title is added to it.

    Raises:
        InputError: every problem of every card, one line each; or a folder cannot be read.
    """
    problems, found = Problems(), dict[str, Card]()
    for place, names in _installed(problems):
        for source, entry in _read(place, settings.CODE, problems, only=names):
            if source in found:
                problems.append(_both(source, entry, found[source]))
            else:
                found[source] = entry
                _bring(entry, place.folder, entry.tables)
    for pack in home.packs:
        place = Place(pack / "sources", None)
        for source, entry in _read(place, pack.parent, problems, known=found):
            if isinstance(entry, Card):
                if source in found and found[source].of_pack:
                    problems.append(_both(source, entry, found[source]))
                    continue
                if source in found:
                    entry._places += found[source]._places
                found[source] = entry
                tables: Mapping[str, Figures] = entry.tables
            else:
                tables = {**entry.tables, **entry.new_tables}
                problems += _add(found[source], source, entry, place)
            _bring(found[source], pack, tables)
    problems.told()
    return found


def _bring(card: Card, folder: Path, tables: Mapping[str, Figures]) -> None:
    """Note the figures that come with a pack, or with an installed package, for some tables."""
    card._bundled += tuple(
        Bundled(name, folder / "snapshot" / f"{name}.csv", folder, t.upstream, t.sha256, t.read_on)
        for name, t in tables.items()
        if t.upstream
    )


def _both(source: str, one: Card, other: Card) -> str:
    return (
        f"{one.where(source)}: {other.where(source)} describes the source {source!r} too. "
        "Give one of them another name."
    )


def _installed(problems: list[str]) -> Iterator[tuple[Place, Collection[str] | None]]:
    """Yield where the program and installed packages have cards, and which: None for all there."""
    yield HERE, None
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.value, point.name)):
        name = f"{d.name} {d.version}" if (d := point.dist) else "an installed package"
        try:
            spec = find_spec(point.value)
            if spec is None or spec.origin is None:
                msg = f"there is no package {point.value!r} with an __init__.py, and no module"
                raise ModuleNotFoundError(msg)
            folder, package = Path(spec.origin).parent, spec.parent or ""
            # of a package all cards, of a module its own
            names = None if spec.submodule_search_locations else [point.value.rpartition(".")[2]]
            there = {path.stem for path in disk.listed(folder, folder.parent, ".yml")}
            if not there or not there.issuperset(names or ()):
                msg = f"beside {spec.origin} lies no card {(names or ['<source>'])[0]}.yml"
                raise FileNotFoundError(msg)
        except (Exception, SystemExit) as error:  # whatever an installed package does
            problems.append(
                f"{name}: its entry point {point.name!r} in {GROUP} ({point.value}) brings no "
                f"source ({type(error).__name__}: {error}). Correct the package, or uninstall it."
            )
        else:
            yield Place(folder, package, name), names


def installed() -> list[Path]:
    """Return the files of the sources that installed packages bring."""
    return [
        path
        for place, names in _installed([])
        if place.folder != PROGRAM
        for folder in (place.folder, place.folder / "snapshot")
        for path in disk.listed(folder, place.folder.parent)
        if path.suffix in (".yml", ".sql", ".py", ".csv")
        if names is None or folder != place.folder or path.stem in names
    ]


def _read(
    place: Place,
    root: Path,
    problems: Problems,
    *,
    only: Collection[str] | None = None,
    known: Collection[str] = (),
) -> Iterator[tuple[str, Any]]:
    """Yield the cards of a folder, and what it adds to cards that are known."""
    for path in disk.listed(place.folder, root, ".yml"):
        if only is not None and path.stem not in only:
            continue
        with problems.noted():
            content = yaml_files.parse(path, place.shown(path.name))
            titled = isinstance(content.value, dict) and "title" in content.value
            if path.stem in known and not titled:
                yield path.stem, yaml_files.checked(content, Addition)
            else:
                card = yaml_files.checked(content, Card)
                card._own, card._places = place, (place,)
                yield path.stem, card


def _add(card: Card, source: str, entry: Addition, place: Place) -> Iterator[str]:
    """Add to a source what a pack says of it; yield a sentence for each thing that cannot be."""
    where = place.shown(f"{source}.yml")
    parts = ("table", entry.tables, card.tables), ("signal", entry.caveats, card.signals)
    for field, names, known in parts:
        for name in names.keys() - known.keys():
            near = did_you_mean(name, known)
            yield f"{where}: the source has no {field} {name!r}. Correct the name.{near}"
            return
    for name in entry.new_tables.keys() & card.tables.keys():
        yield f"{where}: the source has a table {name!r} already. Give it another name."
    card._places = (place, *card._places)
    card.tables.update(entry.new_tables)
    card.not_counted.extend(entry.not_counted)
    for name, text in entry.caveats.items():
        signal = card.signals[name]
        card.signals[name] = signal.model_copy(update={"caveat": f"{signal.caveat} {text}"})
    if entry.attribution:
        object.__setattr__(card, "attribution", f"{card.attribution}; {entry.attribution}")
    if entry.only:
        card._only[place.folder.parent] = entry.only
        _ask_for(card, entry.only)
    if live := card.live:  # frozen, but for what it holds
        for name, pattern in entry.patterns.items():
            theirs = live.patterns.get(name)
            live.patterns[name] = f"{theirs}|{pattern}" if theirs else pattern
        object.__setattr__(live, "rows", (max(live.rows[0], entry.fewest_rows), live.rows[1]))


def _ask_for(card: Card, names: Collection[str]) -> None:
    """Add names to those that a source is asked for; none stands for all."""
    if card.live:
        card.live.only[:] = dict.fromkeys([*card.live.only, *names])
