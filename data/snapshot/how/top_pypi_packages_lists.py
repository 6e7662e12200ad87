"""Cut top_pypi_packages_lists.csv from hugovk/top-pypi-packages@5501c5c9:
top-pypi-packages-30-days.json, top-pypi-packages-365-days.json and top-pypi-packages.json, all
versions (no licence stated).
"""

import csv
import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

HEADS = ["5501c5c9", "e571c499"]  # the second comes with `git fetch origin pull/41/head`
FORK = "pathum25/top-pypi-packages"  # which has it
UNDATED = {"79010cc5": "365-day", "8d4609df": "365-day", "48002ceb": "30-day"}
FILES = {
    "top-pypi-packages-30-days.json": "30-day",
    "top-pypi-packages-365-days.json": "365-day",
    "top-pypi-packages.json": "365-day",  # until February 2018
}
COLUMNS = (
    "list_date kind window_days window_start window_end installers engine packages_in_list "
    "min_downloads sum_downloads committed_at repository_commit path"
)


def git(*arguments: str) -> str:
    """Return what git prints: nothing for a file that the commit took away."""
    command = ["git", "-C", sys.argv[1], *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


found: dict[tuple[str, str, str], tuple[datetime, str, str, list[dict[str, int]]]] = {}
for path, kind in FILES.items():
    for line in git("log", "--reverse", "--format=%ct %H", *HEADS, "--", path).splitlines():
        at, commit = datetime.fromtimestamp(int(line.split()[0]), UTC), line.split()[1]
        text = git("show", f"{commit}:{path}")
        dated = text.startswith("{") and path != "top-pypi-packages.json"
        if dated or (text.startswith("[") and UNDATED.get(commit[:8]) == kind):
            content = json.loads(text)
            made = content["last_update"] if dated else f"{at:%F %T}"
            rows = content["rows"] if dated else content
            # a list that was put back later is the same list
            found.setdefault((made[:10], kind, made), (at, commit, path, rows))

original = set(git("log", "--format=%H", HEADS[0]).split())
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(COLUMNS.split())
for (listed, kind, _), (at, commit, path, rows) in sorted(found.items()):
    day = date.fromisoformat(listed)
    script = git("show", f"{commit}:generate.sh")
    if "clickhouse" in script:  # the calendar month before
        engine, end = "ClickHouse", day.replace(day=1)
        start = (end - timedelta(days=1)).replace(day=1)
    else:
        engine, end = "BigQuery", day
        days = re.findall(r"days(?:=| +)(\d+)", script) if kind == "30-day" else ["365"]
        start = end - timedelta(days=min(map(int, days)))
    installers = "all" if engine == "ClickHouse" or "--all" in script else "pip only"
    counts = [row["download_count"] for row in rows]
    window = [(end - start).days, start, end, installers, engine]
    sizes = [len(rows), min(counts), sum(counts)]
    read_in = path if commit in original else f"{FORK}@{commit[:8]}:{path}"
    out.writerow([day, kind, *window, *sizes, f"{at:%F %T}", commit, read_in])
