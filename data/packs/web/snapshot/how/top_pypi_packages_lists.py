"""Cut top_pypi_packages_lists.csv from the bundled pack's table of that name: the lists of 30 days
(no licence stated).
"""

import csv
import sys
from pathlib import Path

EVERY = Path(__file__).parents[4] / "snapshot" / "top_pypi_packages_lists.csv"

with EVERY.open(encoding="utf-8", newline="") as file:
    lists = csv.DictReader(file)
    out = csv.DictWriter(sys.stdout, lists.fieldnames or [], lineterminator="\n")
    out.writeheader()
    out.writerows(row for row in lists if row["kind"] == "30-day")
