"""Cut ai_index_2020.csv from ai-index-hai-stanford/AI-Index-2020@1fcd0296:DATASETS/
1. Research & Development/Stackoverflow/Frameworks/frameworks_questions_count.csv (no licence
stated).
"""

import csv
import subprocess
import sys

FILE = (
    "1fcd029693b90c35ce800a2960ddce0240c1cdbc:DATASETS/1. Research & Development/"
    "Stackoverflow/Frameworks/frameworks_questions_count.csv"
)
TAGS = {"Keras": "keras", "Pytorch": "pytorch", "Tensorflow": "tensorflow"}
LAST_DAY = {"2020": "2020-06-12"}  # the newest question in the lists beside the file

text = subprocess.check_output(["git", "-C", sys.argv[1], "show", FILE], text=True)
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["year", "counted_to", "tag", "questions"])
for row in sorted(csv.DictReader(text.splitlines()), key=lambda row: row["Date"]):
    year = row["Date"]
    for name, tag in TAGS.items():
        questions = int(float(row[f"{name}_Question_Count"]))
        out.writerow([year, LAST_DAY.get(year, f"{year}-12-31"), tag, questions])
