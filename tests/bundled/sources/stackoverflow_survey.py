"""A survey site that publishes a zip archive of result files for each year."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from collectors.machinery.parsing import module_of
from data.sources.stackoverflow_survey import YEARS
from tests.collecting import World, fixture
from tests.collecting import world as serve
from tests.fake import Asked, Reply

CONTENT = fixture("stackoverflow_survey")
PEOPLE: list[list[str]] = CONTENT["people"]


def results(year: int, people: list[list[str]] = PEOPLE) -> bytes:
    """Return the results file of a year, in which people write more than one line."""
    columns = [YEARS[year]["used"], YEARS[year]["wanted"]]
    branch = [] if year == 2018 else ["MainBranch"]
    extra = [YEARS[year]["only_column"]] if YEARS[year]["only_column"] else []
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["ResponseId", *branch, "Comment", *columns, *extra])
    for number, (letter, used, wanted) in enumerate(people, start=1):
        said = [CONTENT["branches"].get(letter, letter)] if branch else []
        comment = f'Ich sagte:\n"{number}", dann; nichts'
        writer.writerow([number, *said, comment, used, wanted, *(["NA"] if extra else [])])
    return text.getvalue().encode()


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip archive of files by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def answer(asked: Asked) -> Reply:
    """Send the archive of the year in the address."""
    year = int(asked.path[-8:-4])
    if year not in YEARS:
        return Reply("no such year", 404)
    files = {
        "__MACOSX/._survey_results_public.csv": b"resource fork",
        "survey_results_schema.csv": b"qid,qname\n",
        f"so {year}/survey_results_public.csv": results(year),
    }
    archive = zipped(files)
    if asked.headers.get("range") == "bytes=0-3":
        return Reply(archive[:4], 206)
    return Reply(archive, headers={"Content-Type": "application/zip"})


@contextmanager
def world(tmp_path: Path, respondents: int = len(PEOPLE)) -> Iterator[World]:
    """Serve the archives of surveys that so many people are said to have answered."""
    with (
        serve("stackoverflow_survey", tmp_path, answer, CONTENT["names"]) as source,
        pytest.MonkeyPatch.context() as patch,
    ):
        for year in module_of("stackoverflow_survey", source.card).YEARS.values():
            patch.setitem(year, "respondents", str(respondents))
        yield source
