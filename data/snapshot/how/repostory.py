"""Cut repostory.csv from 0x0w1/repostory@66e97a67:repo_data/OWNER_NAME.json (no licence stated)."""

import csv
import json
import subprocess
import sys
from collections import Counter

COMMIT = "66e97a67d283cbb44b0ea2b1feb334242c17eac0"
REPOSITORIES = [
    "huggingface/transformers",
    "keras-team/keras",
    "numpy/numpy",
    "pytorch/pytorch",
    "scikit-learn/scikit-learn",
    "tensorflow/tensorflow",
]

rows = []
for name in REPOSITORIES:
    file = f"{COMMIT}:repo_data/{name.replace('/', '_')}.json"
    text = subprocess.check_output(["git", "-C", sys.argv[1], "show", file], text=True)
    months: Counter[str] = Counter()
    for day, stars in json.loads(text)["stars_by_date"].items():
        months[f"{day[:7]}-01"] += stars
    to_date = 0
    for month, added in sorted(months.items()):
        to_date += added
        rows.append([month, name, added, to_date])

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["month", "repo", "stars_added", "stars_to_date"])
out.writerows(sorted(rows))
