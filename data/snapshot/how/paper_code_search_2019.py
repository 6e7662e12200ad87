"""Cut paper_code_search_2019.csv from edmundloo/PapersWithCodeSummary@94cee4b2:papers.db, a JSON
file on papers of a Papers with Code list (CC BY-SA 4.0).
"""

import csv
import json
import re
import subprocess
import sys
from collections import Counter

FILE = "94cee4b2380c19ce4a5710091b14609111cc444a:papers.db"
FOUND = {
    frozenset(): "neither",
    frozenset({"pytorch"}): "pytorch only",
    frozenset({"tensorflow"}): "tensorflow only",
    frozenset({"pytorch", "tensorflow"}): "both",
}

text = subprocess.check_output(["git", "-C", sys.argv[1], "show", FILE], text=True)
papers: Counter[tuple[str, str]] = Counter()
years: Counter[str] = Counter()
for url, paper in json.loads(text).items():
    arxiv = re.search(r"arxiv\.org/abs/(\d\d)\d\d\.\d+", url)
    found = FOUND[frozenset(paper["plugin_output"]) & {"pytorch", "tensorflow"}]
    for year in (f"20{arxiv[1]}" if arxiv else "no arxiv id", "total"):
        papers[year, found] += 1
        years[year] += 1

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["arxiv_year", "found", "papers", "papers_in_year"])
for (year, found), count in sorted(papers.items()):
    out.writerow([year, found, count, years[year]])
