"""Cut hn_hiring.csv from controlarm/hn-hiring-analysis@a2573f5c:data/keyword_share.csv and
data/volume.csv (no licence stated).
"""

import csv
import subprocess
import sys

COMMIT = "a2573f5c743e0f0cd2c70c0e7721ac9fa2dc9dfe"
TERMS = {
    "pytorch_posts": "PyTorch",
    "tensorflow_posts": "TensorFlow",
    "machine_learning_posts": "Machine learning",
    "deep_learning_posts": "Deep learning",
    "llm_posts": "LLM",
}


def read(path: str) -> list[dict[str, str]]:
    """Return the rows of a file of the commit."""
    git = ["git", "-C", sys.argv[1], "show", f"{COMMIT}:{path}"]
    return list(csv.DictReader(subprocess.check_output(git, text=True).splitlines()))


posts = {row["month"]: int(row["0"]) for row in read("data/volume.csv")}
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["month", "posts", *TERMS])
for row in read("data/keyword_share.csv"):
    base = posts[row["month"]]
    # the shares are percentages of the posts
    counts = [round(float(row[term]) * base / 100) for term in TERMS.values()]
    out.writerow([f"{row['month']}-01", base, *counts])
