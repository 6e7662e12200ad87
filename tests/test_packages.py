"""Sources that installed packages bring: found by their entry point, collected, built, measured.

The package is a real distribution in a folder of its own: what `pip install` would lay there.
"""

import sys
from pathlib import Path

import pytest

from collectors import cards
from collectors.errors import InputError
from collectors.home import Home
from tests.conftest import REPOSITORY, TINY, copy_root
from tests.fake import Asked, Reply, serving
from warehouse import catalogue, collecting, models, publish
from warehouse.build import up_to_date

CARD = """
title: Acme's counters
publisher: Acme
url: https://acme.example/counters
license: CC0-1.0
attribution: Acme
cadence: daily
lag_days: 0
signals:
  acme_uses: {{title: Uses, unit: uses, family: downloads, measure: flow, population: all uses,
    quality: census, tolerance_days: 30, caveat: Invented.}}
tables:
  acme_counters:
    columns: {{name: varchar, month: date, uses: bigint}}
    key: [name, month]
live: {{api: "{api}", names: acme, every_days: 1, rows: [1, 100], pause_seconds: 0}}
"""
MODULE = '''
"""Uses per name and month."""

from datetime import date

from collectors.machinery.ask import Lax

from .months import first


class Counter(Lax):
    name: str
    month: date
    uses: int


def fetch(client, ask):
    for name in ask.names["acme"]:
        client.get(f"/{name}", about={"name": name})


def probe(client):
    client.get("/any").read(list[Counter])


def parse(answer):
    for row in answer.read(list[Counter]):
        yield "acme_counters", (row.name, first(row.month), row.uses)
'''
SQL = """-- Uses: one row per name and month.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
select
    'acme_uses' as signal_id, 'acme' as registry, name as identifier, 'all' as segment,
    month as period_start, cast(month + interval 1 month as date) as period_end,
    cast(uses as double) as value, cast(null as double) as base, 'exact' as precision,
    cast(null as varchar) as quality, loaded_at as observed_at, run_id, locator
from landing.acme_counters
"""
USES = {"al": 30, "be": 10}
NAMES = {"alpha": "al", "beta": "be"}


def install(folder: Path, value: str, files: dict[str, str], name: str = "acme-sources") -> None:
    """Lay a distribution with one entry point into a folder, as an installer does."""
    made = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    made.mkdir(parents=True)
    (made / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (made / "entry_points.txt").write_text(f"[{cards.GROUP}]\nacme = {value}\n")
    for file, content in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder from which packages are imported; what is imported from it is forgotten."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    for name in [*sys.modules]:
        if name.partition(".")[0].startswith("acme"):
            monkeypatch.delitem(sys.modules, name)
    return folder


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return the tiny pack, whose projects also have names at Acme's."""
    root = copy_root(TINY, tmp_path / "mine")
    projects = root / "projects.yml"
    lines = projects.read_text().splitlines()
    for project, name in NAMES.items():
        at = next(n for n, line in enumerate(lines) if line.strip() == f"{project}:")
        here = next(n for n in range(at, len(lines)) if "identifiers:" in lines[n])
        indent = " " * (len(lines[here]) - len(lines[here].lstrip()) + 2)
        lines.insert(here + 1, f"{indent}acme: {{{name}: primary}}")
    projects.write_text("\n".join(lines) + "\n")
    settings = root / "pack.yml"
    settings.write_text(settings.read_text().replace("sources: []", "sources: [acme_counters]"))
    return root


def counters(api: str) -> dict[str, str]:
    return {
        "acme_sources/__init__.py": "",
        "acme_sources/months.py": "def first(day):\n    return day.replace(day=1)\n",
        "acme_sources/acme_counters.yml": CARD.format(api=api),
        "acme_sources/acme_counters.py": MODULE,
        "acme_sources/acme_counters.sql": SQL,
    }


def test_a_package_s_source_is_collected_built_and_measured(site: Path, pack: Path):
    def answer(asked: Asked) -> Reply:
        name = asked.path[1:]
        return Reply([{"name": name, "month": "2024-05-17", "uses": USES[name]}])

    with serving(answer) as server:
        install(site, "acme_sources", counters(server.address))
        home = Home.of(pack)
        done = collecting.collect(home, ["acme_counters"])
        assert [outcome.message for outcome in done.outcomes] == [""]
        assert done.published, done.problem
    with publish.connect(pack) as con:
        found = con.execute(
            "select project_id, period_start::varchar, value from observation "
            "where signal_id = 'acme_uses' order by 1"
        ).fetchall()
    assert found == [("alpha", "2024-05-01", 30.0), ("beta", "2024-05-01", 10.0)]
    assert up_to_date(home)
    card = site / "acme_sources" / "acme_counters.yml"
    card.write_text(card.read_text().replace("title: Uses", "title: Uses of it"))
    assert not up_to_date(home)


def test_a_module_alone_can_be_the_entry_point_and_brings_its_own_card(site: Path, pack: Path):
    files = {
        name.removeprefix("acme_sources/"): content
        for name, content in counters("http://localhost:1").items()
        if "acme_counters" in name
    }
    install(site, "acme_counters", {**files, "other.yml": "no: card"})
    assert cards.load(Home.of(pack))["acme_counters"].title == "Acme's counters"


@pytest.mark.parametrize(
    ("value", "files", "said"),
    [
        ("acme_gone", {}, "there is no package 'acme_gone'"),
        ("acme_gone.inner", {}, "No module named 'acme_gone'"),
        ("acme_sources", {"acme_sources/__init__.py": ""}, "lies no card <source>.yml"),
        ("acme_alone", {"acme_alone.py": ""}, "lies no card acme_alone.yml"),
        ("acme_bad.inner", {"acme_bad/__init__.py": "1 / 0"}, "ZeroDivisionError"),
        ("acme_bad.inner", {"acme_bad/__init__.py": "def"}, "SyntaxError"),
        ("acme_bad.inner", {"acme_bad/__init__.py": "raise SystemExit(3)"}, "SystemExit: 3"),
    ],
)
def test_a_package_that_brings_nothing_is_named(
    value: str, files: dict[str, str], said: str, site: Path, pack: Path
):
    install(site, value, files)
    with pytest.raises(InputError) as refused:
        cards.load(Home.of(pack))
    [problem] = refused.value.problems
    assert problem.startswith(f"acme-sources 1.0: its entry point 'acme' in {cards.GROUP}")
    assert said in problem
    assert problem.endswith("Correct the package, or uninstall it.")


def test_a_wrong_card_of_a_package_is_named_with_its_distribution(site: Path, pack: Path):
    files = counters("http://localhost:1")
    files["acme_sources/acme_counters.yml"] = files["acme_sources/acme_counters.yml"].replace(
        "cadence: daily", "cadence: dayly"
    )
    install(site, "acme_sources", files)
    with pytest.raises(InputError, match=r"acme_counters\.yml of acme-sources 1\.0: line 7"):
        cards.load(Home.of(pack))


def test_two_that_describe_one_source_are_refused_and_both_are_named(site: Path, pack: Path):
    card = (REPOSITORY / "collectors" / "docker_hub.yml").read_text()
    install(
        site, "acme_sources", {"acme_sources/__init__.py": "", "acme_sources/docker_hub.yml": card}
    )
    with pytest.raises(InputError) as refused:
        cards.load(Home.of(pack))
    [problem] = refused.value.problems
    assert "acme_sources/docker_hub.yml of acme-sources 1.0" in problem
    assert "collectors/docker_hub.yml describes the source 'docker_hub' too" in problem


def test_a_pack_s_card_stands_in_place_of_a_package_s_and_keeps_its_module(site: Path, pack: Path):
    install(site, "acme_sources", counters("http://localhost:1"))
    mine = pack / "sources" / "acme_counters.yml"
    mine.write_text(CARD.format(api="http://localhost:2").replace("Acme's", "My"))
    card = cards.load(Home.of(pack))["acme_counters"]
    assert (card.title, card.of_pack) == ("My counters", True)
    assert card.part("acme_counters.py") == site / "acme_sources" / "acme_counters.py"


# --- modules that cannot be used ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (None, "it has `live`, but there is no acme_counters.py beside it"),
        ("def fetch(:\n", "line 1: it cannot be loaded (SyntaxError"),
        ("import os\nimport no_such_thing\n", "line 2: it cannot be loaded (ModuleNotFoundError"),
        ("raise SystemExit\n", "line 1: it cannot be loaded (SystemExit"),
        ("def fetch(client, ask): ...\n", "it has no probe() and no parse()"),
        ("fetch = probe = parse = 1\n", "it has no fetch() and no probe() and no parse()"),
    ],
)
def test_a_pack_s_module_that_cannot_be_used_fails_alone_and_says_what_to_do(
    module: str | None, said: str, pack: Path
):
    (pack / "sources" / "acme_counters.yml").write_text(CARD.format(api="http://localhost:1"))
    (pack / "sources" / "acme_counters.sql").write_text(SQL)
    if module is not None:
        (pack / "sources" / "acme_counters.py").write_text(module)
    done = collecting.collect(Home.of(pack), ["acme_counters"])
    [outcome] = done.outcomes
    assert outcome.state == "failed"
    assert said in outcome.message
    assert "data/sources/acme_counters" in outcome.message
    assert "unexpected" not in outcome.message
    assert not done.problem


# --- what packs add to a source -----------------------------------------------------------------


@pytest.fixture
def packs(tmp_path: Path) -> tuple[Path, Path]:
    """Return two packs, each with a project that has a name on Docker Hub and one job term."""
    for name in ("one", "two"):
        folder = tmp_path / name
        (folder / "sources").mkdir(parents=True)
        (folder / "projects.yml").write_text(
            f"projects:\n  {name}:\n    name: {name.title()}\n    kind: thing\n"
            f"    identifiers: {{docker: {{acme/{name}: primary, acme/{name}-old: former}}}}\n"
        )
    return tmp_path / "one", tmp_path / "two"


def added(packs: tuple[Path, Path], *texts: str) -> cards.Card:
    """Return the card of Docker Hub with what the packs say of it."""
    for pack, text in zip(packs, texts, strict=True):
        if text:
            (pack / "sources" / "docker_hub.yml").write_text(text)
    return catalogue.load(Home.of(*packs)).cards["docker_hub"]


def test_two_packs_ask_for_the_names_of_both_and_one_that_names_none_for_all_its_own(
    packs: tuple[Path, Path],
):
    assert added(packs, "", "").live.only == []
    first = "only: [acme/one]\n"
    found = added(packs, first, "").live.only
    assert sorted(found) == ["acme/one", "acme/two", "acme/two-old"]
    assert sorted(added(packs, first, "only: [acme/two]\n").live.only) == ["acme/one", "acme/two"]


def test_what_packs_add_follows_what_the_card_says(packs: tuple[Path, Path]):
    general = added(packs, "", "")
    found = added(
        packs,
        "attribution: and Acme\nnot_counted: [this]\nfewest_rows: 7\npatterns: {x: a+}\n"
        "caveats: {docker_hub_stars: Few of ours.}\n",
        "not_counted: [that]\nfewest_rows: 3\npatterns: {x: b, y: c}\n",
    )
    assert found.attribution == f"{general.attribution}; and Acme"
    assert found.not_counted == [*general.not_counted, "this", "that"]
    assert (found.live.rows[0], found.live.patterns) == (7, {"x": "a+|b", "y": "c"})
    stars = "docker_hub_stars"
    assert found.signals[stars].caveat == f"{general.signals[stars].caveat} Few of ours."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("only: [acme/oen]", "field 'only', entry 'acme/oen': no project has this docker"),
        ("caveats: {docker_hub_star: x}", "has no signal 'docker_hub_star'. Correct the name. Did"),
        ("tables: {docker_hubs: {upstream: [{license: x}]}}", "has no table 'docker_hubs'"),
        ("new_tables: {docker_hub: {columns: {a: date}}}", "has a table 'docker_hub' already"),
        ("patterns: {x: '('}", "field 'patterns.x': found '('; expected a regular expression"),
        ("onyl: []", "field 'onyl' is unknown. Correct its spelling or remove it. Did you mean"),
    ],
)
def test_what_a_pack_cannot_add_is_named(text: str, said: str, packs: tuple[Path, Path]):
    with pytest.raises(InputError) as refused:
        added(packs, text, "")
    [problem] = refused.value.problems
    assert problem.startswith("one/sources/docker_hub.yml: ")
    assert said in problem


def test_the_sql_of_packs_adds_models_to_that_of_the_program(packs: tuple[Path, Path]):
    for pack in packs:
        (pack / "sources" / "docker_hub.sql").write_text(SQL)
    staged = models.staging({"docker_hub": added(packs, "not_counted: [a]", "not_counted: [b]")})
    assert [path.parent for path in staged.values() if isinstance(path, Path)] == [
        models.FOLDER / "staging",
        *(pack / "sources" for pack in reversed(packs)),
    ]
    assert [*staged] == ["staging.docker_hub", "staging2.docker_hub", "staging3.docker_hub"]


def test_registries_are_those_that_cards_and_their_sql_name():
    found = cards.registries(cards.load(Home.of(TINY)))
    assert {"pypi", "npm", "docker", "stackoverflow_tag", "survey_option"} <= found
    assert "pipy" not in found
