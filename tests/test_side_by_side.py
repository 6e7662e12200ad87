"""Packs: what one needs, what it is told when something is wrong, and several in one warehouse."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from collectors.errors import InputError
from collectors.home import Home
from warehouse import catalogue, publish
from warehouse.build import build

Files = dict[str, Any]
"""What a pack's files say, by path without `.yml`; a text for what is no YAML."""
UPSTREAM = [{"page": "https://example.org/pulls", "license": "CC0-1.0"}]


def write(folder: Path, files: Mapping[str, Any]) -> Path:
    for name, content in files.items():
        path = folder / (name if isinstance(content, str) else f"{name}.yml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return folder


def project(image: str) -> dict[str, Any]:
    return {"name": image.title(), "kind": "thing", "identifiers": {"docker": {image: "primary"}}}


def claim(name: str, subject: str, comparator: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "order",
        "subject": subject,
        "comparator": comparator,
        "statement": "Invented.",
        "aspect": "use",
        "hedge": "ahead",
        "scope": "images",
        "reading": "As it stands.",
        **fields,
    }


def invented(name: str, other: str, pulls: dict[str, dict[str, int]], read_on: str) -> Files:
    """Return a pack of two projects, and Gamma, which every pack has.

    Args:
        name: its first project, and its id.
        other: its second one.
        pulls: by day and project.
        read_on: when they were read.
    """
    rows = [f"{day},{who},{n},0" for day, of in pulls.items() for who, n in of.items()]
    return {
        "pack": {"id": name, "noun": {"one": name, "many": f"{name}s"}},
        "projects": {
            "projects": {key: project(key) for key in (name, other, "gamma")},
            "groups": {
                f"{name}s": {"title": "All", "note": "Invented.", "members": [name, other, "gamma"]}
            },
        },
        "definitions": {
            "definitions": {
                f"{name}-pulls": {
                    "signal": "docker_hub_pulls",
                    "title": "Pulls",
                    "numerator": "pulls",
                    "denominator": "pulls of all",
                    "rationale": "Invented.",
                    "segments": ["all"],
                    "over": {"group": f"{name}s"},
                }
            }
        },
        "aspects": {
            "aspects": {
                "use": {
                    "title": "Use",
                    "asks": "Who uses it.",
                    "evidence": [{"signal": "docker_hub_pulls", "why": f"Said by {name}."}],
                },
                f"only-{name}": {"title": "Own", "asks": "Nothing."},
            }
        },
        "twins": {
            "twins": [
                {
                    "id": f"{name}-twin",
                    "left": {"signal": "docker_hub_pulls", "segment": "all"},
                    "right": {"signal": "docker_hub_stars", "segment": "all"},
                    "why": "Invented.",
                }
            ]
        },
        f"claims/{name}": {
            "title": "Invented",
            "claims": [
                claim(f"{name}-ahead", name, other, tests={"primary": f"{name}-pulls"}),
                claim(f"{name}-ahead-of-gamma", name, "gamma", tests={"primary": f"{name}-pulls"}),
            ],
        },
        "sources/docker_hub": {
            "tables": {"docker_hub": {"upstream": UPSTREAM, "read_on": read_on}}
        },
        "snapshot/docker_hub.csv": "\n".join(["day,image,pulls,stars", *rows]) + "\n",
    }


OLD = {"2023-06-01": {"alpha": 90, "beta": 10, "gamma": 50}}
NEW = {"2023-06-01": {"gamma": 50}, "2025-06-01": {"delta": 10, "epsilon": 90}}
BREAK = {
    "id": "delta-break",
    "signals": ["docker_hub_pulls"],
    "starts": "2020-01-01",
    "ends": "2024-01-01",
    "kind": "hole",
    "severity": "block",
    "effect": "Invented.",
    "citation": "https://example.org",
}


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Return two packs; the second was read two years later, and knows of a break in 2023."""
    later = invented("delta", "epsilon", NEW, "2025-06-02")
    later["breaks"] = {"breaks": [BREAK]}
    return (
        write(tmp_path / "one", invented("alpha", "beta", OLD, "2023-06-02")),
        write(tmp_path / "two", later),
    )


def verdicts(home: Home, pack: str) -> list[tuple[Any, ...]]:
    build(home)
    with publish.connect(home.data) as con:
        return con.execute(
            "select claim_verdict.claim_id, verdict, undecided, primary_measured, "
            "primary_period_end, holding, failing, explanation from claim_verdict "
            "join claim using (claim_id) join pack_entry as entry "
            "on entry.kind = 'cluster' and entry.id = claim.cluster "
            "where entry.pack_id = ? order by 1",
            [pack],
        ).fetchall()


def test_verdicts_of_a_pack_are_the_same_alone_and_beside_another(
    two: tuple[Path, Path], tmp_path: Path
):
    both = Home(two, tmp_path / "data")
    expected = {
        # 90 to 10 and 90 to 50 pulls; 10 to 90, and of Gamma nothing two years later
        "alpha": [("alpha-ahead", "supported"), ("alpha-ahead-of-gamma", "supported")],
        "delta": [("delta-ahead", "refuted"), ("delta-ahead-of-gamma", "not enough evidence")],
    }
    for folder, (pack, known) in zip(two, expected.items(), strict=True):
        alone = verdicts(Home.of(folder), pack)
        assert [row[:2] for row in alone] == known
        assert verdicts(both, pack) == alone


def test_packs_side_by_side_share_sources_and_say_what_is_whose(
    two: tuple[Path, Path], tmp_path: Path
):
    home = Home(two, tmp_path / "data")
    build(home)
    with publish.connect(home.data) as con:

        def rows(sql: str) -> list[tuple[Any, ...]]:
            return con.execute(sql).fetchall()

        # the row of Gamma in 2023, which both bring, counts once
        assert rows(
            "select year(period_start), project_id, value from observation "
            "where signal_id = 'docker_hub_pulls' order by all"
        ) == [
            (2023, "alpha", 90),
            (2023, "beta", 10),
            (2023, "gamma", 50),
            (2025, "delta", 10),
            (2025, "epsilon", 90),
        ]
        assert rows("select pack_id, title, noun, nouns, position from pack order by position") == [
            ("alpha", "one", "alpha", "alphas", 0),
            ("delta", "two", "delta", "deltas", 1),
        ]
        assert rows("select * from pack_entry order by all") == [
            ("alpha", "cluster", "alpha"),
            ("alpha", "definition", "alpha-pulls"),
            ("alpha", "group", "alphas"),
            ("alpha", "project", "alpha"),
            ("alpha", "project", "beta"),
            ("alpha", "project", "gamma"),
            ("delta", "break", "delta-break"),
            ("delta", "cluster", "delta"),
            ("delta", "definition", "delta-pulls"),
            ("delta", "group", "deltas"),
            ("delta", "project", "delta"),
            ("delta", "project", "epsilon"),
            ("delta", "project", "gamma"),
        ]
        assert rows("select twin_id from twin order by all") == [("alpha-twin",), ("delta-twin",)]
        # of two reasons for the same the first is shown
        assert rows("select aspect, signal_id, reason from aspect order by all") == [
            ("use", "docker_hub_pulls", "Said by alpha.")
        ]
        assert rows("select definition_id, break_id from definition_break group by all") == [
            ("delta-pulls", "delta-break")
        ]
        # who is refuted and stands in no article is found all the same
        assert rows("select claim_id, documents from finding") == [("delta-ahead", 0)]
        # a pack's definitions say nothing of what the other one has
        assert rows("select distinct definition_id, project_id from share order by all") == [
            ("alpha-pulls", "alpha"),
            ("alpha-pulls", "beta"),
            ("alpha-pulls", "gamma"),
            ("delta-pulls", "delta"),
            ("delta-pulls", "epsilon"),
        ]


def refused(home: Home) -> list[str]:
    with pytest.raises(InputError) as error:
        catalogue.load(home)
    return error.value.problems


def test_a_folder_with_nothing_but_its_title_is_a_pack(tmp_path: Path):
    build(Home.of(write(tmp_path / "mine", {"pack": {"title": "Nothing yet", "sources": []}})))
    with publish.connect(tmp_path / "mine") as con:
        assert con.execute("select pack_id, title from pack").fetchall() == [
            ("mine", "Nothing yet")
        ]


def test_a_pack_without_an_id_is_called_like_its_folder(tmp_path: Path):
    mine = write(tmp_path / "My Own_Pack", {"pack": {"sources": []}})
    assert list(catalogue.load(Home.of(mine)).packs) == ["my-own-pack"]


def test_a_pack_that_is_not_there_is_named(tmp_path: Path):
    [said] = refused(Home.of(tmp_path / "nowhere"))
    assert said.startswith(f"{tmp_path / 'nowhere'}: there is no such pack.")


WRONG: dict[str, tuple[Files, str]] = {
    "key": ({"pack": {"tilte": "x"}}, "mine/pack.yml: line 1, field 'tilte' is unknown."),
    "source": (
        {"pack": {"sources": ["docker_hup"]}},
        "mine/pack.yml: field 'sources': unknown source 'docker_hup'. Correct it, or add it to the "
        "cards of the pack. Did you mean 'docker_hub'",
    ),
    "registry": (
        {
            "projects": {
                "projects": {"a": project("a") | {"identifiers": {"pipy": {"a": "primary"}}}}
            }
        },
        "mine/projects.yml: entry 'a', field 'identifiers': no source knows a registry 'pipy'.",
    ),
    "hedge": (
        {
            "projects": {"projects": {"a": project("a"), "b": project("b")}},
            "claims/x": {
                "title": "X",
                "claims": [
                    claim("c", "a", "b", hedge="ahaed", aspect=None)
                    | {"untestable": {"needs": "opinion", "reason": "Invented."}}
                ],
            },
        },
        "mine/claims/x.yml: claim 'c': unknown hedge 'ahaed'. Correct it, or add it to "
        "mine/hedges.yml. Did you mean 'ahead'",
    ),
    "fact": (
        {
            "projects": {"projects": {"a": project("a")}},
            "facts": {
                "facts": {
                    "a-status": {
                        "project": "a",
                        "title": "A",
                        "property": "status",
                        "values": [
                            {
                                "value": "retired",
                                "since": "2020-01-01",
                                "checked_on": "2021-01-01",
                                "citation": "x",
                                "read_on": "2021-01-01",
                            }
                        ],
                    }
                }
            },
        },
        "mine/facts.yml: entry 'a-status': the value 'retired' is none of the property 'status'",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_a_pack_is_said_with_its_own_file(tmp_path: Path, name: str):
    files, expected = WRONG[name]
    problems = refused(Home.of(write(tmp_path / "mine", files)))
    assert any(problem.startswith(expected) for problem in problems), problems
    assert not any("data/" in problem for problem in problems)


def test_two_packs_of_one_id_are_refused_though_their_folders_have_one_name(tmp_path: Path):
    packs = [write(tmp_path / n / "mine", {"pack": {"title": n, "sources": []}}) for n in "ab"]
    [said] = refused(Home(tuple(packs), tmp_path))
    assert f"{packs[1]}: the pack in {packs[0]} has the id 'mine' too." in said


def test_one_name_for_two_things_is_refused_and_names_both_files(two: tuple[Path, Path]):
    write(two[1], {"projects": {"projects": {"gamma": project("gamma") | {"name": "Another"}}}})
    said = refused(Home(two, two[0]))
    assert (
        "two/projects.yml: 'gamma' is among the projects of one/projects.yml too, and says "
        "something else there. Rename one of them, or let both say the same."
    ) in said


def test_a_break_of_one_name_in_two_packs_is_one_thing(two: tuple[Path, Path]):
    write(two[0], {"breaks": {"breaks": [BREAK | {"effect": "Another."}]}})
    [said] = refused(Home(two, two[0]))
    assert said.startswith(
        "two/breaks.yml: 'delta-break' is among the breaks of one/breaks.yml too"
    )


HEDGE = {"reading": "Otherwise.", "side": "at least", "bounds": {"order": 2}}


def test_a_hedge_that_two_packs_read_otherwise_is_refused_where_both_use_it(two: tuple[Path, Path]):
    write(two[1], {"hedges": {"hedges": {"ahead": HEDGE}}})
    assert catalogue.load(Home.of(two[1])).hedges["ahead"].reading == "Otherwise."
    [said] = refused(Home(two, two[0]))
    assert said.startswith("two/hedges.yml: 'ahead' is among the hedges of one/hedges.yml too")
    # one that the other pack does not use is nobody's concern
    write(two[1], {"hedges": {"hedges": {"niche": HEDGE}}})
    assert catalogue.load(Home(two, two[0])).hedges["niche"].reading == "Otherwise."


def words(*licences: str) -> Files:
    return {
        "properties": {
            "properties": {
                "license": {"title": "its licence", "values": dict.fromkeys(licences, "Invented.")},
                "status": {"title": "its state", "ordered": True, "values": {"x": "X.", "y": "Y."}},
            }
        }
    }


def test_a_pack_adds_words_without_an_order_and_replaces_those_with_one(two: tuple[Path, Path]):
    general = catalogue.load(Home.of(two[0])).properties
    write(two[1], words("EUPL-1.2"))
    own = catalogue.load(Home.of(two[1])).properties
    assert list(own["license"].values) == [*general["license"].values, "EUPL-1.2"]
    assert list(own["status"].values) == ["x", "y"]


# --- few ------------------------------------------------------------------------------------------


def few(folder: Path, fewest: int, why: str | None, **fields: Any) -> list[str]:
    files = invented("alpha", "beta", OLD, "2023-06-02")
    files["pack"]["fewest_definitions"] = fewest
    one = claim("c", "alpha", "beta", tests={"primary": "alpha-pulls"}) | fields
    files["claims/alpha"]["claims"] = [one | ({"few": why} if why else {})]
    try:
        catalogue.load(Home.of(write(folder / "mine", files)))
    except InputError as error:
        return error.problems
    return []


UNMEASURED = {"tests": None, "untestable": {"needs": "opinion", "reason": "Invented."}}


def test_a_claim_under_few_definitions_says_why_where_its_pack_asks_for_more(tmp_path: Path):
    assert few(tmp_path, 1, None) == []
    assert few(tmp_path, 2, "Nobody else counts.") == []
    assert few(tmp_path, 2, None) == [
        "mine/claims/alpha.yml: claim 'c': it is measured under 1 definitions, and mine/pack.yml "
        "asks for 2. Name others that somebody may defend, or say why there are none: `few: ...`."
    ]


def test_a_claim_that_nothing_measures_has_no_few_definitions(tmp_path: Path):
    assert few(tmp_path, 2, None, **UNMEASURED) == []
    [said] = few(tmp_path, 1, "Nobody counts.", **UNMEASURED)
    assert said.startswith("mine/claims/alpha.yml: claim 'c': it says why it has few")
