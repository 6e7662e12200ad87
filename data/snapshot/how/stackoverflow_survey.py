"""Cut stackoverflow_survey.csv from StackExchange/Survey: packages/archive/YEAR/json/report.json or
technology.json, at the commit that each row names (ODbL 1.0).
"""

import csv
import json
import re
import subprocess
import sys
from typing import Any

E8, FF = "e8c73fd6a873b55fbb3db44869768e2ca15657a0", "ff9aef06f3eb182b4b3767a8ad4da1a5bd63abb0"
COMMITS = {"2018": E8, "2019": FF, "2020": FF, "2021": E8, "2022": E8, "2023": E8, "2024": E8}
NAMES = {"All Respondents": "all", "Professional Developers": "professional"}
LEARNERS = {"Learning to Code": "learning to code"}  # kept from 2023
FEW = {"JAX", "Keras", "TensorFlow", "Torch/PyTorch"}
# that of 2022 is spelt Scikit-learn and was not kept
OPTIONS = FEW | {"CUDA", "Hugging Face Transformers", "Scikit-Learn"}
COLUMNS = (
    "survey_year population option percent frequency total_respondents implied_base commit path"
)
GRAPH = re.compile(
    r'"Title": "(?:Other )?Frameworks, Libraries, and Tools".*?"Graphs": (\[.*?\n *\])\n', re.DOTALL
)

rows: list[list[Any]] = []
for year, commit in COMMITS.items():
    path = f"packages/archive/{year}/json/{'report' if year == '2018' else 'technology'}.json"
    git = ["git", "-C", sys.argv[1], "show", f"{commit}:{path}"]
    text = subprocess.check_output(git, encoding="utf-8")
    if year <= "2020":
        for graph in json.loads(GRAPH.findall(text)[0]):
            total = int(graph["SubText"].split()[0].replace(",", ""))
            for option in OPTIONS & set(graph["Data"]):
                cell = [year, NAMES[graph["Title"]], option, graph["Data"][option]]
                rows.append([*cell, "", total, "", commit, path])
        continue
    for data in json.loads(text)["MiscTech"]["datasets"].values():
        names = NAMES | (LEARNERS if year >= "2023" else {})
        for answer in data["data"] if data["name"] in names else []:
            option, users = answer["response"].strip(), answer["frequency"]
            if option in (FEW if data["name"] in LEARNERS else OPTIONS):
                share = answer["percent"]
                cell = [year, names[data["name"]], option, round(share * 100, 2), users]
                rows.append([*cell, data["total_respondents"], round(users / share), commit, path])

rows.sort(key=lambda row: row[:3])
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(COLUMNS.split())
out.writerows(rows)
