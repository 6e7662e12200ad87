"""Measure the census of the Hub: `python -m benchmarks.hub`.

The models are generated, as many and with such tags as the Hub has; no figure is real. Each
measurement runs in a process of its own, on two cores, several times; the best time and the highest
memory count. The yardstick is DuckDB reading the columns that are needed, and doing nothing with
them but adding up; polars and pandas, where they are installed, do what the collector does.
"""

import importlib
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb
from rich.console import Console
from rich.table import Table

REPOSITORY = Path(__file__).resolve().parent.parent
MODELS, PAGES, PAGE_SIZE, RUNS = 3_000_000, 3_000, 1_000, 5
CORES, SAMPLE = 2, 10
BUDGET_RATIO, BUDGET_MB = 1.5, 400.0
TAGS = (
    "coreml",
    "gguf",
    "jax",
    "keras",
    "mlx",
    "onnx",
    "openvino",
    "paddlepaddle",
    "pytorch",
    "rust",
    "safetensors",
    "tf",
    "tf-keras",
    "tflite",
)
GENERATE = """
copy (
    with dice as (
        select
            i, hash(i) as a, hash(i + 7777777) as b, hash(i + 333) as c, hash(i) % 1000 as library,
            hash(i + 7777777) % 1000 as files, sqrt(i / {models}::double) as age
        from range({models}) as model(i)
    ),
    named as (
        select
            *,
            case
                when library < 420 then 'transformers' when library < 580 then 'peft'
                when library < 660 then 'diffusers' when library < 680 then 'stable-baselines3'
                when library < 690 then 'sentence-transformers' when library < 700 then 'mlx'
                when library < 705 then 'lerobot' when library < 710 then 'timm'
                when library < 713 then 'keras' when library < 715 then 'tf-keras'
                when library < 717 then 'gguf'
                when library < 720 then 'library-' || (b % 500)::varchar end as library_name
        from dice
    ),
    filed as (
        select
            *,
            case library_name
                when 'transformers' then case
                    when files < 120 then ['pytorch'] when files < 600 then ['safetensors']
                    when files < 780 then ['pytorch', 'safetensors'] when files < 795 then ['tf']
                    when files < 805 then ['pytorch', 'tf', 'jax', 'safetensors']
                    when files < 810 then ['pytorch', 'tf', 'jax', 'rust', 'coreml', 'onnx',
                        'safetensors']
                    when files < 820 then ['jax'] when files < 840 then ['onnx']
                    when files < 850 then ['safetensors', 'onnx']
                    when files < 860 then ['openvino'] when files < 900 then ['safetensors', 'gguf']
                    else [] end
                when 'peft' then if(files < 900, ['safetensors'], [])
                when 'diffusers' then if(files < 850, ['safetensors'], [])
                when 'sentence-transformers' then if(files < 800, ['safetensors'],
                    ['pytorch', 'safetensors', 'onnx', 'openvino'])
                when 'mlx' then ['safetensors'] when 'timm' then ['pytorch', 'safetensors']
                else case
                    when files < 350 then ['gguf'] when files < 420 then ['safetensors']
                    when files < 450 then ['pytorch'] when files < 460 then ['coreml']
                    when files < 470 then ['onnx'] when files < 475 then ['tflite'] else [] end
                end as file_tags
        from named
    )
    select
        printf('%024x', i) as "_id",
        'owner-' || (a % 400000)::varchar || '/model-' || i::varchar as id,
        timestamp '2022-03-02 23:29:04' + to_seconds((age * 1674 * 86400)::bigint) as "createdAt",
        timestamp '2022-03-02 23:29:04' + to_seconds(
            ((age + (1 - age) * (c % 100) * 0.003) * 1674 * 86400)::bigint) as "lastModified",
        library_name,
        list_concat(
            if(library_name is null, [], [library_name]),
            file_tags,
            if(library_name = 'transformers', [
                ['llama', 'qwen2', 'bert', 'gpt2', 'mistral', 'gemma', 't5'][1 + (c % 7)::int],
                ['text-generation', 'fill-mask', 'image-classification'][1 + (b % 3)::int],
                'autotrain_compatible', 'text-generation-inference', 'endpoints_compatible'], []),
            if(b % 3 = 0, ['conversational', 'trl', 'sft', 'generated_from_trainer'], []),
            case c % 5 when 0 then ['en'] when 1 then ['en', 'zh', 'fr', 'de'] else [] end,
            if(b % 4 = 0, ['dataset:owner-' || (b % 5000)::varchar || '/data'], []),
            if(c % 6 = 0, ['arxiv:2301.' || (10000 + c % 20000)::varchar], []),
            if(a % 2 = 0, [
                'base_model:owner-' || (a % 2000)::varchar || '/base-' || (a % 30000)::varchar,
                'base_model:finetune:owner-' || (a % 2000)::varchar || '/base-'
                || (a % 30000)::varchar], []),
            case a % 3 when 0 then ['license:apache-2.0'] when 1 then ['license:mit'] else [] end,
            ['region:us']
        ) as tags,
        (case when c % 10 < 6 then c % 12 when c % 10 < 9 then c % 400
            else c % 60000 end)::bigint as downloads,
        (c % 900000)::bigint as "downloadsAllTime"
    from filed
) to '{path}' (format parquet)
"""
READ = """
select sum(downloads), sum(epoch("createdAt")), sum(strlen(library_name)), sum(len(tags)) {more}
from '{path}'
"""


def generate(path: Path, models: int) -> None:
    """Write a census file of generated models."""
    with duckdb.connect() as con:
        con.execute(GENERATE.format(path=path, models=models))


def read(path: Path) -> None:
    """Read the four columns that every reading needs: created, library, tags, downloads."""
    with duckdb.connect() as con:
        con.execute(READ.format(path=path, more="")).fetchall()


def read_all(path: Path) -> None:
    """Read the six columns that the collector needs."""
    more = ', sum("downloadsAllTime"), sum(epoch("lastModified"))'
    with duckdb.connect() as con:
        con.execute(READ.format(path=path, more=more)).fetchall()


def cube(path: Path) -> None:
    """Do what the collector does with a census file."""
    from data.sources import hub_census

    hub_census._write_cube("generated", path, path.with_suffix(".cube"))


def polars(path: Path) -> None:
    """Do the same with polars: one column per tag, the set as text in the end."""
    import polars as pl

    held = [pl.col("tags").list.contains(tag).fill_null(False).alias(tag) for tag in TAGS]
    words = [pl.when(tag).then(pl.lit(tag)) for tag in TAGS]
    month = pl.col("createdAt").dt.truncate("1mo")
    sums = [pl.len().alias("models"), pl.col("downloads").sum(), pl.col("downloadsAllTime").sum()]
    (
        pl.scan_parquet(path)
        .with_columns(month, pl.col("lastModified").max().alias("as_of"), *held)
        .group_by("as_of", "createdAt", "library_name", *TAGS)
        .agg(sums)
        .with_columns(pl.concat_str(words, separator="|", ignore_nulls=True).alias("set"))
        .collect(engine="streaming")
        .write_parquet(path.with_suffix(".cube"))
    )


def pandas(path: Path) -> None:
    """Do the same with pandas, on a tenth of the models."""
    import pandas as pd

    known = frozenset(TAGS)
    models = pd.read_parquet(path.with_name("sample.parquet"))
    models["set"] = ["|".join(sorted(known.intersection(tags))) for tags in models["tags"]]
    models["month"] = models["createdAt"].dt.to_period("M").dt.to_timestamp()
    models["as_of"] = models["lastModified"].max()
    keys = ["as_of", "month", "library_name", "set"]
    sums = {"_id": "count", "downloads": "sum", "downloadsAllTime": "sum"}
    models.groupby(keys, dropna=False).agg(sums).to_parquet(path.with_suffix(".cube"))


def listing(path: Path) -> None:
    """Collect the Hub's listing from a server on localhost, as if both data sets were gone."""
    from collectors import cards
    from collectors.home import home
    from collectors.machinery.run import Order, collect_one

    card = cards.load(home())["hub_census"]
    assert card.live is not None
    settings = {"api": path.read_text("utf-8"), "pause_seconds": 0}
    card = card.model_copy(update={"live": card.live.model_copy(update=settings)})
    with tempfile.TemporaryDirectory() as root:
        outcome = collect_one("hub_census", card, Order(Path(root), {}))
    assert outcome.state == "new", outcome.message


class Hub(BaseHTTPRequestHandler):
    """Answers with pages of generated models, and knows no data set."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send a page; the cursor is its number."""
        url = urlsplit(self.path)
        if url.path != "/api/models":
            return self.reply(404, b"{}")
        number = int(parse_qs(url.query).get("cursor", ["0"])[0])
        models = [
            {
                "_id": f"{i:024x}",
                "id": f"owner/model-{i}",
                "downloads": i % 400,
                "createdAt": f"{2022 + i % 4}-{1 + i % 12:02}-02T23:29:04.000Z",
                "lastModified": "2026-01-02T23:29:04.000Z",
                "downloadsAllTime": i % 9000,
                "library_name": ("transformers", "peft", "diffusers", f"library-{i % 500}")[i % 4],
                "tags": [
                    "transformers",
                    TAGS[i % 14],
                    "safetensors",
                    "license:mit",
                    "region:us",
                    f"base_model:owner/base-{i % 30000}",
                    f"dataset:owner/data-{i % 9000}",
                ],
            }
            for i in range(number * PAGE_SIZE, (number + 1) * PAGE_SIZE)
        ]
        self.reply(200, json.dumps(models).encode(), number + 1 if number + 1 < PAGES else None)

    def reply(self, status: int, body: bytes, following: int | None = None) -> None:
        """Send a JSON body and the address of the next page."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if following is not None:
            address = f"http://{self.headers['Host']}/api/models?cursor={following}"
            self.send_header("Link", f'<{address}>; rel="next"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


MEASURED: dict[str, Callable[[Path], None]] = {
    "read": read,
    "read_all": read_all,
    "cube": cube,
    "polars": polars,
    "pandas": pandas,
    "listing": listing,
}


IMPORTED = {
    "cube": ("data.sources.hub_census",),
    "polars": ("polars",),
    "pandas": ("pandas", "pyarrow.parquet"),
}


def in_fresh_process(name: str, path: Path) -> dict[str, float]:
    """Run one measurement in a process of its own; return its seconds and peak megabytes."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.hub", name, str(path)]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


def measure(name: str, path: Path) -> None:
    """Print the seconds and the peak memory of one measurement as JSON."""
    with suppress(AttributeError):  # Linux only
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    for module in IMPORTED.get(name, ()):
        importlib.import_module(module)  # not part of the time
    started = time.perf_counter()
    MEASURED[name](path)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {"seconds": seconds, "mb": peak / (1e6 if sys.platform == "darwin" else 1e3)}
    sys.stdout.write(json.dumps(found))


def show_files(out: Console) -> None:
    """Compare the collector with reading alone, polars and pandas."""
    rows = {
        "read": "yardstick: DuckDB reads 4 columns",
        "read_all": "DuckDB reads 6 columns",
        "cube": "the collector's cube",
        "polars": "the same with polars",
        "pandas": f"the same with pandas, {SAMPLE} times a sample",
    }
    table = Table(
        f"{MODELS:,} generated models",
        "seconds",
        "ratio",
        "budget",
        "peak MB",
        "budget",
        title=f"best of {RUNS}, {CORES} cores",
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "models.parquet"
        generate(path, MODELS)
        generate(path.with_name("sample.parquet"), MODELS // SAMPLE)
        names = [
            n for n in rows if n in ("read", "read_all", "cube") or importlib.util.find_spec(n)
        ]
        # in turns, so that a busy minute of the machine meets all of them
        runs = [{name: in_fresh_process(name, path) for name in names} for _ in range(RUNS)]
    best = {name: min(run[name]["seconds"] for run in runs) for name in names}
    for name in names:
        seconds = best[name] * (SAMPLE if name == "pandas" else 1)
        peak = max(run[name]["mb"] for run in runs)
        budgets = (f"{BUDGET_RATIO}", f"{BUDGET_MB:.0f}") if name == "cube" else ("", "")
        ratio = seconds / best["read"]
        table.add_row(
            rows[name], f"{seconds:.2f}", f"{ratio:.2f}", budgets[0], f"{peak:.0f}", budgets[1]
        )
    out.print(table)


def show_listing(out: Console) -> None:
    """Collect the listing once, with few and with all pages: memory must not grow."""
    global PAGES
    table = Table("listing", "seconds", "peak MB", "budget", title=f"{PAGE_SIZE:,} models a page")
    everything = PAGES
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server, tempfile.TemporaryDirectory() as d:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = Path(d) / "address"
        address.write_text(f"http://127.0.0.1:{server.server_address[1]}", "utf-8")
        for PAGES in (everything // 10, everything):
            found = in_fresh_process("listing", address)
            table.add_row(
                f"{PAGES:,} pages",
                f"{found['seconds']:.0f}",
                f"{found['mb']:.0f}",
                f"{BUDGET_MB:.0f}",
            )
        server.shutdown()
    out.print(table)


def main() -> None:
    """Print everything, or one measurement when started with its name and a file."""
    if sys.argv[1:]:
        measure(sys.argv[1], Path(sys.argv[2]))
        return
    out = Console()
    show_files(out)
    show_listing(out)


if __name__ == "__main__":
    main()
