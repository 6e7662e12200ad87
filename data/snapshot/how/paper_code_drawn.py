"""Cut paper_code_drawn.csv from oorjitchowdhary/replicant@ee2eb650:corpus_1000.csv, a random draw
from Papers with Code (CC BY-SA 4.0); the argument is a clone.
"""

import csv
import subprocess
import sys
from collections import Counter

FILE = "ee2eb650028cf9dfd85c2161672c1aa1209f0263:corpus_1000.csv"

text = subprocess.check_output(["git", "-C", sys.argv[1], "show", FILE], text=True)
papers = Counter(
    (row["year"], row["framework"]) for row in csv.DictReader(text.splitlines(keepends=True))
)
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["paper_year", "framework", "papers"])
out.writerows([*cell, count] for cell, count in sorted(papers.items()))
