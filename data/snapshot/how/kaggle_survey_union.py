"""Cut kaggle_survey_union.csv from three copies of Kaggle's survey, which the rows name by
repository, commit and path (no licence stated).

Arguments: the archives of 2019, 2021 and 2022.
"""

import csv
import re
import sys
import zipfile
from io import TextIOWrapper

COPIES = {
    "2019": "IlanReinstein/kaggle_survey 9546525dc3d4c7c1badf6c8a7a2b23169912e64f",
    "2021": (
        "DS-Popeye/Kaggle-Machine-Learning-Data-Science-Survey "
        "9fd70aa995ac5cbef76d43f44476265f1518f27f"
    ),
    "2022": "brunokiyoshi/state-of-ml 214b3a6872f9db8eac8215071954e14bab16a2e3",
}
TENSORFLOW = {"TensorFlow", "Keras"}
PYTORCH = {"PyTorch", "PyTorch Lightning", "Fast.ai"}
COLUMNS = (
    "survey_year population users_of_any_framework tensorflow_or_keras "
    "pytorch_or_lightning_or_fastai both_families repository commit path"
)

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(COLUMNS.split())
for (year, copy), path in zip(COPIES.items(), sys.argv[1:], strict=True):
    with zipfile.ZipFile(path) as archive:
        name = next(filter(re.compile(r"(choice|\d{4})_responses").search, archive.namelist()))
        with archive.open(name) as file:
            _, questions, *answers = csv.reader(TextIOWrapper(file, encoding="utf-8"))
    asked = re.compile(r"machine learning frameworks do .*(?<!Text)$")
    choices = [i for i, question in enumerate(questions) if asked.search(question)]
    title = next(i for i, q in enumerate(questions) if q.startswith("Select the title most"))
    for population in ("all", "data scientists"):
        users = [
            {line[i].strip() for i in choices} - {"", "None"}
            for line in answers
            if population == "all" or line[title] == "Data Scientist"
        ]
        tensorflow = [bool(used & TENSORFLOW) for used in users]
        pytorch = [bool(used & PYTORCH) for used in users]
        both = [one and other for one, other in zip(tensorflow, pytorch, strict=True)]
        counts = [sum(map(bool, users)), sum(tensorflow), sum(pytorch), sum(both)]
        out.writerow([year, population, *counts, *copy.split(), f"kaggle-survey-{year}.zip:{name}"])
