"""Measure the first visit on a slow line: `python -m benchmarks.arrival [ADDRESS]`.

A headless Chromium with an empty cache opens the root of a dashboard on a line of 1.6 Mbit/s with
150 ms to and fro, as a telephone has it. Without an address, the dashboard of this repository is
started and measured without a proxy. What gzip would save is computed from the very files: that
many seconds less on this line. Chromium does not slow WebSockets down, so the time that their bytes
need on such a line is added.
"""

import gzip
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.visit import served
from collectors.home import home

CHROMIUM = "/usr/bin/chromium"
RUNS = 3
LATENCY_MS = 150
BYTES_PER_SECOND = 1_600_000 / 8
BUDGET_S, BUDGET_PROXY_S = 15.0, 8.0
PATIENCE_MS = 120_000
CHART = 'main img[src^="data:image/svg"], svg[role="img"][aria-label], .js-plotly-plot .main-svg'
SEEN = f"""(() => {{
    const seen = {{}};
    const look = () => {{
        if (document.querySelector('h1')) seen.title ??= performance.now();
        if (document.querySelector('{CHART}')) seen.chart ??= performance.now();
        window.arrival = seen;
        if (!seen.chart) setTimeout(look, 20);
    }};
    look();
}})()"""
"""Notes when the title and the first chart stand on the page."""
PACKED = ("text/", "javascript", "json", "svg", "xml")
"""Types of files that a server would compress."""


class Arrival(NamedTuple):
    """One first visit.

    title_s, chart_s: seconds until the title and the first chart were seen.
    files: bytes as transferred, by address.
    kinds: what a file is, by address.
    socket: bytes of Streamlit's messages until the chart was seen.
    """

    title_s: float
    chart_s: float
    files: dict[str, int]
    kinds: dict[str, str]
    socket: int

    @property
    def seconds(self) -> float:
        """Return the seconds until the first chart, those of the messages included."""
        return self.chart_s + self.socket / BYTES_PER_SECOND


def visit(browser: Browser, address: str) -> Arrival:
    """Open an address for the first time and wait for its first chart."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_PER_SECOND,
            "uploadThroughput": BYTES_PER_SECOND,
        },
    )
    asked: dict[str, str] = {}
    files: dict[str, int] = {}
    kinds: dict[str, str] = {}
    messages: list[int] = []

    def answered(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = event["response"]["url"]
        kinds[event["response"]["url"]] = event["response"]["mimeType"]

    def came(event: dict[str, Any]) -> None:
        if event["requestId"] in asked:
            files[asked[event["requestId"]]] = int(event["encodedDataLength"])

    line.on("Network.responseReceived", answered)
    line.on("Network.loadingFinished", came)
    line.on(
        "Network.webSocketFrameReceived",
        # binary messages come in base64
        lambda event: messages.append(len(event["response"]["payloadData"]) * 3 // 4),
    )
    page.add_init_script(SEEN)
    page.goto(address, timeout=PATIENCE_MS, wait_until="commit")
    page.wait_for_function("window.arrival?.chart", timeout=PATIENCE_MS)
    seen = page.evaluate("window.arrival")
    page.close()
    return Arrival(seen["title"] / 1000, seen["chart"] / 1000, files, kinds, sum(messages))


def packed(arrival: Arrival) -> int:
    """Return how many bytes gzip would save of what was transferred."""
    saved = 0
    for address, size in arrival.files.items():
        if any(kind in arrival.kinds[address] for kind in PACKED) and address.startswith("http"):
            request = Request(address, headers={"Accept-Encoding": "identity"})
            with urlopen(request, timeout=30) as answer:
                whole = answer.read()
            saved += max(0, size - len(gzip.compress(whole, 6)))
    return saved


def show(arrivals: list[Arrival], out: Console) -> None:
    """Print what came, by kind, and the seconds beside the budgets."""
    first = arrivals[0]
    sizes: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for address, size in first.files.items():
        kind = first.kinds[address].rpartition("/")[2] or "other"
        sizes[kind] += size
        numbers[kind] += 1
    table = Table("kind", "files", "kB", title="until the first chart, as transferred")
    for kind, size in sizes.most_common():
        table.add_row(kind, str(numbers[kind]), f"{size / 1e3:.0f}")
    table.add_row("messages", "", f"{first.socket / 1e3:.0f}")
    out.print(table)
    seconds = median(arrival.seconds for arrival in arrivals)
    title = median(arrival.title_s for arrival in arrivals)
    saved = packed(first)
    packed_s = seconds - saved / BYTES_PER_SECOND
    out.print(f"title {title:.1f} s; first chart {seconds:.1f} s {_verdict(seconds, BUDGET_S)}")
    out.print(
        f"gzip would save {saved / 1e3:.0f} kB of {sum(sizes.values()) / 1e3:.0f}: first chart "
        f"about {packed_s:.1f} s {_verdict(packed_s, BUDGET_PROXY_S)}"
    )


def _verdict(seconds: float, budget: float) -> str:
    mark = "[green]PASS[/]" if seconds <= budget else "[red]over[/]"
    return f"{mark} (budget {budget:.0f} s)"


@contextmanager
def dashboard(addresses: list[str]) -> Iterator[str]:
    """Yield the address that is measured; start a dashboard where none was given."""
    if addresses:
        yield addresses[0]
        return
    with served(home().data) as (port, _):
        yield f"http://localhost:{port}/"


def main() -> None:
    """Measure first visits and print them."""
    with (
        dashboard(sys.argv[1:]) as address,
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        ) as browser,
    ):
        visit(browser, address)  # the server reads the build and imports what pages import
        show([visit(browser, address) for _ in range(RUNS)], Console())


if __name__ == "__main__":
    main()
