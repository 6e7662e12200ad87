"""Do the tests notice? `python -m benchmarks.mutations [PATH ...]` breaks the code, place by place.

`mutations.yml` lists the places: a text that stands once in a file, what it becomes, and what
would then be wrong. Each is made in a copy of the repository, where the tests that look after the
file run until one fails. A mutation that no test notices is a hole in the tests, unless the list
says why it changes nothing that anybody can see.
"""

import argparse
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

REPOSITORY = Path(__file__).resolve().parent.parent
FILE = Path(__file__).with_suffix(".yml")
SHARE = 0.9
"""Of the mutations that change something, how many must be noticed: a fraction."""
PATIENCE_S = 300
LEFT = (".*", "__pycache__", "builds", "landing", "history", "cache", "node_modules")
"""What a copy does not need; bytecode that looks as new as a mutated file would hide it."""
NOTICED, PASSED = 1, 0
"""What pytest returns."""


@dataclass(frozen=True)
class Mutation:
    """One place that is made wrong."""

    file: str
    text: str
    """What stands there, once in the file."""
    into: str
    """What it becomes."""
    wrong: str
    """What would be wrong then."""
    tests: tuple[str, ...]
    """The files of tests that look after it, the fastest first; `file.py::name` for one test."""
    unseen: str | None = None
    """Why nobody can see it; none for all others."""

    @property
    def where(self) -> str:
        """Return file and what would be wrong, for people."""
        return f"{self.file}: {self.wrong}"


@dataclass(frozen=True)
class Result:
    """What became of a mutation."""

    mutation: Mutation
    noticed: bool
    by: str
    """The first test that failed."""
    seconds: float


def read(file: Path = FILE) -> list[Mutation]:
    """Return the mutations of a list; their tests are those of the longest path they lie under."""
    content = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    found = []
    for name, entries in content["mutations"].items():
        owner = max((path for path in content["tests"] if name.startswith(path)), key=len)
        tests = _files(content["tests"][owner])
        found += [Mutation(name, **({"tests": tests} | _entry(entry))) for entry in entries]
    return found


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    tests = {"tests": _files(entry["tests"])} if "tests" in entry else {}
    return {name: str(value) for name, value in entry.items()} | tests


def _files(names: list[str]) -> tuple[str, ...]:
    """Return tests as pytest names them: `test_marts`, or `test_marts::test_one` for one."""
    parts = [name.partition("::") for name in names]
    return tuple(f"{_folder(file)}/{file}.py{mark}{test}" for file, mark, test in parts)


def _folder(file: str) -> str:
    """Return where a file of tests stands: among those of the program, or of the bundled pack."""
    bundled = "tests/bundled"
    return bundled if (REPOSITORY / bundled / f"{file}.py").exists() else "tests"


def _there(test: str, root: Path) -> bool:
    """Return whether there is a file of tests, and in it the one that is named."""
    file, _, name = test.partition("::")
    path = root / file
    return path.exists() and (not name or f"def {name}(" in path.read_text(encoding="utf-8"))


def problems(mutation: Mutation, root: Path = REPOSITORY) -> Iterator[str]:
    """Yield why a mutation cannot be made: a text that is not there once, a test that is gone."""
    path = root / mutation.file
    found = path.read_text(encoding="utf-8").count(mutation.text) if path.exists() else 0
    if found != 1:
        yield (
            f"{mutation.where}: the text {mutation.text!r} stands {found} times in the file, "
            "expected once. Write it in benchmarks/mutations.yml as it stands now."
        )
    if mutation.text == mutation.into:
        yield f"{mutation.where}: nothing is changed. Write what the text becomes."
    for test in mutation.tests:
        if not _there(test, root):
            yield f"{mutation.where}: there is no {test}. Name the tests that look after the file."


@contextmanager
def mutated(mutation: Mutation, root: Path) -> Iterator[None]:
    """Make a mutation in a copy of the repository, and take it back."""
    path = root / mutation.file
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(mutation.text, mutation.into), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(before, encoding="utf-8")


def tried(mutation: Mutation, root: Path, whole: bool = False) -> Result:
    """Make a mutation in a copy and run its tests, or all, until one fails."""
    started = time.perf_counter()
    with mutated(mutation, root):
        code, said = run(root, [] if whole else [t for t in mutation.tests if _there(t, root)])
    failed = re.search(r"^(?:FAILED|ERROR) (\S.*?)(?: - |$)", said, re.MULTILINE)
    by = failed[1] if failed else "time" if code is None else f"pytest ended with {code}"
    return Result(mutation, code != PASSED, by, time.perf_counter() - started)


def run(root: Path, tests: list[str]) -> tuple[int | None, str]:
    """Run tests in a copy; return pytest's code, None when it did not end, and what it printed."""
    command = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "-m",
        "not browser",
        *tests,
    ]
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=PATIENCE_S
        )
    except subprocess.TimeoutExpired:
        return None, ""
    return done.returncode, done.stdout


@contextmanager
def copies(number: int) -> Iterator["queue.Queue[Path]"]:
    """Yield copies of the repository, without what was built or collected, to be lent in turn."""
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        lent = queue.Queue[Path]()
        for n in range(number):
            copy = Path(folder) / str(n) / REPOSITORY.name
            shutil.copytree(REPOSITORY, copy, ignore=shutil.ignore_patterns(*LEFT))
            lent.put(copy)
        yield lent


def every(
    mutations: list[Mutation], workers: int, whole: bool, report: Callable[[Result], None]
) -> list[Result]:
    """Try all mutations, some at a time; `report` is called with each result as it comes."""
    with copies(workers) as lent, ThreadPoolExecutor(workers) as threads:

        def one(mutation: Mutation) -> Result:
            copy = lent.get()
            try:
                result = tried(mutation, copy, whole)
            finally:
                lent.put(copy)
            report(result)
            return result

        return list(threads.map(one, mutations))


def show(results: list[Result], out: Console) -> bool:
    """Print a row per folder and what nobody noticed; return whether enough was noticed."""
    table = Table("files", "mutations", "noticed", "not noticed", "cannot be seen")
    by_folder = defaultdict[str, list[Result]](list)
    for result in results:
        by_folder[result.mutation.file.rpartition("/")[0]].append(result)
    for name, some in [*sorted(by_folder.items()), ("all", results)]:
        noticed = sum(r.noticed for r in some)
        unseen = sum(not r.noticed and r.mutation.unseen is not None for r in some)
        table.add_row(name, *map(str, (len(some), noticed, len(some) - noticed - unseen, unseen)))
    out.print(table)
    for result in results:
        if not result.noticed:
            reason = result.mutation.unseen
            colour = "red" if reason is None else "dim"
            out.print(f"[{colour}]not noticed[/] {result.mutation.where}", highlight=False)
            out.print(f"    {reason or result.mutation.into}", highlight=False, markup=False)
    seen = [result for result in results if result.noticed or result.mutation.unseen is None]
    return sum(result.noticed for result in seen) >= SHARE * len(seen)


def main() -> None:
    """Try the mutations of the files under the paths given, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", default=[""], help="files or folders to mutate")
    parser.add_argument("--workers", type=int, default=2, help="copies that are tried at a time")
    parser.add_argument("--whole", action="store_true", help="run all tests, not the file's own")
    given = parser.parse_args()
    chosen = [m for m in read() if m.file.startswith(tuple(given.paths))]
    if not chosen:
        sys.exit(f"benchmarks/mutations.yml: no mutation of {', '.join(given.paths)}.")
    if wrong := [problem for mutation in chosen for problem in problems(mutation)]:
        sys.exit("\n".join(wrong))
    out = Console()

    def report(result: Result) -> None:
        word = "noticed" if result.noticed else "[red]not noticed[/]"
        by = f" by {result.by}" if result.noticed else ""
        out.print(
            f"{result.seconds:5.0f} s  {word}  {result.mutation.where}{by}",
            highlight=False,
            soft_wrap=True,
        )

    if not show(every(chosen, given.workers, given.whole, report), out):
        sys.exit(f"Fewer than {SHARE:.0%} were noticed.")


if __name__ == "__main__":
    main()
