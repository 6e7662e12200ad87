"""The bench of faults: `make faults` counts, by kind, what was tried and what got through.

A test marked `@pytest.mark.fault("kind")` is one attempt, and gets through when it fails. One that
tries many things in a loop says how many with the fixture `attempts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator
from typing import Any

import pytest

FAULT = "fault"


@pytest.fixture
def attempts(record_property: Callable[[str, object], None]) -> Callable[[int], None]:
    """Return what a test calls with the number of things that it tries."""
    return lambda number: record_property("attempts", number)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let each report name its kind of fault: reports cross processes, marks do not."""
    report = yield
    if mark := item.get_closest_marker(FAULT):
        report.user_properties.append((FAULT, mark.args[0]))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table of the faults that were tried."""
    tried, through = Counter[str](), Counter[str]()
    for outcome, reports in terminalreporter.stats.items():
        for report in reports:
            said = dict(getattr(report, "user_properties", []))
            if FAULT not in said or (report.when != "call" and outcome != "error"):
                continue
            tried[said[FAULT]] += said.get("attempts", 1)
            through[said[FAULT]] += outcome in ("failed", "error")
    if not tried:
        return
    terminalreporter.section("faults")
    width = max(map(len, tried))
    terminalreporter.write_line(f"{'kind':<{width}}  {'tried':>7}  {'got through':>11}")
    for kind, number in sorted(tried.items()):
        terminalreporter.write_line(f"{kind:<{width}}  {number:>7,}  {through[kind]:>11,}")
