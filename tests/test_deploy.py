"""The ready-made schedules, units and container run, fail loudly, and are closed."""

import configparser
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from collectors import settings
from tests.collecting import FAST
from tests.command import run
from tests.conftest import REPOSITORY, TINY, copy_root
from tests.fake import Asked, Reply, serving
from warehouse import cli, publish

DEPLOY = REPOSITORY / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.name != "README.md")
COMMANDS = {name: cli.command(name) for name in cli.MODULES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_and_option_of_a_schedule_exists(path: Path):
    calls = re.findall(
        r"(?:bin/|^ +)sharecheck ([a-z]+)((?: --?[a-z-]+(?: \w+)?)*)", path.read_text("utf-8"), re.M
    )
    assert calls or path.suffix in (".timer", ".conf") or path.name in ("Containerfile", "crontab")
    for command, options in calls:
        known = {name for parameter in COMMANDS[command].params for name in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", options)) <= known


def test_the_readme_of_the_folder_names_every_file():
    text = (DEPLOY / "README.md").read_text("utf-8")
    assert [path.name for path in FILES if f"`{path.name}`" not in text] == []


def test_the_units_are_well_formed_and_the_timer_has_its_service():
    for path in FILES:
        if path.suffix in (".service", ".timer"):
            unit = configparser.ConfigParser(strict=False, interpolation=None)
            unit.optionxform = str  # type: ignore[assignment, method-assign]
            unit.read_string(path.read_text("utf-8"))
            assert "Unit" in unit
            assert path.suffix != ".timer" or path.with_suffix(".service").exists()


def test_the_workflow_passes_only_variables_that_are_read():
    workflow = yaml.safe_load((DEPLOY / "github-actions.yml").read_text("utf-8"))
    steps = workflow["jobs"]["collect"]["steps"]
    given = {name for step in steps for name in step.get("env", {})}
    assert given <= {name for name, _, _ in settings.SETTINGS}
    cached = next(step["with"]["path"] for step in steps if "cache" in step.get("uses", ""))
    assert cached.split() == ["data/landing", "data/history", "data/cache"]


def test_the_container_copies_what_there_is_and_all_that_is_run():
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    copied = {name for line in re.findall(r"^COPY (.+) \S+$", text, re.M) for name in line.split()}
    assert [name for name in copied if not (REPOSITORY / name).exists()] == []
    assert copied >= {"collectors", "warehouse", "dashboard", "data", "pyproject.toml"}
    ignored = (REPOSITORY / ".dockerignore").read_text("utf-8").split("\n")
    assert {"data/**/landing", ".venv", "dashboard/.streamlit/secrets.toml"} <= set(ignored)


def test_the_image_is_named_by_its_digest_and_runs_as_a_user_who_owns_the_volume():
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    assert re.search(r"^FROM \S+python:3\.\d+-slim@sha256:[0-9a-f]{64}$", text, re.M)
    [volume] = re.findall(r"^VOLUME (\S+)$", text, re.M)
    assert f"install -d -o sharecheck -g sharecheck {volume}" in text
    assert f"ENV SHARECHECK_DATA={volume}/data" in text
    assert re.findall(r"^USER (\w+)$", text, re.M) == ["sharecheck"]
    [start] = json.loads(re.findall(r"^ENTRYPOINT (.+)$", text, re.M)[0])
    assert (REPOSITORY / start.removeprefix("/app/")).exists()
    command, *options = json.loads(re.findall(r"^CMD (.+)$", text, re.M)[0])
    known = {name for parameter in COMMANDS[command].params for name in parameter.opts}
    assert options[0] in known


def answer(asked: Asked) -> Reply:
    """Answer as pypistats does, with invented numbers."""
    *_, package, kind = asked.path.split("/")
    day = {"category": "without_mirrors", "date": "2026-01-02", "downloads": 70}
    data = [day] if kind == "overall" else []
    return Reply({"data": data, "package": package, "type": f"{kind}_downloads"})


def pack_in(folder: Path, address: str) -> Path:
    """Put the tiny invented pack into a folder, with one live source at an address."""
    pack = copy_root(TINY, folder)
    card = yaml.safe_load((REPOSITORY / "collectors" / "pypi_stats.yml").read_text("utf-8"))
    card["live"] |= {**FAST, "timeout_seconds": 30, "api": f"{address}/api"}
    (pack / "sources" / "pypi_stats.yml").write_text(yaml.safe_dump(card, sort_keys=False), "utf-8")
    projects = pack / "projects.yml"
    content = yaml.safe_load(projects.read_text("utf-8"))
    content["projects"]["alpha"]["identifiers"]["pypi"] = {"alpha": "primary"}
    projects.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    return pack


def installed(folder: Path) -> Path:
    """Put the command `sharecheck` into a folder, as an installation does."""
    folder.mkdir(parents=True)
    script = folder / "sharecheck"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nfrom warehouse.cli import main\n"
        "sys.argv[0] = 'sharecheck'\nmain()\n"
    )
    script.chmod(0o755)
    return folder


def shell(
    script: Path, *words: str, pack: Path, data: Path | None = None, path: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts of the folder deploy/."""
    given = {
        "SHARECHECK_PACK": str(pack),
        "PYTHONPATH": f"{REPOSITORY}:{os.environ.get('PYTHONPATH', '')}",
        "PATH": f"{path}:{os.environ['PATH']}",
    }
    if data:
        given["SHARECHECK_DATA"] = str(data)
    return subprocess.run(
        [script, *words],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_a_container_shows_what_was_collected_and_follows_its_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """One volume, two containers: one opens the dashboard, the other collects."""
    volume, start = tmp_path / "volume" / "data", DEPLOY / "container-start"
    with serving(answer) as server, socket.create_server(("localhost", 0)) as taken:
        # the dashboard itself stops at the port that is taken: what comes before it is tried
        image = pack_in(tmp_path / "image", server.address)
        where = {"pack": image, "data": volume, "path": installed(tmp_path / "bin")}
        dashboard = ["dashboard", "--port", str(taken.getsockname()[1])]
        first = shell(start, *dashboard, **where)
        assert "published" in first.stdout, first.stderr
        assert "is taken" in first.stderr
        assert (volume / ".lock").exists()
        monkeypatch.setenv("SHARECHECK_DATA", str(volume))
        collected = run(image, "collect")
        assert collected.returncode == 0, collected.stderr
        before = publish.current(volume)

        # a newer image: one file less, another one changed
        (image / "contradictions.yml").unlink()
        with (image / "projects.yml").open("a", encoding="utf-8") as projects:
            projects.write("\n# newer\n")
        second = shell(start, *dashboard, **where)
    assert publish.current(volume) != before, second.stderr
    with publish.connect(volume) as con:
        found = con.execute("select source_id, rows from source_run").fetchall()
    assert ("pypi_stats", 1) in found
    assert not any((image / name).exists() for name in ("builds", "landing", ".lock"))


@pytest.mark.fault("wrong and damaged files")
def test_a_volume_that_cannot_be_written_is_said(tmp_path: Path):
    (tmp_path / "volume").write_text("a file")
    done = shell(DEPLOY / "container-start", "sources", pack=TINY, data=tmp_path / "volume")
    assert done.returncode == 1
    assert "cannot be written by user" in done.stderr


@pytest.mark.fault("schedules that fail")
@pytest.mark.parametrize("data", [None, "apart"])
@pytest.mark.parametrize("status", [200, 404, None], ids=["well", "refused", "not installed"])
def test_cron_mails_a_failure_and_nothing_else(
    tmp_path: Path, status: int | None, data: str | None
):
    clone = tmp_path / "clone"
    kept = clone / "data" if data is None else tmp_path / data
    with serving(lambda asked: answer(asked) if status == 200 else Reply({}, 404)) as server:
        pack = pack_in(clone, server.address)
        (clone / "deploy").mkdir()
        script = Path(shutil.copy(DEPLOY / "cron-collect", clone / "deploy"))
        if status:
            installed(clone / ".venv" / "bin")
        done = shell(script, pack=pack, data=data and kept)
    log = (kept / "collect.log").read_text()
    code = {200: 0, 404: 1, None: 127}[status]
    assert done.returncode == code, done.stderr
    assert f"exit code {code}" in log
    assert done.stdout == ""
    assert ("exit code" in done.stderr) == (code != 0)
    assert status != 404 or "pypi_stats" in done.stderr
    assert (kept / "landing").exists() == (status is not None)


def test_the_crontab_sends_mail_and_starts_a_script_that_exists():
    text = (DEPLOY / "crontab").read_text("utf-8")
    assert re.search(r"^MAILTO=\S+$", text, re.M)
    [script] = re.findall(r"^[\d*/,-]+(?: [\d*/,-]+){4} /opt/sharecheck/(\S+)$", text, re.M)
    assert os.access(REPOSITORY / script, os.X_OK)


SANDBOX = (
    "NoNewPrivileges=true",
    "ProtectSystem=strict",
    "ProtectHome=true",
    "PrivateTmp=true",
    "PrivateDevices=true",
    "ProtectKernelTunables=true",
    "ProtectKernelModules=true",
    "ProtectKernelLogs=true",
    "ProtectControlGroups=true",
    "ProtectClock=true",
    "ProtectHostname=true",
    "ProtectProc=invisible",
    "RestrictNamespaces=true",
    "RestrictRealtime=true",
    "RestrictSUIDSGID=true",
    "LockPersonality=true",
    "CapabilityBoundingSet=",
    "SystemCallFilter=@system-service",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "ReadWritePaths=/opt/sharecheck/data",
    "MemoryMax=4G",
    "User=sharecheck",
)


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda path: path.name)
def test_every_unit_may_do_no_more_than_it_must(unit: Path):
    lines = unit.read_text("utf-8").splitlines()
    assert [line for line in SANDBOX if line not in lines] == []


def test_the_unit_of_the_dashboard_outlives_a_query_that_takes_too_much():
    text = (DEPLOY / "sharecheck-dashboard.service").read_text("utf-8")
    assert "OOMPolicy=continue" in text
    assert "IPAddressDeny=any\nIPAddressAllow=localhost" in text


PROXY = (DEPLOY / "nginx.conf").read_text("utf-8")
LOCATION = re.compile(r"location (=|~)? ?(\S+) \{\n(.*?)\n    \}", re.S)


def passed_on(path: str) -> bool:
    """Return whether nginx hands a path on: exact, then expressions in order, then the rest."""
    found = LOCATION.findall(PROXY)
    exact = [body for kind, name, body in found if kind == "=" and name == path]
    matching = [body for kind, name, body in found if kind == "~" and re.search(name, path)]
    begins = sorted(
        (name for kind, name, _ in found if not kind and path.startswith(name)), key=len
    )
    [rest] = [body for kind, name, body in found if not kind and name == begins[-1]]
    return "proxy_pass http://localhost:8501;" in [*exact, *matching, rest][0]


@pytest.mark.fault("addresses behind the proxy")
@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore/agent",
        "/_stcore",
        "/_stcore/",
        "/check/_stcore/metrics",
        "/_stcore/script-health-check",
        "/_stcore/health/x",
        "/_stcore/upload_file/",
        "/_stcore/stream/x",
        "/_stcore/host-config/metrics",
    ],
)
def test_the_proxy_closes_what_is_the_server_s_own(path: str):
    assert not passed_on(path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/check",
        "/static/js/index.js",
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/stream",
        "/_stcore/upload_file/a/b",
        "/media/a.csv",
        "/data/claims.csv",
        "/embed/signal/x",
        "/claim/x",
        "/robots.txt",
    ],
)
def test_the_proxy_passes_on_what_a_page_needs(path: str):
    assert passed_on(path)


def test_the_proxy_limits_requests_and_sends_the_headers_everywhere():
    assert len(re.findall(r"^limit_req_zone +\$binary_remote_addr", PROXY, re.M)) == 2
    assert re.search(r"^    limit_req +zone=\w+ burst=\d+", PROXY, re.M)
    assert re.search(r"^    limit_conn \w+ \d+;", PROXY, re.M)
    sent = set(re.findall(r'^    add_header (\S+) +(?:".+"|\$\w+) always;$', PROXY, re.M))
    assert sent == {
        "Strict-Transport-Security",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
        "Permissions-Policy",
        "Content-Security-Policy",
    }
    # a location with a header of its own would send none of these
    assert not any("add_header" in body for *_, body in LOCATION.findall(PROXY))


def test_only_embedded_charts_may_be_framed():
    for name, rest in (("frames", "DENY"), ("policy", "frame-ancestors 'none'")):
        [body] = re.findall(rf"^map \$uri \$sharecheck_{name} {{\n(.*?)^}}", PROXY, re.M | re.S)
        default, embedded = (line.split(maxsplit=1) for line in body.splitlines())
        assert default[0] == "default"
        assert rest in default[1]
        assert embedded == ["~^/embed/signal/[a-z0-9_-]+$", '"";']
        framed = re.compile(embedded[0].removeprefix("~"))
        assert framed.search("/embed/signal/pypi_downloads")
        # Streamlit sends its app for every address that nothing else answers for
        assert not any(map(framed.search, ("/embed/x", "/embed/signal/x/y", "/embed/signal/")))


def test_the_proxy_compresses_what_is_text_and_keeps_what_never_changes():
    [types] = re.findall(r"gzip_types +([^;]+);", PROXY)
    wanted = {"text/css", "text/csv", "text/javascript", "application/json", "image/svg+xml"}
    assert wanted <= set(types.split())
    assert re.search(r"^ +gzip +on;", PROXY, re.M)
    [static] = [body for _, name, body in LOCATION.findall(PROXY) if name == "/static/"]
    [zone] = re.findall(r"proxy_cache +(\w+);", static)
    assert f"keys_zone={zone}:" in PROXY


def test_a_page_over_one_connection_is_not_taken_for_many():
    """Of HTTP/2 each file under way counts: a page has some seventy."""
    assert "ssl http2;" in PROXY
    [most] = re.findall(r"^    limit_conn \w+ (\d+);", PROXY, re.M)
    assert int(most) >= 100
    [socket] = [body for _, name, body in LOCATION.findall(PROXY) if name == "/_stcore/stream"]
    assert "limit_conn sharecheck_open" not in socket


def test_the_proxy_passes_the_websocket_on():
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert "proxy_pass http://localhost:8501;" in text
    assert re.search(r"Upgrade \$http_upgrade;[\s\S]*Connection \"upgrade\";", text)
