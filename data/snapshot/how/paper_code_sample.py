"""Cut paper_code_sample.csv from rockett-m/grimrepor@b4237012:data/paper_repo_info.csv, an excerpt
of Papers with Code (CC BY-SA 4.0).
"""

import csv
import re
import subprocess
import sys
from collections import Counter

FILE = "b4237012c845ee69777de439bbe9073df4b34b6d:data/paper_repo_info.csv"

text = subprocess.check_output(["git", "-C", sys.argv[1], "show", FILE], text=True)
cells: dict[tuple[str, str], Counter[str]] = {}
for row in csv.DictReader(text.splitlines()):
    if row["framework"] == "framework":
        continue  # the header, repeated within the file
    arxiv = re.match(r"(\d\d)\d\d\.\d+", row["paper_arxiv_id"])
    year = f"20{arxiv[1]}" if arxiv else "no arxiv id"
    for links in ["all", "official"] if row["is_official"] == "true" else ["all"]:
        for period in (year, "total"):
            cells.setdefault((period, links), Counter())[row["framework"]] += 1

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(
    ["arxiv_year", "links", "framework", "link_count", "rows_in_cell", "rows_with_a_framework"]
)
for (period, links), found in sorted(cells.items()):
    total = found.total()
    for framework, count in sorted(found.items()):
        out.writerow([period, links, framework, count, total, total - found["none"]])
