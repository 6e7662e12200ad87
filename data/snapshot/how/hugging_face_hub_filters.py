"""Cut hugging_face_hub_filters.csv from hamidahoderinwale/model_metadata_analyses@9a376ae8:
libraries_dataset/Libraries Hugging Face Analysis - manual_model_data (1).csv (no licence stated).
"""

import csv
import subprocess
import sys

FILE = (
    "9a376ae8045c1723d3f75a65cdb56ddd8afefb86:libraries_dataset/"
    "Libraries Hugging Face Analysis - manual_model_data (1).csv"
)
COLUMNS = "date until date_note library tag models github_stars github_forks"
WHEN = ["2025-03-04", "2025-03-06", "4 or 5 March 2025, by the star counts beside it"]
TAGS = {  # the others are the label in small letters, with hyphens
    "KerasNLP": "keras-nlp",
    "OpenCLIP": "open_clip",
    "Pyannote": "pyannote-audio",
    "Scikit Learn (using skops)": "scikit-learn (using skops)",
    "SpanMarker": "span-marker",
    "TF-Keras (legacy)": "tf-keras",
}

text = subprocess.check_output(["git", "-C", sys.argv[1], "show", FILE], text=True)
labels = [row for row in csv.DictReader(text.splitlines()) if row["GitHub Stars"]]
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(COLUMNS.split())
for row in sorted(labels, key=lambda row: row["Library Name"].lower()):
    label = row["Library Name"]
    tag = TAGS.get(label, label.lower().replace(" ", "-"))
    models = row["# of models that use the library"].replace(",", "").replace("N/A", "")
    out.writerow([*WHEN, label, tag, models, row["GitHub Stars"], row["GitHub Forks"]])
