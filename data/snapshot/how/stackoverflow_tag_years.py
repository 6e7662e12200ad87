"""Cut stackoverflow_tag_years.csv from KennyHuynh1909/R-Programming--by_tag_year@d5993281:
by_tag_year.csv (no licence stated).
"""

import csv
import subprocess
import sys

FILE = "d59932816f0e1dc25c7f119f8e7dfe5e0193103f:by_tag_year.csv"
TAGS = {"tensorflow", "keras", "theano", "caffe", "scikit-learn"}
PART = "2018"  # counted to about the middle of the year, on a day that is not recorded

text = subprocess.check_output(["git", "-C", sys.argv[1], "show", FILE], text=True)
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["year", "tag", "questions", "all_questions"])
for row in sorted(csv.DictReader(text.splitlines()), key=lambda row: (row["year"], row["tag"])):
    if row["tag"] in TAGS and row["year"] != PART:
        out.writerow([row["year"], row["tag"], row["number"], row["year_total"]])
