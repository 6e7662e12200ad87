"""Cut hugging_face_hub_libraries.csv from hamidahoderinwale/model_metadata_analyses@f6725d08:
Libraries Hugging Face Analysis - model_library_count(hf_api, exhaustive).csv (no licence stated).
"""

import csv
import subprocess
import sys

FILE = (
    "f6725d088bd739089471166ece68db6f47ab60cb:Libraries Hugging Face Analysis - "
    "model_library_count(hf_api, exhaustive).csv"
)
DAY = "2025-04-25"  # of the commit

text = subprocess.check_output(["git", "-C", sys.argv[1], "show", FILE], text=True)
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["date", "library_name", "models"])
rows = [(int(row["Model Count"]), row["Library"]) for row in csv.DictReader(text.splitlines())]
for models, library in sorted(rows, key=lambda row: (-row[0], row[1])):
    out.writerow([DAY, library or "(empty)", models])
