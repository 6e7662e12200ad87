"""Cut innovation_graph.csv from github/innovationgraph@8faec9d7:data/topics.csv (CC0-1.0)."""

import csv
import subprocess
import sys

FILE = "8faec9d72c7ec505480197d6dd580e6739fe2a96:data/topics.csv"
TOPICS = {"pytorch", "tensorflow", "keras", "jax"}
ECONOMIES = {"US", "IN", "EU"}  # EU is an aggregate: it is never added to anything

text = subprocess.check_output(["git", "-C", sys.argv[1], "show", FILE], text=True)
rows = []
for row in csv.DictReader(text.splitlines()):
    if row["topic"] in TOPICS and row["iso2_code"] in ECONOMIES:
        quarter = f"{row['year']}-{3 * int(row['quarter']) - 2:02d}-01"
        rows.append([quarter, row["iso2_code"], row["topic"], row["num_pushers"]])

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["quarter", "economy", "topic", "pushers"])
out.writerows(sorted(rows))
