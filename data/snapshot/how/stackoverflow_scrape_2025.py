"""Cut stackoverflow_scrape_2025.csv from rajiv-kumar-1478/stack_overflow_insights@f0b0b39e:
sample_scraped_page_data.csv (no licence stated).
"""

import csv
import subprocess
import sys

FILE = "f0b0b39ede502b4df004d482c3fe018c8636a8da:sample_scraped_page_data.csv"
TAGS = ["pytorch", "tensorflow", "pytorch and tensorflow", "keras", "jax", "deeplearning4j"]
FIRST, LAST = "2025-03-05", "2025-03-26"  # the days before and after were scraped in part

text = subprocess.check_output(["git", "-C", sys.argv[1], "show", FILE], text=True)
questions = set()  # a page scraped twice repeats its questions
for row in csv.DictReader(text.splitlines()):
    day = "-".join(reversed(row["Date"].split("-")))
    if FIRST <= day <= LAST:
        questions.add((day, row["Tags"], row["Questions"]))

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["first_day", "last_day", "tag", "questions", "all_questions"])
for tag in TAGS:
    parts = set(tag.split(" and "))
    tagged = [tags for _, tags, _ in questions if parts <= set(tags.split(", "))]
    out.writerow([FIRST, LAST, tag, len(tagged), len(questions)])
