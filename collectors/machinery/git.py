"""Reading logs of git repositories: patient, interruptible, alike on every machine.

A copy holds the commits of one default branch, without trees and files. It is a cache: one that is
damaged is made anew, and nothing is lost when it is removed.
"""

import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from math import ceil
from pathlib import Path
from typing import TypeVar

from collectors.errors import SetupError, SourceUnavailable
from collectors.machinery.client import Client

PROTOCOLS = ("http", "https", "file", "git")
BRANCH = "refs/heads/copied"
LONGEST_SECONDS = 1800
"""For one call of git, however much it has to say; the card's `answer_seconds` may be less."""
LEAST_BYTES_A_SECOND = 20
"""Less than a server's words on its progress while it has nothing else to send."""
LONGEST_LINE = 1 << 20
MOVED = re.compile(r"returned error: 30[12378]\b")
CHUNK, TAIL, LOOK_SECONDS, GRACE_SECONDS = 1 << 16, 4000, 0.1, 3
Made = TypeVar("Made")
PROXIES = ("https_proxy", "all_proxy", "no_proxy")
PASSED_ON = {"PATH", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy", *PROXIES} | {
    name.upper() for name in PROXIES
}
SURROUNDINGS = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "HOME": os.devnull,  # no .netrc
    "LC_ALL": "C",  # messages are compared
}


def head(client: Client, url: str) -> tuple[str | None, str | None]:
    """Return a repository's default branch and its newest commit; two times None if it is empty.

    The branch alone is None if the server does not tell its name.

    Raises:
        SourceUnavailable: no answer, or there are branches but no default one.
    """
    listed = ["ls-remote", "--symref", "--"]

    def asked(place: str) -> tuple[str | None, str | None]:
        branch = commit = None
        for line in run(client, Path(os.devnull), *listed, place, "HEAD"):
            value = line.partition("\t")[0]
            if value.startswith("ref: "):
                branch = value.removeprefix("ref: refs/heads/")
            else:
                commit = value
        heads = ["ls-remote", "--heads", "--", place]
        if commit is None and any(run(client, Path(os.devnull), *heads)):
            msg = f"{client.source}: {url} has branches, but its default branch is none of them."
            raise SourceUnavailable(msg)
        if commit is None and place.startswith("http") and not _listing(client, place)[1]:
            msg = f"{client.source}: {url} answers with a page, not as a server of git does."
            raise SourceUnavailable(msg)
        return branch, commit

    return _where_it_is(client, url, asked)


def refresh(client: Client, url: str, copy: Path) -> None:
    """Make a copy's branch equal to the default branch at `url`, whatever it was before.

    Raises:
        SourceUnavailable: no answer, or the copy is damaged.
    """
    copy.mkdir(parents=True, exist_ok=True)
    for left_by_a_kill in [*copy.rglob("*.lock"), *copy.rglob("tmp_*")]:
        left_by_a_kill.unlink()
    alone = ["--no-tags", "--no-recurse-submodules", "--no-auto-maintenance", "--update-shallow"]

    def copied(place: str) -> None:
        for call in (
            ["init", "--bare", "--quiet", "--template=", "--initial-branch=none"],
            ["config", "remote.origin.url", place],
            ["fetch", "--progress", "--filter=tree:0", *alone, "origin", f"+HEAD:{BRANCH}"],
        ):
            for _ in run(client, copy, *call):
                pass

    _where_it_is(client, url, copied)
    if (copy / "shallow").exists():
        msg = f"{client.source}: {url} is a shallow copy itself, so its log is not whole."
        raise SourceUnavailable(msg)


def _where_it_is(client: Client, url: str, call: Callable[[str], Made]) -> Made:
    """Call with a repository's address, or with the one that its server leads to.

    Git itself follows nobody: the way to the new address is gone like every other way.
    """
    try:
        return call(url)
    except SourceUnavailable as error:
        if not MOVED.search(str(error)):
            raise
    return call(_listing(client, url)[0])


def _listing(client: Client, url: str) -> tuple[str, bool]:
    """Return where a repository's list of branches is, and whether it is git's.

    Git itself takes any page for the list of an empty repository.
    """
    target = client.draft.scratch("refs")
    ask = f"{url}/info/refs?service=git-upload-pack"
    response = client.web.fetch("GET", ask, target, headers={"Git-Protocol": "version=2"})
    target.unlink()
    kind = response.headers.get("Content-Type", "")
    return response.url.partition("/info/refs")[0], kind.startswith("application/x-git-")


def log(client: Client, copy: Path, form: str) -> Iterator[str]:
    """Yield a line for each commit of a copy, the newest first, in a form of `git log --format`.

    Raises:
        SourceUnavailable: the copy is damaged.
    """
    # with a mailmap, git would look for one among the files
    shown = ["--no-mailmap", "--no-show-signature", "--encoding=UTF-8", f"--format={form}"]
    return run(client, copy, "log", *shown, BRANCH, "--", protocols=())


def run(
    client: Client, folder: Path, *arguments: str, protocols: tuple[str, ...] = PROTOCOLS
) -> Iterator[str]:
    """Run git and yield the lines it prints. It ends with the caller, or when the user stops.

    Bytes that are no UTF-8 are kept as surrogates. No other repository than `folder` is looked
    for. Without `protocols` to talk to others, it does not ask for what a copy lacks.

    Raises:
        SourceUnavailable: it failed (in its own words), or was silent for too long.
        SetupError: there is no git.
    """
    surroundings = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    surroundings |= {**SURROUNDINGS, "GIT_ALLOW_PROTOCOL": ":".join(protocols)}
    try:
        child = subprocess.Popen(
            ["git", f"--git-dir={folder}", *_rules(client), *arguments],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # its helpers end with it
        )
    except FileNotFoundError as error:
        msg = f"{client.source}: the program git is not there. Install it, then collect again."
        raise SetupError(msg) from error
    said = rest = b""
    with child:
        try:
            for stream, chunk in _heard(client, child):
                if stream is child.stderr:
                    said = (said + chunk)[-TAIL:]
                    continue
                *lines, rest = (rest + chunk).split(b"\n")
                if len(rest) > LONGEST_LINE:
                    msg = f"{client.source}: git shows a line of more than {LONGEST_LINE:,} bytes."
                    raise SourceUnavailable(msg)
                for line in lines:
                    yield line.decode("utf-8", "surrogateescape")
        except BaseException:  # the caller has enough, the user stops, or it is silent
            _end(child)
            raise
    if child.returncode:
        words = said.decode("utf-8", "replace").replace("\r", "\n").splitlines()
        last = [line for line in words if line.startswith(("fatal:", "error:"))] or words
        shown = client.web.redaction.said(" ".join(last[-3:]))
        msg = f"{client.source}: git {arguments[0]} failed ({shown})."
        raise SourceUnavailable(msg)


def _rules(client: Client) -> list[str]:
    """Return git's settings: nobody is followed, and a byte a second is silence."""
    rules = {
        "http.followRedirects": "false",
        "http.lowSpeedLimit": LEAST_BYTES_A_SECOND,
        "http.lowSpeedTime": ceil(2 * client.live.timeout_seconds),
    }
    return [word for name, value in rules.items() for word in ("-c", f"{name}={value}")]


def _heard(client: Client, child: subprocess.Popen[bytes]) -> Iterator[tuple[object, bytes]]:
    """Yield what a child writes, by stream, until it closes both."""
    began = heard = time.monotonic()
    longest = client.live.answer_seconds or LONGEST_SECONDS
    with selectors.DefaultSelector() as streams:
        for stream in (child.stdout, child.stderr):
            assert stream is not None
            streams.register(stream, selectors.EVENT_READ)
        while streams.get_map():
            client.web.pause(0)  # raises when the user wants to stop
            ready = streams.select(LOOK_SECONDS)
            now = time.monotonic()
            heard = now if ready else heard
            if now - heard > client.live.timeout_seconds or now - began > longest:
                msg = f"{client.source}: git was silent for {now - heard:.0f} s, or is too slow."
                raise SourceUnavailable(msg)
            for key, _ in ready:
                if chunk := os.read(key.fd, CHUNK):
                    yield key.fileobj, chunk
                else:
                    streams.unregister(key.fileobj)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a child that is still at work, and its helpers."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
