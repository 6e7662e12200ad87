"""Answers of the Stack Overflow Developer Survey, counted over every base a share can have.

Source   https://survey.stackoverflow.co/datasets (Stack Exchange Inc.), or a file given by --file
Unit     respondents
Window   2018 to 2024: the question on frameworks and libraries has been dropped since

`stackoverflow_survey.csv` beside this module names, for each year, the two columns, a column that
no other year has, the options that are machine-learning libraries, the archived file's sha256, and
how many respondents the published file has, with the place that says so.
"""

import csv
import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from collectors.errors import NotThere, SetupError, SourceUnavailable
from collectors.machinery.ask import Answer, Ask, Rows
from collectors.machinery.client import Client

HERE = Path(__file__)
SQL = HERE.with_name("stackoverflow_survey_answers.sql").read_text(encoding="utf-8")
with HERE.with_suffix(".csv").open(encoding="utf-8", newline="") as _table:
    YEARS = {int(row["year"]): row for row in csv.DictReader(_table)}
MACHINE_LEARNING = sorted(
    {o for year in YEARS.values() for o in year["machine_learning"].split(";")}
)
ARCHIVED = {year["sha256"]: number for number, year in YEARS.items()}
ZIP = "/datasets/stack-overflow-developer-survey-{year}.zip"
RESULTS = {"survey_results_public.csv", "results.csv"}
BRANCH = "MainBranch"
BATCH = 10_000
WHOLE = 0.01
"""A file whose number of respondents is off by more than this part is not the published one."""
EXTRACT = pa.schema(
    [
        ("survey_year", pa.int32()),
        ("sha256", pa.string()),
        ("branch", pa.string()),
        ("used", pa.string()),
        ("wanted", pa.string()),
    ]
)


def fetch(client: Client, ask: Ask) -> None:
    """Take the needed columns from the given file, or from each year's published one."""
    about = {"options": ask.names["survey_option"]}
    if ask.file is not None:
        make = partial(_extract, client, ask.file, ask.file.name)
        client.record(f"file:{ask.file.name}", make, about=about, suffix="parquet")
        return
    years = [year for year in YEARS if ask.since is None or year >= ask.since.year]
    if not years:
        msg = f"{client.source}: the question was last asked in {max(YEARS)}; no file is later."
        raise SetupError(msg)
    failures: list[SourceUnavailable | SetupError] = []
    for year in years:
        client.report(f"{year}")
        path = ZIP.format(year=year)
        make = partial(_download, client, path)
        try:
            client.record(client.live.api + path, make, about=about, suffix="parquet")
        except (SourceUnavailable, SetupError) as error:
            client.lack(f"the survey of {year} (a copy can be given by --file)", error)
            failures.append(error)
    if len(failures) == len(years):
        raise failures[0]


def probe(client: Client) -> None:
    """Ask for the first bytes of the last file that is there.

    Raises:
        NotThere: no year's file is.
    """
    for year in sorted(YEARS, reverse=True):
        path = ZIP.format(year=year)
        try:
            start = client.get(path, headers={"Range": "bytes=0-3"}, accept=[206], suffix="bin")
            break
        except NotThere:
            if year == min(YEARS):
                raise
    if not start.content().startswith(b"PK"):
        start.refuse("is no zip archive")


def parse(answer: Answer) -> Rows:
    """Yield one row per population, base and option."""
    parameters = {
        "extract": str(answer.path),
        "options": answer.about["options"],
        "machine_learning": MACHINE_LEARNING,
        "archived": list(ARCHIVED),
    }
    with duckdb.connect() as con:
        for row in con.execute(SQL, parameters).fetchall():
            yield "stackoverflow_survey_answers", row


def _download(client: Client, path: str, target: Path) -> None:
    archive = client.download(path, "survey.zip", client.live.limit_bytes)
    try:
        _extract(client, archive, path, target)
    finally:
        archive.unlink()


def _extract(client: Client, given: Path, name: str, target: Path) -> None:
    """Write the columns that are needed of a results file, or of the one in a zip archive.

    Raises:
        SetupError: it is damaged, not whole, of a year without the question, or of which year is
            not certain.
    """
    unpacked = client.draft.folder / "results.csv"
    try:
        path = unpacked if _unpack(given, name, unpacked, client.live.limit_bytes) else given
        with path.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        with (
            # no option has a character that could be damaged; free texts may
            path.open(encoding="utf-8-sig", errors="replace", newline="") as lines,
            pq.ParquetWriter(target, EXTRACT) as extract,
        ):
            for batch in _batches(lines, name, sha256):
                extract.write_batch(batch)
    except csv.Error as error:
        raise SetupError(_say(name, f"is no CSV ({error}). Get it again")) from error
    finally:
        unpacked.unlink(missing_ok=True)


def _unpack(given: Path, name: str, target: Path, limit_bytes: int) -> bool:
    """Unpack the results from an archive into `target`; return False if it is none."""
    if not zipfile.is_zipfile(given):
        return False
    try:
        with zipfile.ZipFile(given) as archive:
            _copy_results(archive, name, target, limit_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise SetupError(_say(name, f"is a damaged archive ({error}). Get it again")) from error
    return True


def _copy_results(archive: zipfile.ZipFile, name: str, target: Path, limit_bytes: int) -> None:
    members = [m for m in archive.infolist() if PurePosixPath(m.filename).name in RESULTS]
    if len(members) != 1:
        found = ", ".join(m.filename for m in archive.infolist()[:5])
        what = f"holds {found}; expected one file named {' or '.join(sorted(RESULTS))}"
        raise SetupError(_say(name, what))
    with archive.open(members[0]) as packed, target.open("wb") as file:
        while chunk := packed.read(1 << 20):
            file.write(chunk)
            if file.tell() > limit_bytes:
                what = f"unpacks to more than {limit_bytes:,} bytes (live.limit_bytes in the card)"
                raise SetupError(_say(name, what))


def _batches(lines: Iterator[str], name: str, sha256: str) -> Iterator[pa.RecordBatch]:
    reader = csv.reader(lines)
    header = next(reader, [])
    year = _year(name, set(header), sha256)
    wanted = [BRANCH, YEARS[year]["used"], YEARS[year]["wanted"]]
    places = [header.index(column) if column in header else None for column in wanted]
    rows: list[list[str | None]] = []
    count = 0
    for row in filter(None, reader):  # an empty line is none
        count += 1
        if len(row) != len(header):
            what = f"has {len(row)} fields in line {reader.line_num:,}, expected {len(header)}"
            raise SetupError(_say(name, f"{what}: it is cut off or altered. Get it again"))
        rows.append([None if p is None or row[p] in ("NA", "") else row[p] for p in places])
        if len(rows) == BATCH:
            yield _batch(year, sha256, rows)
            rows = []
    _hold_to_stated(name, year, count)
    yield _batch(year, sha256, rows)


def _hold_to_stated(name: str, year: int, count: int) -> None:
    stated = int(YEARS[year]["respondents"])
    if abs(count - stated) > WHOLE * stated:
        what = (
            f"has {count:,} respondents, the published file of {year} has {stated:,} (who counted "
            f"them stands in {HERE.stem}.csv). More than {WHOLE:.0%} apart, it is a part of that "
            "survey or another one. Get the whole file"
        )
        raise SetupError(_say(name, what))


def _batch(year: int, sha256: str, rows: list[list[str | None]]) -> pa.RecordBatch:
    columns = [[row[place] for row in rows] for place in range(3)]
    return pa.record_batch([[year] * len(rows), [sha256] * len(rows), *columns], schema=EXTRACT)


def _year(name: str, header: set[str], sha256: str) -> int:
    """Return the year of a results file: that of its content, its name, or its columns."""
    fitting = [
        number
        for number, year in YEARS.items()
        if {year["used"], year["wanted"], year["only_column"]} - {""} <= header
    ]
    fitting = [number for number in fitting if YEARS[number]["only_column"]] or fitting
    if not fitting:
        what = (
            f"lacks the question on frameworks and libraries that the years {min(YEARS)} to "
            f"{max(YEARS)} have. Nothing is collected from it: the figures are absent, not zero"
        )
        raise SetupError(_say(name, what))
    named = {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", PurePosixPath(name).name)}
    certain = [ARCHIVED[sha256]] if sha256 in ARCHIVED else sorted(named) or fitting
    if len(certain) > 1:
        what = f"could be of {certain}. Put the year into its name, like results-{certain[-1]}.csv"
        raise SetupError(_say(name, what))
    if certain[0] not in fitting or (named and named != set(certain)):
        what = f"has the columns of {fitting}, not of {sorted(named) or certain}. Correct its name"
        raise SetupError(_say(name, what))
    return certain[0]


def _say(name: str, what: str) -> str:
    return f"stackoverflow_survey: {PurePosixPath(name).name} {what}."
