"""Cut kaggle_survey.csv from four copies of Kaggle's survey, which the rows name by repository,
commit and path (no licence stated).

Arguments: merged_data.csv out of merged_data.rar, and the archives of 2019, 2021 and 2022.
"""

import csv
import re
import sys
import zipfile
from collections import Counter
from io import TextIOWrapper
from itertools import chain

MERGED = "AdenRajput/Kaggle_ML_-_DS_survey 04512af0e5ec4212b442c8b8804e2d1b74ed1e98"
COPIES = {
    "2019": "IlanReinstein/kaggle_survey 9546525dc3d4c7c1badf6c8a7a2b23169912e64f",
    "2021": (
        "DS-Popeye/Kaggle-Machine-Learning-Data-Science-Survey "
        "9fd70aa995ac5cbef76d43f44476265f1518f27f"
    ),
    "2022": "brunokiyoshi/state-of-ml 214b3a6872f9db8eac8215071954e14bab16a2e3",
}
COLUMNS = (
    "survey_year population option users answered_base respondents asked_about file_kind "
    "repository commit path"
)
ASKED = re.compile(r"machine learning frameworks do .*(?<!Text)$")

sources = {}
with open(sys.argv[1], encoding="utf-8") as file:
    _, questions, *answers = csv.reader(file)
for year in ("2018", "2020"):
    where = ["re-merged", *MERGED.split(), "merged_data.rar:merged_data.csv"]
    sources[year] = (where, questions, [line for line in answers if line[0] == year])
for (year, copy), path in zip(COPIES.items(), sys.argv[2:], strict=True):
    with zipfile.ZipFile(path) as archive:
        name = next(filter(re.compile(r"(choice|\d{4})_responses").search, archive.namelist()))
        with archive.open(name) as raw:
            _, questions, *answers = csv.reader(TextIOWrapper(raw, encoding="utf-8"))
    where = ["raw", *copy.split(), f"kaggle-survey-{year}.zip:{name}"]
    sources[year] = (where, questions, answers)

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(COLUMNS.split())
for year, (where, questions, answers) in sorted(sources.items()):
    choices = [i for i, question in enumerate(questions) if ASKED.search(question)]
    title = next(i for i, q in enumerate(questions) if q.startswith("Select the title most"))
    for population in ("all", "data scientists"):
        people = [
            line for line in answers if population == "all" or line[title] == "Data Scientist"
        ]
        chosen = [[line[i].strip() for i in choices if line[i]] for line in people]
        bases = [sum(map(bool, chosen)), len(people)]
        asked = "past five years" if year == "2018" else "regular use"
        for option, users in sorted(Counter(chain(*chosen)).items()):
            out.writerow([year, population, option, users, *bases, asked, *where])
