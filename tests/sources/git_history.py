"""Git repositories with an invented history, on disk and behind git's own HTTP server."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests import collecting
from tests.collecting import World
from tests.fake import Asked, Reply

ADA = "Ada Archer <ada@archer.example>"
ZOE = "Zoë Żbik <zoe@zbik.example>"
SURROUNDINGS = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(repository: Path, *arguments: str, content: bytes = b"", **surroundings: str) -> str:
    """Run git on a repository and return what it prints."""
    done = subprocess.run(
        ["git", f"--git-dir={repository}", *arguments],
        input=content,
        capture_output=True,
        check=True,
        env=SURROUNDINGS | surroundings,
    )
    return done.stdout.decode().strip()


def repository(path: Path) -> Path:
    """Make an empty repository whose default branch is `main`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    git(path, "init", "--quiet", "--bare", "--initial-branch=main")
    git(path, "config", "uploadpack.allowFilter", "true")
    return path


def commit(
    repository: Path,
    when: str,
    author: str = ADA,
    *,
    branch: str = "main",
    parents: list[str] | None = None,
    authored: str = "",
    files: dict[str, str] | None = None,
) -> str:
    """Add a commit to a branch and return its hash.

    Args:
        repository: where.
        when: the committer's date.
        author: name and address.
        branch: moved to the new commit.
        parents: by default where the branch was.
        authored: the author's date, if it is another.
        files: content by name.
    """
    tree = ""
    for name, content in (files or {}).items():
        blob = git(repository, "hash-object", "-w", "--stdin", content=content.encode())
        tree += f"100644 blob {blob}\t{name}\n"
    if parents is None:
        ref = f"refs/heads/{branch}"
        parents = git(repository, "for-each-ref", "--format=%(objectname)", ref).split()
    name, _, address = author.rstrip(">").partition(" <")
    made = git(
        repository,
        "commit-tree",
        *[word for parent in parents for word in ("-p", parent)],
        "-m",
        "anything",
        git(repository, "mktree", content=tree.encode()),
        GIT_AUTHOR_NAME=name,
        GIT_AUTHOR_EMAIL=address,
        GIT_AUTHOR_DATE=stamp(authored or when),
        GIT_COMMITTER_NAME="Carl Caretaker",
        GIT_COMMITTER_EMAIL="carl@caretaker.example",
        GIT_COMMITTER_DATE=stamp(when),
    )
    git(repository, "update-ref", f"refs/heads/{branch}", made)
    return made


def stamp(when: str) -> str:
    """Return a date as git takes it, whatever the year; without a zone it is UTC."""
    time = datetime.fromisoformat(when)
    time = time if time.tzinfo else time.replace(tzinfo=UTC)
    return f"@{int(time.timestamp())} {time:%z}"


def serve(folder: Path) -> Callable[[Asked], Reply]:
    """Answer as git's HTTP server does for the repositories in a folder."""

    def answer(asked: Asked) -> Reply:
        done = subprocess.run(
            ["git", "http-backend"],
            input=asked.body,
            capture_output=True,
            check=True,
            env=SURROUNDINGS
            | {
                "GIT_PROJECT_ROOT": str(folder),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_PROTOCOL": asked.headers.get("git-protocol", ""),
                "PATH_INFO": asked.path,
                "QUERY_STRING": urlencode(asked.query),
                "REQUEST_METHOD": asked.method,
                "CONTENT_TYPE": asked.headers.get("content-type", ""),
                "CONTENT_LENGTH": str(len(asked.body)),
                "HTTP_CONTENT_ENCODING": asked.headers.get("content-encoding", ""),
            },
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        return Reply(body, int(headers.pop("Status", "200").split()[0]), headers)

    return answer


def world(tmp_path: Path) -> AbstractContextManager[World]:
    """Serve two small repositories over HTTP: real names, invented commits."""
    folder = tmp_path / "repositories"
    for name in ("keras-team/keras", "onnx/onnx"):
        made = repository(folder / f"{name}.git")
        commit(made, "2020-01-05")
        commit(made, "2020-02-05", ZOE)
    return reading(
        folder, tmp_path, "keras-team/keras", "onnx/onnx", answer=serve(folder), timeout_seconds=2
    )


def reading(
    folder: Path,
    tmp_path: Path,
    *only: str,
    answer: Callable[[Asked], Reply] | None = None,
    **live: Any,
) -> AbstractContextManager[World]:
    """Prepare to collect some of the repositories in a folder.

    They are read from disk, or over HTTP if there is a server that has an `answer`.
    """
    patterns = {"bots": r"tensorflower|\bgardener@"}
    settings = {"only": list(only), "timeout_seconds": 30, "patterns": patterns, **live}
    if answer is None:
        settings = {"api": f"file://{folder}", **settings}
    return collecting.world(
        "git_history", tmp_path, answer or serve(folder), {"github": []}, **settings
    )
