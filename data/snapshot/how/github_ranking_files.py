"""Cut github_ranking_files.csv from EvanLi/Github-Ranking@1f3e1701:
Data/github-ranking-YYYY-MM-DD.csv (MIT).
"""

import csv
import subprocess
import sys
from collections import Counter

COMMIT = "1f3e1701525143b5ac563105153e380610d1ad53"


def git(*arguments: str) -> str:
    """Return what git prints."""
    return subprocess.check_output(["git", "-C", sys.argv[1], *arguments], text=True)


out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["date", "rows", "lists", "short_lists"])
for path in sorted(git("ls-tree", "--name-only", COMMIT, "Data/").split()):
    lines = csv.DictReader(git("show", f"{COMMIT}:{path}").split("\n"))
    lists = Counter(line["item"] for line in lines)
    short = [name for name, rows in lists.items() if rows < 100]
    out.writerow([path[-14:-4], lists.total(), len(lists), len(short)])
