"""Cut conference_papers.csv from Chillee/pytorch-vs-tensorflow@3ef0c7de:data_analysis/data.csv
(counted in 2021) and index.html (counted in 2019; no licence stated).
"""

import csv
import re
import subprocess
import sys

COMMIT = "3ef0c7dee3002f66277251eda55df970b3cda293"
FILES = {"2019": "index.html", "2021": "data_analysis/data.csv"}
LINE = re.compile(r"^(\w+),(\d\d)/(\d\d),(\d+),(\d+),(\d+)$", re.MULTILINE)

rows = []
for vintage, path in FILES.items():
    git = ["git", "-C", sys.argv[1], "show", f"{COMMIT}:{path}"]
    for found in LINE.findall(subprocess.check_output(git, text=True)):
        conference, month, year, pytorch, tensorflow, total = found
        rows.append([f"20{year}-{month}-01", conference, vintage, pytorch, tensorflow, total])

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(
    ["month", "conference", "vintage", "pytorch_papers", "tensorflow_papers", "total_papers"]
)
out.writerows(sorted(rows))
