"""Cut github_imports.csv from recite/user@a7e2dd20:data/imports.jsonl (MIT)."""

import csv
import json
import subprocess
import sys
from collections import defaultdict

FILE = "a7e2dd202558963231021dc9125a552e16004e37:data/imports.jsonl"
LIBRARIES = ["torch", "tensorflow", "keras", "jax", "mxnet", "torch and tensorflow"]
EITHER = {"torch", "tensorflow"}

imports, year = defaultdict(set), dict[str, str]()
for line in subprocess.check_output(["git", "-C", sys.argv[1], "show", FILE]).splitlines():
    row = json.loads(line)
    imports[row["repo"]].add(row["library"])
    year[row["repo"]] = row["last_updated"][:4]

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["year", "library", "repositories", "with_either", "all_repositories"])
for when in ["", *sorted(set(year.values()))]:  # first those of all years
    found = [names for repo, names in imports.items() if when in ("", year[repo])]
    either = sum(bool(EITHER & names) for names in found)
    for library in LIBRARIES:
        counted = sum(set(library.split(" and ")) <= names for names in found)
        out.writerow([when, library, counted, either, len(found)])
