"""Commit counts of real git repositories, made by the tests with a history known beforehand."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from collectors import cards, git_history
from collectors.errors import SourceChanged
from collectors.machinery import doctor
from collectors.machinery.landing import now
from collectors.machinery.run import Order
from tests import fake
from tests.collecting import World, day
from tests.conftest import BUNDLED, REPOSITORY
from tests.fake import Asked, Handler, Reply
from tests.sources.git_history import ADA, ZOE, commit, git, reading, repository, serve
from tests.sources.staging import figures

DEPENDABOT = "dependabot[bot] <1+dependabot[bot]@users.noreply.github.com>"
MONTHS = [
    # month, repo, commits, without merges, bots, addresses, without bots, new
    (day("2025-11-01"), "acme/known", 1, 1, 0, 1, 1, 1),
    (day("2025-12-01"), "acme/known", 7, 6, 3, 6, 3, 2),
    (day("2026-01-01"), "acme/known", 0, 0, 0, 0, 0, 0),
    (day("2026-02-01"), "acme/known", 2, 2, 0, 2, 2, 1),
]
TOTALS = ("acme/known", "main", day("2025-11-10"), day("2026-02-02"), 10, 9, 3, 7, 4)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the repository acme/known: ten commits, counted above by hand."""
    folder = tmp_path_factory.mktemp("made")
    known = repository(folder / "acme" / "known.git")
    commit(known, "2025-11-10")
    # 1 December in UTC; the same address in capitals
    commit(known, "2025-11-30T20:00-05:00", "Ada A. <ADA@Archer.example>")
    # written in June, committed in December
    fork = commit(known, "2025-12-05", ZOE, authored="2025-06-01")
    commit(known, "2025-12-06", DEPENDABOT)
    commit(known, "2025-12-07", "House Bot <house@tools.example>")
    trunk = commit(known, "2025-12-08", "A. Unique TensorFlower <gardener@tensorflow.org>")
    side = commit(known, "2025-12-10", "Ada Archer <ada@home.example>", parents=[fork])
    # who merges is not counted
    merger = "Eve Elm <eve@elm.example>"
    commit(known, "2025-12-31T23:59:59", merger, parents=[trunk, side])
    commit(known, "2026-02-01T00:00:00", "Tom Talbot <talbot@t.example>")
    commit(known, "2026-02-02", ZOE)
    return folder


@pytest.fixture
def served(made_once: Path, tmp_path: Path) -> Path:
    """Return a folder with the repository acme/known, to be changed at will."""
    return Path(shutil.copytree(made_once, tmp_path / "served"))


def months(source: World, until: str = "2026-02-28") -> list[tuple[object, ...]]:
    return [row for row in source.rows() if row[0] <= day(until)]


def totals(source: World) -> list[tuple[object, ...]]:
    """Return the repositories' rows without the newest commit's hash."""
    return [row[:4] + row[5:] for row in source.rows("git_history_repos")]


def copy_of(source: World, name: str = "acme__known") -> Path:
    return source.root / "cache" / "git" / f"{name}.git"


def test_the_counts_are_those_worked_out_by_hand(served: Path, tmp_path: Path):
    with reading(served, tmp_path, "acme/known") as source:
        source.collected()
        assert months(source) == MONTHS
        assert totals(source) == [TOTALS]
        newest = git(served / "acme" / "known.git", "rev-parse", "main")
        assert source.rows("git_history_repos")[0][4] == newest


def test_months_after_the_last_commit_are_measured_zeros(served: Path, tmp_path: Path):
    with reading(served, tmp_path, "acme/known") as source:
        source.collected()
        after = [row for row in source.rows() if row[0] > day("2026-02-01")]
        assert after[-1][0] == now().date().replace(day=1)
        assert {row[2:] for row in after} == {(0, 0, 0, 0, 0, 0)}


@pytest.mark.parametrize(
    ("address", "name", "is_bot"),
    [
        ("facebook-github-bot@users.noreply.github.com", "Facebook Community", True),
        ("1+pre-commit-ci[bot]@users.noreply.github.com", "pre-commit-ci[bot]", True),
        ("pytorchmergebot@users.noreply.github.com", "PyTorch", True),
        ("google-ml-butler@google.com", "jax authors", True),
        ("tfx-copybara@google.com", "tfx", True),
        ("style@tools.example", "Style Bot", True),
        ("thebot@rennes.example", "Élise Thébot", False),
        ("bob@abbott.example", "Bob Abbott", False),
        ("botany@kew.example", "Kew Robotics", False),
    ],
)
def test_a_bot_has_it_in_its_name_or_address_as_a_word(address: str, name: str, is_bot: bool):
    line = "\0".join(["1" * 40, "1767225600", "", address, name])
    live = cards.load(BUNDLED)["git_history"].live
    assert live is not None
    counts = git_history.count([line], date(2026, 2, 1), live.patterns["bots"])
    assert counts["bot_commits"] == is_bot
    assert (counts["author_addresses"], counts["author_addresses_excl_bots"]) == (1, 1 - is_bot)


def test_an_impossible_date_belongs_to_no_month_and_no_address_is_nobody_s(tmp_path: Path):
    folder = tmp_path / "served"
    odd = repository(folder / "acme" / "odd.git")
    commit(odd, "1971-01-01")
    commit(odd, "2026-01-05", "Nemo Nobody <>")
    commit(odd, "2099-01-01", ZOE)
    with reading(folder, tmp_path, "acme/odd") as source:
        source.collected()
        assert months(source)[0] == (day("2026-01-01"), "acme/odd", 1, 1, 0, 0, 0, 0)
        assert source.rows()[-1][0] == now().date().replace(day=1)
        first = day("2026-01-05")
        assert totals(source) == [("acme/odd", "main", first, None, 3, 3, 0, 2, 2)]


def test_names_and_addresses_in_other_encodings_are_counted(tmp_path: Path):
    folder = tmp_path / "served"
    old = repository(folder / "acme" / "old.git")
    stream = b""
    for byte in (b"\xe9", b"\xe8"):  # two addresses in Latin-1, which is not UTF-8
        line = b"Andr\xe9 <andr%b@x.example> 1767225600 +0000\n" % byte
        stream += b"commit refs/heads/main\nauthor " + line + b"committer " + line + b"data 0\n\n"
    git(old, "fast-import", "--quiet", content=stream)
    with reading(folder, tmp_path, "acme/old") as source:
        source.collected()
        assert months(source)[0] == (day("2026-01-01"), "acme/old", 2, 2, 0, 2, 2, 2)


def test_an_empty_repository_is_a_fact_and_a_missing_one_is_absent(served: Path, tmp_path: Path):
    repository(served / "acme" / "empty.git")
    with reading(served, tmp_path, "acme/empty", "acme/known", "acme/missing") as source:
        source.collected()
        empty = ("acme/empty", None, None, None, 0, 0, 0, 0, 0)
        assert totals(source) == [empty, TOTALS]
        assert {row[1] for row in source.rows()} == {"acme/known"}
        answers = {a.about["repository"]: a.json() for a in source.runs()[-1].answers()}
        assert "does not appear to be a git repository" in answers["acme/missing"]["absent"]


@pytest.mark.parametrize("status", [401, 404, 451])
def test_a_repository_that_the_server_does_not_show_is_absent(
    status: int, served: Path, tmp_path: Path
):
    def answer(asked: Asked) -> Reply:
        hidden = asked.path.startswith("/acme/hidden")
        headers = {"WWW-Authenticate": 'Basic realm="GitHub"'} if status == 401 else {}
        return Reply("no", status, headers) if hidden else serve(served)(asked)

    with reading(served, tmp_path, "acme/hidden", "acme/known", answer=answer) as source:
        source.collected()
        assert totals(source) == [TOTALS]
        assert "absent" in source.runs()[-1].answers()[0].json()


def test_a_repository_is_read_over_http_and_only_its_commits_come(served: Path, tmp_path: Path):
    with reading(served, tmp_path, "acme/known", answer=serve(served)) as source:
        source.collected()
        assert months(source) == MONTHS
        assert any(b"filter tree:0" in asked.body for asked in source.server.log)
        kinds = ["cat-file", "--batch-all-objects", "--batch-check=%(objecttype)"]
        assert git(copy_of(source), *kinds).split() == ["commit"] * 10


def test_a_server_without_filters_and_git_s_protocol_is_read_too(served: Path, tmp_path: Path):
    """Such a server knows nothing of git: it hands out the repository's files."""

    def answer(asked: Asked) -> Reply:
        file = served / asked.path.lstrip("/")
        return Reply(file.read_bytes()) if file.is_file() else Reply("no", 404)

    git(served / "acme" / "known.git", "update-server-info")
    with reading(served, tmp_path, "acme/known", answer=answer) as source:
        source.collected()
        assert months(source) == MONTHS


def test_any_address_can_be_asked_for(served: Path, tmp_path: Path):
    whole = f"file://{served}/acme/known.git"
    with reading(served, tmp_path, whole, api="http://127.0.0.1:1") as source:
        source.collected()
        assert months(source) == [(month, whole, *counts) for month, _, *counts in MONTHS]


def test_new_commits_are_fetched_and_give_what_a_fresh_copy_gives(served: Path, tmp_path: Path):
    known = served / "acme" / "known.git"
    with reading(served, tmp_path, "acme/known", answer=serve(served)) as source:
        source.collected()
        before = len(source.server.log)
        commit(known, "2026-02-03", "New Neighbour <new@neighbour.example>")
        # pushed late: December changes, and who was new in February is new in December
        commit(known, "2025-12-20", "Tom Talbot <talbot@t.example>")
        source.collected()
        later = months(source)
        assert [row for row in later if row not in MONTHS] == [
            (day("2025-12-01"), "acme/known", 8, 7, 3, 7, 4, 3),
            (day("2026-02-01"), "acme/known", 3, 3, 0, 3, 3, 1),
        ]
        sent = [asked.body for asked in source.server.log[before:]]
        assert any(b"0032have" in body for body in sent)  # the server is told what is there
        shutil.rmtree(copy_of(source))
        assert source.collect().state == "unchanged"
        assert months(source) == later


def test_a_renamed_or_rewritten_default_branch_is_followed(served: Path, tmp_path: Path):
    known = served / "acme" / "known.git"
    with reading(served, tmp_path, "acme/known") as source:
        source.collected()
        git(known, "branch", "-m", "main", "trunk")
        git(known, "symbolic-ref", "HEAD", "refs/heads/trunk")
        commit(known, "2026-01-31", ADA, branch="trunk", parents=[])
        commit(known, "2026-02-01", ADA, branch="other", parents=[])
        source.collected()
        assert months(source)[:2] == [
            (day("2026-01-01"), "acme/known", 1, 1, 0, 1, 1, 1),
            (day("2026-02-01"), "acme/known", 0, 0, 0, 0, 0, 0),
        ]
        first = day("2026-01-31")
        assert totals(source) == [("acme/known", "trunk", first, first, 1, 1, 0, 1, 1)]


def cut(copy: Path) -> None:
    """Keep half of what was fetched, as a full disk or a power cut does."""
    for pack in (copy / "objects" / "pack").glob("*.pack"):
        content = pack.read_bytes()
        pack.chmod(0o644)
        pack.write_bytes(content[: len(content) // 2])


def lock(copy: Path) -> None:
    """Leave what git leaves when it is killed in the middle of a fetch."""
    for name in ("config.lock", "packed-refs.lock", "shallow.lock", "refs/heads/copied.lock"):
        (copy / name).touch()
    (copy / "objects" / "pack" / "tmp_pack_x").write_bytes(b"PACK")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut off": cut,
    "locked": lock,
    "without packs": lambda copy: shutil.rmtree(copy / "objects"),
    "without branch": lambda copy: (copy / "refs" / "heads" / "copied").write_text("nonsense"),
    "without settings": lambda copy: (copy / "config").write_text("[["),
    "half made": lambda copy: copy.rename(copy.with_suffix(".new")),
    "empty": lambda copy: (shutil.rmtree(copy), copy.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_copy_is_made_good(damage: str, served: Path, tmp_path: Path):
    with reading(served, tmp_path, "acme/known") as source:
        source.collected()
        DAMAGES[damage](copy_of(source))
        commit(served / "acme" / "known.git", "2026-02-03", ZOE)
        source.collected()
        assert months(source)[-1] == (day("2026-02-01"), "acme/known", 3, 3, 0, 2, 2, 1)
        assert sorted(path.name for path in copy_of(source).parent.iterdir()) == ["acme__known.git"]
        assert list(copy_of(source).rglob("tmp_*")) == []


def test_one_repository_out_of_reach_fails_the_run_and_is_the_only_one_asked_again(
    served: Path, tmp_path: Path
):
    broken = True

    def answer(asked: Asked) -> Reply:
        down = broken and asked.path.startswith("/acme/far")
        return Reply("busy", 503) if down else serve(served)(asked)

    far = repository(served / "acme" / "far.git")
    commit(far, "2026-02-05")
    with reading(served, tmp_path, "acme/far", "acme/known", answer=answer) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "1 of 2 repositories could not be read. acme/far: " in outcome.message
        assert "git ls-remote failed" in outcome.message
        assert "503" in outcome.message
        broken, before = False, len(source.server.log)
        source.collected()
        asked = source.server.log[before:]
        assert {request.path.split("/")[2] for request in asked[1:]} == {"far.git"}
        assert {row[0] for row in totals(source)} == {"acme/far", "acme/known"}


@pytest.mark.parametrize("fault", [fake.reset, fake.stall])
def test_a_connection_that_breaks_within_the_commits_leaves_no_half_copy(
    fault: fake.Fault, served: Path, tmp_path: Path
):
    live = {"answer": serve(served), "timeout_seconds": 0.5}
    with reading(served, tmp_path, "acme/known", **live) as source:
        source.collected()
        posts = [n for n, asked in enumerate(source.server.log) if asked.method == "POST"]
        shutil.rmtree(copy_of(source))
        begun = len(source.server.log) + posts[-1]
        source.server.faults = dict.fromkeys(range(begun, begun + 50), fault)
        outcome = source.collect()
        assert (outcome.state, copy_of(source).exists()) == ("failed", False)
        source.server.faults = {}
        assert source.collect().state == "unchanged"
        assert copy_of(source).exists()


def hang_up_awaited(gone: threading.Event) -> fake.Fault:
    """Send nothing until the client goes away."""

    def fault(handler: Handler, _: Reply) -> None:
        handler.connection.settimeout(5)
        if handler.connection.recv(1) == b"":
            gone.set()
        handler.close_connection = True

    return fault


def test_git_is_ended_when_it_is_silent_for_too_long(served: Path, tmp_path: Path):
    gone = threading.Event()
    live = {"answer": serve(served), "timeout_seconds": 0.3}
    with reading(served, tmp_path, "acme/known", **live) as source:
        source.server.faults = dict.fromkeys(range(1, 9), hang_up_awaited(gone))
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "git was silent for 0 s" in outcome.message
        assert gone.wait(2)


def test_git_is_ended_when_the_user_stops(served: Path, tmp_path: Path):
    gone, stop = threading.Event(), threading.Event()
    with reading(served, tmp_path, "acme/known", answer=serve(served)) as source:
        source.server.faults[1] = hang_up_awaited(gone)
        timer = threading.Timer(0.2, stop.set)
        timer.start()
        outcome = source.collect(stop=stop)
        timer.join()
        assert (outcome.state, outcome.seconds < 3) == ("stopped", True)
        assert gone.wait(2)


def test_a_shallow_repository_is_refused_because_its_log_is_not_whole(served: Path, tmp_path: Path):
    shallow = served / "acme" / "shallow.git"
    url = f"file://{served}/acme/known.git"
    git(shallow, "clone", "--quiet", "--bare", "--depth=2", url, str(shallow))
    with reading(served, tmp_path, "acme/shallow") as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "is a shallow copy itself" in outcome.message


def test_branches_without_a_default_one_are_not_taken_for_an_empty_repository(
    served: Path, tmp_path: Path
):
    git(served / "acme" / "known.git", "symbolic-ref", "HEAD", "refs/heads/gone")
    with reading(served, tmp_path, "acme/known") as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "its default branch is none of them" in outcome.message


@pytest.mark.parametrize(
    "name",
    [
        "--upload-pack=touch stolen",
        "-c/known",
        "../known",
        "acme/..",
        "acme",
        "ext::sh -c touch% stolen",
        "ssh://git@host/acme/known",
        "git://-oProxyCommand=touch/known",
        "https://user:secret@host/acme/known",
    ],
)
def test_a_name_that_is_no_repository_s_is_refused_before_anything_is_asked(
    name: str, served: Path, tmp_path: Path
):
    with reading(served, tmp_path, "acme/known", name, answer=serve(served)) as source:
        outcome = source.collect()
        assert outcome.state == "failed"
        assert f"{name!r} names no repository" in outcome.message
        assert source.server.log == []


def test_without_git_it_says_what_to_install(
    served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with reading(served, tmp_path, "acme/known") as source:
        monkeypatch.setenv("PATH", str(tmp_path))
        outcome = source.collect()
        assert outcome.state == "failed"
        assert "the program git is not there. Install it" in outcome.message


def test_neither_settings_nor_surroundings_nor_a_mailmap_change_the_counts(
    served: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    known, home = served / "acme" / "known.git", tmp_path / "home"
    mailmap = "Ada Archer <ada@archer.example> <ada@home.example>\n"
    commit(known, "2026-02-03", ZOE, files={".mailmap": mailmap})
    home.mkdir()
    (home / ".gitconfig").write_text(
        f'[url "file:///nowhere"]\n insteadOf = file://{served}\n[log]\n showSignature = true\n'
    )
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "protocol.allow")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "never")
    with reading(served, tmp_path, "acme/known") as source:
        source.collected()
        assert totals(source) == [(*TOTALS[:3], day("2026-02-03"), 11, 10, 3, 7, 4)]


def test_no_address_or_name_lands(served: Path, tmp_path: Path):
    with reading(served, tmp_path, "acme/known", "acme/missing") as source:
        source.collected()
        files = [path for path in source.root.glob("landing/**/*") if path.is_file()]
        answers = [answer.content() for answer in source.runs()[-1].answers()]
        told = [repr(source.tables()).encode(), "\n".join(source.lines).encode()]
        assert (len(files), len(answers)) == (5, 2)
        everything = b"\n".join([*(file.read_bytes() for file in files), *answers, *told])
        for private in ("archer", "zbik", "zoë", "talbot", "elm.example", "caretaker", "house"):
            assert private.encode() not in everything.lower(), private
        assert b"@" not in b"\n".join([*answers, *told])


def test_a_collected_month_counts_once_it_is_over_beside_the_bundled_ones(
    served: Path, tmp_path: Path
):
    today = now().date()
    last_month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    with reading(served, tmp_path, "acme/known") as source:
        commit(served / "acme" / "known.git", today.isoformat())
        bundled = REPOSITORY / "data" / "snapshot"
        shutil.copytree(bundled, source.root / "snapshot")
        source.bundle("git_history", "git_history_repos")
        source.collected()
        run = source.runs()[-1]
        found = figures(
            source,
            "signal_id",
            "identifier",
            "segment",
            "period_start",
            "value",
            "quality",
            "observed_at",
            "run_id",
            "locator",
        )
        mine = [row for row in found if row[1] == "acme/known"]
        december = {row[:3]: row[4] for row in mine if row[3] == day("2025-12-01")}
        assert december == {
            ("git_authors", "acme/known", "all addresses"): 6,
            ("git_authors", "acme/known", "new addresses"): 2,
            ("git_authors", "acme/known", "without bots"): 3,
            ("git_commits", "acme/known", "all commits"): 7,
            ("git_commits", "acme/known", "bots"): 3,
            ("git_commits", "acme/known", "without merges"): 6,
        }
        assert max(row[3] for row in mine) == last_month
        folder = f"data/landing/git_history/{run.run_id}"
        assert {row[5:] for row in mine} == {
            (None, run.started_at, run.run_id, f"{folder}/raw/00001.json.gz")
        }
        # 2,299 bundled months, six figures each
        assert len(found) - len(mine) == 2_299 * 6
        jax = next(row for row in found if row[:3] == ("git_commits", "jax-ml/jax", "all commits"))
        assert (jax[3], jax[4], jax[7], jax[8]) == (
            day("2018-11-01"),
            70,
            "snapshot",
            "jax-ml/jax@cec06d11",
        )


def test_counts_of_another_shape_are_refused(served: Path, tmp_path: Path):
    with reading(served, tmp_path, "acme/known") as source:
        source.collected()
        answer = source.runs()[-1].answers()[0]
        good = answer.json()
        for wrong, words in (
            ({**good, "months": [{}]}, "months.0.commits"),
            ({**good, "commits": 11}, "do not add up"),
        ):
            answer.path.write_bytes(gzip.compress(json.dumps(wrong).encode()))
            with pytest.raises(SourceChanged, match=words):
                list(git_history.parse(answer))


def test_the_repositories_asked_for_are_projects_of_the_catalogue():
    content = yaml.safe_load((REPOSITORY / "data" / "projects.yml").read_text("utf-8"))
    known = set(re.findall(r"'([\w.-]+/[\w.-]+)': '", str(content)))
    live = cards.load(BUNDLED)["git_history"].live
    assert live is not None
    assert {"pytorch/pytorch", "tensorflow/tensorflow"} <= set(live.only) <= known


def test_the_probe_asks_one_repository(served: Path, tmp_path: Path):
    with reading(served, tmp_path, "acme/known", answer=serve(served)) as source:
        order = Order(source.root, source.names)
        findings = doctor.probe(["git_history"], {"git_history": source.card}, order)
        assert [finding.state for finding in findings] == ["well"]
        assert {asked.path.split("/")[2] for asked in source.server.log} == {"known.git"}
