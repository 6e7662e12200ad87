"""What `sharecheck export` writes: ClaimReviews, badges, and a folder that is replaced or stays."""

import csv
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from collectors.errors import ExportError, SharecheckError, WarehouseError
from collectors.home import Home
from tests.command import run
from tests.conftest import REPOSITORY, TINY, copy_root
from tests.test_verification import rows
from warehouse import publish
from warehouse.build import build
from warehouse.claim_entries import ClaimFile
from warehouse.exporting import badges, claimreview
from warehouse.exporting.export import Part, export
from warehouse.exporting.folder import MARKER
from warehouse.judge import judging

SITE = "https://example.org/share"


@pytest.fixture(scope="session")
def exported(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the bundled data's warehouse once; return the folder."""
    target = tmp_path_factory.mktemp("exported") / "export"
    export(published, target, site=SITE)
    return target


def digests(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below a folder, by its path there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def reviews(folder: Path) -> dict[str, dict[str, Any]]:
    found = {
        path.stem: json.loads(path.read_text("utf-8"))
        for path in (folder / "claimreview").glob("*.jsonld")
    }
    del found["index"]
    return found


def test_a_claim_review_says_what_was_claimed_by_whom_and_what_it_is_worth(built: Path):
    pointer = publish.current(built)
    with publish.connect(built) as con:
        review = claimreview.claim_review(con, "alpha-ahead-in-2020", SITE + "/")
        [explanation] = con.execute(
            "select explanation from claim_verdict where claim_id = 'alpha-ahead-in-2020'"
        ).fetchone() or [None]
    statement = "In 2020 more people used Alpha than Beta."  # 30 against 50 in a hundred
    assert review == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://example.org/share/claims?claim=alpha-ahead-in-2020",
        "identifier": "alpha-ahead-in-2020",
        "datePublished": pointer.built_at[:10],
        "version": pointer.build_id,
        "inLanguage": "en",
        "author": {"@type": "Organization", "name": "sharecheck", "url": SITE + "/"},
        "claimReviewed": statement,
        "itemReviewed": {
            "@type": "Claim",
            "text": statement,
            "about": {"@type": "Thing", "identifier": "invented", "name": "Invented things"},
            "temporalCoverage": "2020",
            "appearance": [
                {
                    "@type": "CreativeWork",
                    "name": "An invented article",
                    "identifier": {
                        "@type": "PropertyValue",
                        "propertyID": "sha256",
                        "value": "0" * 64,
                    },
                    "temporalCoverage": "2022",
                }
            ],
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 1,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": "No",
            "ratingExplanation": (
                "It fails: by every count that can tell, or by two thirds of several signals."
            ),
        },
        "reviewBody": explanation,
        "isBasedOn": [
            {
                "@type": "Dataset",
                "name": "Invented percentages",
                "url": "https://example.org/invented",
                "publisher": {"@type": "Organization", "name": "nobody"},
                "license": "https://spdx.org/licenses/CC0-1.0",
                "creditText": "invented for the tests",
            }
        ],
    }


def test_without_a_site_the_address_is_relative_and_the_author_has_none(built: Path):
    with publish.connect(built) as con:
        review = claimreview.claim_review(con, "alpha-in-space")
    assert review["url"] == "claims?claim=alpha-in-space"
    assert review["author"] == {"@type": "Organization", "name": "sharecheck"}


def test_what_was_not_rated_has_words_and_no_number(built: Path):
    with publish.connect(built) as con:
        review = claimreview.claim_review(con, "alpha-in-space")
    assert review["isBasedOn"] == []
    assert review["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Not known",
        "ratingExplanation": "Nothing at hand decides it, so it is not rated.",
    }


def test_a_claim_of_one_s_own_has_a_review_and_a_badge(built: Path):
    own = {
        "id": "mine",
        "kind": "share",
        "subject": "alpha",
        "statement": "Few use Alpha.",
        "asserted": {"percent": 5},
        "hedge": "exact",
        "as_of": "2022",
        "scope": "people",
        "reading": "As it stands.",
        "tests": {"primary": "survey-base"},
    }
    file = ClaimFile.model_validate({"title": "My claims", "claims": [own]})
    with judging(Home.of(built), {"mine": file}) as con:
        review = claimreview.claim_review(con, "mine")
        assert badges.badge(con, "mine")["message"] == "No"
        with pytest.raises(ExportError, match="'alpha-over-half'"):
            claimreview.claim_review(con, "alpha-over-half")
    assert review["reviewRating"]["ratingValue"] == 1
    assert "appearance" not in review["itemReviewed"]


def test_each_verdict_has_one_rating_and_each_rating_one_verdict(
    exported: Path, warehouse: duckdb.DuckDBPyConnection
):
    expected = {
        "supported": 5,
        "outdated": 4,
        "depends on the definition": 3,
        "refuted": 1,
        "partly true": None,
        "not enough evidence": None,
    }
    found = reviews(exported)
    verdicts = dict(warehouse.execute("select claim_id, verdict from claim_verdict").fetchall())
    answers = dict(warehouse.execute("select claim_id, answer from claim_verdict").fetchall())
    assert len(found) > 20
    assert found.keys() == verdicts.keys()
    for claim, review in found.items():
        rating = review["reviewRating"]
        assert rating["alternateName"] == answers[claim]
        assert rating.get("ratingValue") == expected[verdicts[claim]]
        assert ("bestRating" in rating) == ("ratingValue" in rating)


def test_every_review_has_what_search_engines_require(exported: Path):
    for claim, review in reviews(exported).items():
        assert review["@context"] == "https://schema.org"
        assert review["claimReviewed"].strip()
        assert review["reviewRating"]["alternateName"].strip()
        assert review["url"] == f"https://example.org/share/claims?claim={claim}"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", review["datePublished"])
        assert review["itemReviewed"].get("appearance") != []


def test_the_index_holds_every_review(exported: Path):
    index = json.loads((exported / "claimreview" / "index.jsonld").read_text("utf-8"))
    found = {review["identifier"]: review for review in index["@graph"]}
    assert index["@context"] == "https://schema.org"
    assert {claim: {"@context": "https://schema.org", **r} for claim, r in found.items()} == (
        reviews(exported)
    )


def test_every_percentage_in_a_review_was_measured_or_is_the_region(
    exported: Path, warehouse: duckdb.DuckDBPyConnection
):
    # '9.1 %' of the text stands in an evidence row, in the region, or is what a definition gives
    # at another period; words about the sources may hold round ones
    known: dict[str, str] = {
        row["claim_id"]: " ".join(filter(None, row.values()))
        for row in rows(
            warehouse,
            "select claim.claim_id, claim_verdict.accepted, needs_reason, "
            "string_agg(concat_ws(' ', test_title, shown, interval_shown, period), ' ' "
            "order by test_id, moment) as evidence "
            "from claim left join claim_evidence using (claim_id) join claim_verdict using "
            "(claim_id) group by all",
        )
    }
    fits: dict[str, set[float]] = {}
    for claim, measured in warehouse.execute("select claim_id, measured from claim_fit").fetchall():
        fits.setdefault(claim, set()).update({round(100 * measured), round(100 * measured, 1)})
    # or how much of a base another one leaves out, rounded so that it stays 'at least'
    for claim, part in warehouse.execute(
        "select claim_id, share from base_left_out join claim_test using (definition_id) "
        "join claim using (claim_id) where base_left_out.project_id = claim.subject"
    ).fetchall():
        fits.setdefault(claim, set()).update({round(100 * part), int(100 * part)})
    checked = 0
    for claim, review in reviews(exported).items():
        own = re.sub("“[^”]*”", "", review["reviewBody"])  # without what it quotes
        for figure in re.findall(r"(?<![\w.])[-+]?\d[\d,]*(?:\.\d+)?(?= %)", own):
            checked += 1
            assert figure in known[claim] or float(figure) in fits[claim], (claim, figure)
    assert checked > 100


def test_a_badge_is_what_shields_reads(built: Path, exported: Path):
    with publish.connect(built) as con:
        assert badges.badge(con, "alpha-in-space") == {
            "schemaVersion": 1,
            "label": "sharecheck",
            "message": "Not known",
            "color": "#8793A0",
        }
    for path in (exported / "badges").glob("*.json"):
        badge = json.loads(path.read_text("utf-8"))
        assert badge.keys() == {"schemaVersion", "label", "message", "color"}
        assert badge["message"]
        assert re.fullmatch(r"#[0-9A-F]{6}", badge["color"])


@pytest.mark.parametrize("make", [claimreview.claim_review, badges.badge])
def test_an_unknown_claim_is_named(make: Any, built: Path):
    with publish.connect(built) as con, pytest.raises(ExportError, match="'nobody-said-this'"):
        make(con, "nobody-said-this")


def test_the_same_build_is_exported_to_the_same_bytes(
    published: Path, exported: Path, tmp_path: Path
):
    export(published, tmp_path / "again", site=SITE)
    assert digests(tmp_path / "again") == digests(exported)
    assert {name.partition("/")[0] for name in digests(exported)} == {MARKER, *Part}


def test_an_export_that_is_interrupted_leaves_the_old_one_whole(built: Path, tmp_path: Path):
    target = tmp_path / "export"
    export(built, target)
    before = digests(target)

    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(built, target, site=SITE, tell=interrupt)
    assert digests(target) == before
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".export")] == []


def test_an_export_that_is_killed_leaves_the_old_one_whole(published: Path, tmp_path: Path):
    target = tmp_path / "export"
    export(published, target, [Part.datapackage], SITE)
    before = digests(target)
    code = "import sys; from warehouse.cli import main; sys.argv[0] = 'sharecheck'; main()"
    arguments = ["export", str(target), "--only", "datapackage", "--site", "https://other.example"]
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "SHARECHECK_PACK": str(published)},
        stdout=subprocess.DEVNULL,
    ) as process:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob(".export-*/new/datapackage/*.csv")):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    assert digests(target) == before
    export(published, target, [Part.datapackage], "https://other.example")
    assert digests(target) != before


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("notes.txt", "mine", "notes.txt"),
        ("datapackage/datapackage.json", "{}", MARKER),
        (MARKER, "[]", "damaged"),
        (MARKER, "{", "damaged"),
        (MARKER, '{"parts": 1}', "damaged"),
    ],
)
def test_a_folder_that_is_no_export_is_refused(
    file: str, content: str, said: str, built: Path, tmp_path: Path
):
    path = tmp_path / "folder" / file
    path.parent.mkdir(parents=True)
    path.write_text(content)
    with pytest.raises(ExportError, match=re.escape(said)):
        export(built, tmp_path / "folder")
    assert digests(tmp_path / "folder").keys() == {file}


def test_an_export_with_something_else_in_it_is_refused(built: Path, tmp_path: Path):
    export(built, tmp_path / "export", [Part.badges])
    (tmp_path / "export" / "thesis.txt").write_text("years of work")
    with pytest.raises(ExportError, match=r"'thesis\.txt'.*Move it"):
        export(built, tmp_path / "export", [Part.badges])
    assert (tmp_path / "export" / "thesis.txt").read_text() == "years of work"


def test_a_file_is_no_folder(built: Path, tmp_path: Path):
    (tmp_path / "export").write_text("x")
    with pytest.raises(SharecheckError, match="is a file"):
        export(built, tmp_path / "export")


def test_what_a_link_points_to_is_replaced_and_the_link_stays(built: Path, tmp_path: Path):
    (tmp_path / "link").symlink_to("real")
    export(built, tmp_path / "link", [Part.badges])
    export(built, tmp_path / "link", [Part.badges])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / MARKER).exists()
    assert {path.name for path in tmp_path.iterdir()} == {"built", "link", "real"}


def test_parts_that_are_not_wanted_stay_and_say_their_build(built: Path, tmp_path: Path):
    target = tmp_path / "new" / "export"
    export(built, target, [Part.badges, Part.claimreview])
    before = digests(target)
    export(built, target, [Part.claimreview], SITE)
    after = digests(target)
    changed = {name for name in before if before[name] != after[name]}
    assert before.keys() == after.keys()
    assert {name.partition("/")[0] for name in changed} == {"claimreview", MARKER}
    build = publish.current(built).build_id
    assert json.loads((target / MARKER).read_text()) == {
        "parts": {
            "badges": {"build_id": build, "site": ""},
            "claimreview": {"build_id": build, "site": SITE},
        }
    }


def test_others_may_read_what_was_exported(built: Path, tmp_path: Path):
    (tmp_path / "plain").mkdir()
    export(built, tmp_path / "export", [Part.badges])
    modes = [(tmp_path / name).stat().st_mode for name in ("plain", "export", "export/badges")]
    assert len(set(modes)) == 1


def test_the_command_writes_the_parts_that_are_named(built: Path, tmp_path: Path):
    done = run(built, "export", str(tmp_path / "e"), "--only", "badges", "--only", "reports")
    assert done.returncode == 0, done.stderr
    assert "badges: 3 files" in done.stdout
    assert sorted(path.name for path in (tmp_path / "e").iterdir()) == ["badges", "reports", MARKER]


def test_the_command_takes_the_site_from_the_environment(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHARECHECK_SITE", SITE)
    done = run(built, "export", str(tmp_path / "e"), "--only", "claimreview")
    assert done.returncode == 0, done.stderr
    assert {review["url"].partition("?")[0] for review in reviews(tmp_path / "e").values()} == {
        f"{SITE}/claims"
    }


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--only", "everything"], 2, "everything"),
        (["--site", "example.org"], 2, "no web address"),
        (["--site", "javascript:alert(1)"], 2, "no web address"),
        ([], 1, "is no export"),
    ],
)
def test_the_command_says_what_is_wrong(
    arguments: list[str], code: int, said: str, built: Path, tmp_path: Path
):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "photo.jpg").write_bytes(b"x")
    done = run(built, "export", str(tmp_path / "full"), *arguments)
    assert done.returncode == code
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["photo.jpg"]


def test_a_warehouse_of_another_version_is_named_and_the_old_export_stays(
    built: Path, tmp_path: Path
):
    export(built, tmp_path / "export")
    before = digests(tmp_path / "export")
    path = publish.folder(built) / publish.current(built).file
    with duckdb.connect(str(path)) as con:
        con.execute("alter table claim drop column scope")
    pointer = publish.folder(built) / "current.json"
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    pointer.write_text(json.dumps(json.loads(pointer.read_text()) | {"sha256": sha256}))
    with pytest.raises(WarehouseError, match=r"another version .* Run `sharecheck build`"):
        export(built, tmp_path / "export")
    assert digests(tmp_path / "export") == before


def test_without_a_warehouse_nothing_is_written(tmp_path: Path):
    pack = tmp_path / "pack.yml"
    pack.write_text("title: Nothing yet\n", encoding="utf-8")
    done = run(tmp_path, "export", str(tmp_path / "export"))
    assert done.returncode == 1
    assert "sharecheck build" in done.stderr
    assert list(tmp_path.iterdir()) == [pack]


# --- several packs -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def of_two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Export two packs side by side; return the folder, and of each claim its pack by the files."""
    folder = tmp_path_factory.mktemp("two")
    roots = [copy_root(TINY.parent / name, folder / name) for name in ("tiny", "other")]
    roots[1] = roots[1].rename(roots[1].with_name("kitchens"))
    (roots[0] / "hedges.yml").unlink()  # packs that stand together read their words alike
    home = Home.of(*roots)
    build(home)
    export(home.data, folder / "export")
    packs = {"invented": roots[0], "kitchens": roots[1]}
    claims = {
        claim["id"]: pack
        for pack, root in packs.items()
        for path in (root / "claims").glob("*.yml")
        for claim in yaml.safe_load(path.read_text("utf-8"))["claims"]
    }
    return folder / "export", claims


def test_each_claim_is_exported_with_its_pack(of_two: tuple[Path, dict[str, str]]):
    folder, packs = of_two
    assert set(packs.values()) == {"invented", "kitchens"}
    for name in ("claims", "evidence"):
        with (folder / "site" / "data" / f"{name}.csv").open(encoding="utf-8-sig") as file:
            found = {row["claim_id"]: row["pack"] for row in csv.DictReader(file)}
        assert found.items() <= packs.items()
        assert set(found.values()) == set(packs.values())
    about = {name: review["itemReviewed"]["about"] for name, review in reviews(folder).items()}
    assert {name: one["identifier"] for name, one in about.items()} == packs


def test_titles_and_nouns_are_those_of_the_packs(of_two: tuple[Path, dict[str, str]]):
    folder, _ = of_two
    descriptor = json.loads((folder / "datapackage" / "datapackage.json").read_text("utf-8"))
    assert descriptor["title"].startswith("Invented things and Invented kitchens: ")
    assert (
        "projects (Invented things) and kitchens (Invented kitchens)" in descriptor["description"]
    )
    assert {"invented things", "invented kitchens", "kitchens"} <= set(descriptor["keywords"])
    index = (folder / "site" / "index.html").read_text("utf-8")
    assert "<title>Invented things and Invented kitchens: is that" in index
    assert "who uses what, and why" in index
    assert "<h3>Invented things</h3>" in index
    assert "<h3>Invented kitchens</h3>" in index
    article = (folder / "site" / "article" / "k1.html").read_text("utf-8")
    assert "1 claim on who uses which kitchen, checked against public figures" in article
    assert "Invented kitchens" in (folder / "reports" / "k1.md").read_text("utf-8")
    assert "Invented things" in (folder / "reports" / "index.html").read_text("utf-8")


def test_a_single_pack_is_named_once_and_groups_nothing(exported: Path):
    index = (exported / "site" / "index.html").read_text("utf-8")
    title = yaml.safe_load((REPOSITORY / "data" / "pack.yml").read_text("utf-8"))["title"]
    assert f"<h3>{title}</h3>" not in index
    assert f'<p class="quiet">{title}</p>' in index
    assert "who uses which framework, and why" in index
