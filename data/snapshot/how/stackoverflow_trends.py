"""Cut stackoverflow_trends.csv from nschloe/stackoverflow-trends@35589a90:
plots/machine-learning.svg (Nico Schlömer, CC BY) by reading its four lines back.
"""

import csv
import re
import subprocess
import sys
from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

FILE = "35589a907bb0ae44f305b4cc53975a02f53189e2:plots/machine-learning.svg"
LEGEND = {
    "#1f77b4": "tensorflow",
    "#ff7f0e": "pytorch",
    "#2ca02c": "keras",
    "#d62728": "scikit-learn",
}
START, DAY = 61.985, (349.713 - 61.985) / 3653  # x: the ticks of 2012 and 2022
NONE, QUESTION = 323.95, (323.95 - 94.692) / 60  # y: the ticks of 0 and 60 questions a day

svg = subprocess.check_output(["git", "-C", sys.argv[1], "show", FILE], text=True)
rows = []
for path, colour in re.findall(r'd="(m[^"]+)" clip[^>]+fill:none;stroke:(#\w+);stroke-w', svg):
    steps = re.findall(r"-?(?:\d+\.?\d*|\.\d+)", re.sub(r"h([\d.]+)", r"l\1 0", path))
    x, y, drawn = 0.0, 0.0, {}
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + float(dx), y + float(dy)
        # a point stands in the middle of its month
        day = date(2012, 1, 1) + timedelta(days=(x - START) / DAY)
        drawn[day.year * 12 + day.month - 1] = (NONE - y) / QUESTION
    for month, until in pairwise([*drawn, max(drawn) + 1]):
        for between in range(month, until):
            part = (between - month) / (until - month)
            a_day = drawn[month] * (1 - part) + drawn.get(until, 0) * part
            first = date(between // 12, between % 12 + 1, 1)
            questions = round(a_day * monthrange(first.year, first.month)[1])
            kind = "drawn" if between == month else "interpolated"
            rows.append([first, LEGEND[colour], questions, kind])

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["month", "tag", "questions", "kind"])
out.writerows(sorted(rows))
