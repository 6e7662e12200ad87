"""The census of the Hub, from a Hub on localhost; all figures are worked out by hand.

model       created  library                tags that count               names
old-bert    2022-03  transformers           jax pytorch safetensors tf    the three
keras-net   2022-05  keras                  keras                         keras
quiet       2023-05  transformers           safetensors                   nothing
adapter     2023-06  peft                   safetensors                   pytorch, by library
sentences   2023-07  sentence-transformers  onnx pytorch safetensors      pytorch
quantised   2024-01                         gguf                          nothing
saved       2024-02  tf-keras               tf-keras                      tf-keras, tf by library
tf-only     2024-02  transformers           tf                            tf
card-only   2024-02                                                       no weights
pickled     2025-02  transformers           pytorch                       pytorch
apple       2025-03  mlx                    mlx safetensors               mlx
no-files    2025-03  diffusers                                            no weights
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from data.sources.hub_census import ARCHIVE, DAILY, FILE
from tests.bundled.sources.hub_census import (
    COMMITS,
    MODELS,
    Hub,
    figures,
    hub,
    listing,
    parquet,
    until,
    world,
)
from tests.collecting import World, day
from tests.fake import Asked, Handler, Reply, reset, send

NEWEST = day("2025-10-03")
DAILY_CUBE = [
    (NEWEST, day("2022-03-01"), "transformers", "jax|pytorch|safetensors|tf", 1, 1000, 90000),
    (NEWEST, day("2022-05-01"), "keras", "keras", 1, 5, 50),
    (NEWEST, day("2023-05-01"), "transformers", "safetensors", 1, 500, 5000),
    (NEWEST, day("2023-06-01"), "peft", "safetensors", 1, 200, 2000),
    (NEWEST, day("2023-07-01"), "sentence-transformers", "onnx|pytorch|safetensors", 1, 40, 400),
    (NEWEST, day("2024-01-01"), None, "gguf", 1, 300, 3000),
    (NEWEST, day("2024-02-01"), "tf-keras", "tf-keras", 1, 10, 100),
    (NEWEST, day("2024-02-01"), "transformers", "tf", 1, 20, 200),
    (NEWEST, day("2024-02-01"), None, "", 1, 0, 0),
    (NEWEST, day("2025-02-01"), "transformers", "pytorch", 1, 30, 300),
    (NEWEST, day("2025-03-01"), "diffusers", "", 1, 9, 90),
    (NEWEST, day("2025-03-01"), "mlx", "mlx|safetensors", 1, 7, 70),
]


def newest(source: World) -> list[tuple[Any, ...]]:
    """Return the cube of the daily list."""
    return [row for row in source.rows() if row[0] == NEWEST]


def censuses(source: World) -> dict[str, int]:
    """Return the number of models by the day of the census."""
    found: dict[str, int] = {}
    for row in source.rows():
        found[str(row[0])] = found.get(str(row[0]), 0) + row[4]
    return found


def asked(source: World, *parts: str) -> list[str]:
    """Return the paths asked for that hold all the texts."""
    return [a.path for a in source.server.log if all(part in a.path for part in parts)]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return the fixture's Hub, collected once for the tests that only look at it."""
    with world(tmp_path_factory.mktemp("hub")) as source:
        source.collected()
        yield source


@pytest.fixture(scope="module")
def shares(collected: World) -> dict[tuple[str, str, str, int], tuple[float, float]]:
    """Return value and base by signal, segment, identifier and year of the period's end."""
    columns = ("signal_id", "segment", "identifier", "year(period_end)", "value", "base")
    rows = figures(collected, *columns, "observed_at")
    return {row[:4]: row[4:6] for row in rows if row[6].date() == NEWEST}


def test_the_daily_list_becomes_a_cube_dated_by_its_newest_change(collected: World):
    assert newest(collected) == DAILY_CUBE


def test_models_of_one_month_library_and_set_of_tags_are_added_up(tmp_path: Path):
    served = hub()
    twin = {**MODELS[-1], "_id": "67c400000000000000000099", "tags": None, "downloadsAllTime": None}
    served.files[DAILY][FILE] = parquet([*MODELS, twin])
    with world(tmp_path, served) as source:
        source.collected()
        [row] = [row for row in source.rows() if row[2] == "diffusers"]
        assert row[4:] == (2, 18, 90)


def test_the_commit_is_pinned_and_the_file_comes_from_elsewhere(collected: World):
    [head] = [a for a in collected.server.log if a.method == "HEAD"]
    assert head.path == f"/datasets/{DAILY}/resolve/{COMMITS[DAILY]}/{FILE}"
    [got] = [a for a in collected.server.log if a.path == f"/signed/{DAILY}/{FILE}"]
    assert got.headers["host"].startswith("localhost:")
    [run] = collected.runs()
    assert run.answers()[1].url.endswith(head.path)
    assert not (run.folder / "hub").exists()


def test_history_is_one_new_week_of_each_month(collected: World):
    # the first of two weeks in July; in August the second, because the first repeats July's
    assert censuses(collected) == {"2024-01-05": 5, "2024-05-05": 9, "2025-10-03": 12}
    assert not asked(collected, "resolve", "2024-07-31")
    assert not asked(collected, "resolve", "2024-08-07")


def test_an_era_without_downloads_of_all_time_leaves_them_open(collected: World):
    assert {row[6] for row in collected.rows() if row[0] < day("2025-01-01")} == {None}


def test_only_the_needed_columns_of_a_week_travel(tmp_path: Path):
    served, chance = hub(), Random(1)
    cards = [{**model, "cardData": chance.randbytes(50_000).hex()} for model in MODELS]
    content = parquet(cards, cardData=pa.string())
    served.files[ARCHIVE] = {f"models/2024-07-24/{FILE}": content}
    with world(tmp_path, served) as source:
        source.collected()
        sent = [a for a in source.server.log if a.path.startswith(f"/signed/{ARCHIVE}")]
        ranges = [a.headers["range"].removeprefix("bytes=").split("-") for a in sent]
        assert 0 < sum(int(last) - int(first) for first, last in ranges) < len(content) / 5


def test_a_bad_week_is_left_out_and_named(tmp_path: Path):
    served = hub()
    served.files[ARCHIVE][f"models/2024-07-24/{FILE}"] = parquet(until("2024-01-31"), ["tags"])
    served.files[ARCHIVE][f"models/2024-09-04/{FILE}"] = b"PAR1 is how it begins, not more"
    del served.files[ARCHIVE][f"models/2024-08-07/{FILE}"]
    with world(tmp_path, served) as source:
        source.collected()
        assert list(censuses(source)) == ["2024-05-05", "2025-10-03"]
        left_out = [line for line in source.lines if line.startswith("left out")]
        assert "models/2024-07-24/models.parquet has no column tags, only _id" in left_out[0]
        assert "2024-09-04" in left_out[1]


def test_a_second_run_downloads_nothing_it_has(tmp_path: Path):
    with world(tmp_path, reread_days=0) as source:
        source.collected()
        source.server.log.clear()
        assert source.collect().state == "new"  # without the history, which stays where it is
        assert source.rows() == DAILY_CUBE
        assert not asked(source, "/resolve/")
        assert source.collect().state == "unchanged"


def test_history_is_read_from_a_given_day_on(tmp_path: Path):
    with world(tmp_path) as source:
        source.collected(since=day("2024-07-20"))
        assert list(censuses(source)) == ["2024-05-05", "2025-10-03"]


def test_a_collection_goes_on_after_the_weeks_it_has(tmp_path: Path):
    served = hub()

    def answer(request: Asked) -> Reply:
        if broken and "signed" in request.path and "2024-08-14" in request.path:
            return Reply({"error": "expired"}, 403)
        return served.answer(request)

    broken = [True]
    with world(tmp_path, served) as source:
        source.server.answer = answer
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "models/2024-08-14/models.parquet does not come (HfHubHTTPError" in outcome.message
        broken.clear()
        source.server.log.clear()
        source.collected()
        assert list(censuses(source)) == ["2024-01-05", "2024-05-05", "2025-10-03"]
        assert not asked(source, "signed", DAILY)
        assert not asked(source, "signed", "2024-07-24")


def test_a_download_that_breaks_off_is_tried_again_and_if_it_stays_so_continued(tmp_path: Path):
    def cut(handler: Handler, reply: Reply) -> None:
        (reset if handler.path.startswith("/signed/") else send)(handler, reply)

    with world(tmp_path) as source:
        source.server.faults = dict.fromkeys(range(2, 200), cut)
        outcome = source.collect()
        assert outcome.state == "failed"
        assert f"{FILE} of {DAILY} at {COMMITS[DAILY]} does not come" in outcome.message
        source.server.faults = {len(source.server.log) + 1: cut}
        source.collected()
        assert newest(source) == DAILY_CUBE


@pytest.mark.parametrize("gone", [(401, "RepoNotFound"), (403, "GatedRepo"), (404, "RepoNotFound")])
def test_without_the_list_the_hub_s_own_listing_gives_the_same_cube(
    gone: tuple[int, str], tmp_path: Path
):
    served = listing()
    served.gone = gone
    with world(tmp_path, served) as source:
        source.collected()
        assert source.rows() == DAILY_CUBE  # though two models came twice
        asked_first = source.server.log[1]
        assert (asked_first.path, asked_first.query["sort"]) == ("/api/models", "createdAt")


def test_a_list_without_models_is_as_good_as_none(tmp_path: Path):
    served = listing()
    served.files[DAILY] = {"datasets.parquet": b"other"}
    with world(tmp_path, served) as source:
        source.collected()
        assert source.rows() == DAILY_CUBE


def test_an_interrupted_listing_goes_on_at_its_page(tmp_path: Path):
    with world(tmp_path, listing(2)) as source:
        source.server.faults = {n: reset for n in range(4, 40)}
        assert source.collect().state == "failed"
        source.server.faults = {}
        source.server.log.clear()
        source.collected()
        assert source.rows() == DAILY_CUBE
        assert len(asked(source, "/api/models")) == 3  # of six


def test_a_page_of_another_shape_ends_the_listing_at_once(tmp_path: Path):
    served = listing()
    served.pages[1][2] = {k: v for k, v in served.pages[1][2].items() if k != "tags"}
    with world(tmp_path, served) as source:
        message = source.collect().message
        assert "2.tags: field required" in message
        assert "cursor=" in message
        assert len(asked(source, "/api/models")) == 2


def test_six_hundred_pages_are_one_cube(tmp_path: Path):
    pages = [[{**MODELS[n % 12], "_id": f"{n:024x}"}] for n in range(600)]
    with world(tmp_path, Hub(pages=pages)) as source:
        source.collected()
        assert [row[4] for row in source.rows()] == [50] * 12
        assert source.rows()[0][5] == 50 * 1000


def test_a_list_without_a_needed_column_is_refused(tmp_path: Path):
    served = hub()
    served.files[DAILY][FILE] = parquet(MODELS, ["library_name", "downloads"])
    with world(tmp_path, served) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "has no column downloads, library_name, only _id, id" in outcome.message
        assert "hub_census_cube.sql" in outcome.message


def test_times_may_be_texts_or_bear_a_zone(tmp_path: Path):
    for number, kind in enumerate((pa.string(), pa.timestamp("us", "UTC"), pa.timestamp("ns"))):
        served = hub()
        served.files[DAILY][FILE] = parquet(MODELS, createdAt=kind, lastModified=kind)
        with world(tmp_path / str(number), served) as source:
            source.collected()
            assert newest(source) == DAILY_CUBE


def test_a_list_from_the_future_is_refused(tmp_path: Path):
    served = hub()
    served.files[DAILY][FILE] = parquet([{**MODELS[0], "lastModified": "2199-01-01T00:00:00"}])
    with world(tmp_path, served) as source:
        assert "was last changed on 2199-01-01, after it was read" in source.collect().message


def test_an_empty_list_is_refused(tmp_path: Path):
    served = hub()
    served.files[DAILY][FILE] = parquet([])
    with world(tmp_path, served) as source:
        assert "holds no model" in source.collect().message


def test_a_file_of_the_user_replaces_the_download(tmp_path: Path):
    file = tmp_path / "mine.parquet"
    file.write_bytes(parquet(MODELS))
    with world(tmp_path) as source:
        source.collected(file=file)
        assert source.rows() == DAILY_CUBE
        assert source.server.log == []


def test_a_token_goes_to_the_hub_alone_and_into_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with world(tmp_path) as source:
        source.collected()
        for request in source.server.log:
            sent = request.headers.get("authorization")
            assert sent == (None if "/signed/" in request.path else "Bearer hf_secret")
        files = [path for path in source.root.rglob("*") if path.is_file()]
        assert [path for path in files if b"hf_secret" in path.read_bytes()] == []


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        (
            "tag, of all models",
            {
                "pytorch": (3, 12),
                "tf": (2, 12),
                "jax": (1, 12),
                "gguf": (1, 12),
                "safetensors": (5, 12),
                "(all models)": (12, 12),
                "(undeclared)": (2, 12),
            },
        ),
        (
            "tag, of models with weights",
            {
                "pytorch": (3, 10),
                "keras": (1, 10),
                "onnx": (1, 10),
                "(undeclared)": (2, 10),
                "(all models)": (10, 10),
            },
        ),
        (
            "tag, of models with a framework tag",
            {"pytorch": (3, 7), "tf-keras": (1, 7), "gguf": (0, 7), "(all models)": (7, 7)},
        ),
        ("tag or library, of all models", {"pytorch": (4, 12), "tf": (3, 12), "mlx": (1, 12)}),
        ("tag or library, of models with weights", {"pytorch": (4, 10), "(undeclared)": (2, 10)}),
        (
            "tag or library, of models naming a framework",
            {"pytorch": (4, 8), "tf": (3, 8), "jax": (1, 8), "keras": (1, 8)},
        ),
        (
            "only this framework, of models naming a framework",
            {"pytorch": (3, 8), "tf": (2, 8), "mlx": (1, 8)},
        ),
    ],
)
def test_models_are_counted_for_every_denominator(
    segment: str, expected: dict[str, tuple[float, float]], shares: dict[Any, Any]
):
    for identifier, figure in expected.items():
        assert shares["hub_models", segment, identifier, 2025] == figure


def test_who_names_several_frameworks_or_none_is_in_no_exclusive_set(shares: dict[Any, Any]):
    found = {key[2] for key in shares if key[1].startswith("only")}
    assert found == {"pytorch", "tf", "mlx"}


def test_downloads_are_those_of_the_thirty_days_before(collected: World, shares: dict[Any, Any]):
    assert shares["hub_downloads", "tag, of all models", "pytorch", 2025] == (1070, 2121)
    assert shares["hub_downloads", "tag or library, of all models", "pytorch", 2025] == (1270, 2121)
    rows = figures(collected, "distinct signal_id", "period_start", "period_end", "observed_at")
    assert [row[:3] for row in rows if row[3].date() == NEWEST] == [
        ("hub_downloads", day("2025-09-03"), day("2025-10-03")),
        ("hub_models", day("2025-10-03"), day("2025-10-04")),
        ("hub_models_created", day("2022-04-01"), day("2023-01-01")),
        ("hub_models_created", day("2023-01-01"), day("2024-01-01")),
        ("hub_models_created", day("2024-01-01"), day("2025-01-01")),
    ]


def test_models_are_told_by_complete_years_of_creation_from_april_2022(shares: dict[Any, Any]):
    created = {
        year: shares["hub_models_created", "tag or library, of all models", "pytorch", year]
        for year in sorted({key[3] for key in shares if key[0] == "hub_models_created"})
    }
    # keras-net; quiet, adapter, sentences; the four of 2024; 2025 is not over
    assert created == {2023: (0, 1), 2024: (2, 3), 2025: (0, 4)}
