"""Cut stackoverflow_recount.csv from sooriya-moorthy-0107/Hybrid-Ensemble-Tech-Mining@4d0608c5:
MLTollsStackOverflow.csv (no licence stated).
"""

import csv
import subprocess
import sys
from datetime import datetime

FILE = "4d0608c5aec294d0310ecda6a161df792bd336d6:MLTollsStackOverflow.csv"
TAGS = ["keras", "Lasagne", "pytorch", "scikit-learn", "tensorflow", "Theano"]

text = subprocess.check_output(["git", "-C", sys.argv[1], "show", FILE], text=True)
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["month", "tag", "questions"])
for row in csv.DictReader(text.splitlines()):
    month = datetime.strptime(row["month"], "%y-%b").date()
    out.writerows([month, tag.lower(), row[tag]] for tag in TAGS)
