"""Cut job_listings_skills.csv from three counts over the postings that Luke Barousse gathered:
dimitriszabelis/SQL_and_Python_Project_Data_Skills_Analysis@256aff35 (a CSV file),
aram204/project_sql@115aaec9 (a table of its README), linh672/MLE-Role-Analysis@bf240f3b (two
tables of a notebook); none states a licence. The arguments are their clones, in this order.
"""

import csv
import json
import re
import subprocess
import sys

SCIENTISTS = (
    "dimitriszabelis/SQL_and_Python_Project_Data_Skills_Analysis"
    "@256aff35a7173e5c7e67a240e9384a4f9fd24123:2_data_science_domain/data/data_science_skills.csv"
)
ENGINEERS = "aram204/project_sql@115aaec9bf613ded4a4c968b74580738bc2be148:README.md"
AMERICANS = (
    "linh672/MLE-Role-Analysis"
    "@bf240f3b462a2657d7ad5b5db735f82db0aa063b:Analytics/3_Skills_Trend.ipynb"
)
LIBRARIES = {"pytorch": "PyTorch", "tensorflow": "TensorFlow"}


def show(clone: str, source: str) -> str:
    """Return the text of the file that a locator names."""
    git = ["git", "-C", clone, "show", source.partition("@")[2]]
    return subprocess.check_output(git, text=True)


csv_file, readme, notebook = (
    show(clone, source)
    for clone, source in zip(sys.argv[1:], (SCIENTISTS, ENGINEERS, AMERICANS), strict=True)
)
scientists = {row[0]: row[1] for row in csv.reader(csv_file.splitlines())}
engineers = dict(re.findall(r"^\| (\w+) +\| (\d+) +\|$", readme, re.M))
# python, tensorflow and pytorch by month: counts first, then as percentages of all postings
months = [
    (float(python), float(tensorflow), float(pytorch))
    for cell in json.loads(notebook)["cells"]
    for output in cell.get("outputs", [])
    for python, tensorflow, pytorch in re.findall(
        r"^(?:\d+|[A-Z][a-z]{2}) +([\d.]+) +[\d.]+ +[\d.]+ +([\d.]+) +([\d.]+) ",
        re.split(r"\n *\n", "".join(output.get("data", {}).get("text/plain", "")))[0],
        re.M,
    )
]
counts, percentages = months[:12], months[12:]
postings = sum(
    round(100 * count[0] / share[0]) for count, share in zip(counts, percentages, strict=True)
)
americans = {
    "tensorflow": sum(int(count[1]) for count in counts),
    "pytorch": sum(int(count[2]) for count in counts),
}

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["year", "job_title", "library", "posts", "base", "read_on", "source"])
for title, found, base, day, source in (
    ("data scientists", scientists, "", "2025-05-08", SCIENTISTS),
    ("machine-learning engineers", engineers, "", "2025-06-26", ENGINEERS),
    ("machine-learning engineers, United States", americans, postings, "2025-04-22", AMERICANS),
):
    for skill, library in LIBRARIES.items():
        out.writerow([2023, title, library, found[skill], base, day, source])
