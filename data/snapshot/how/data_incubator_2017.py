"""Cut data_incubator_2017.csv from thedataincubator/data-science-blogs@8b7c202e:data/
DL_toolkits_results_*.csv and output/DL_libraries_final_Rankings.csv (no licence stated).
"""

import csv
import subprocess
import sys

COMMIT = "8b7c202e64d2be494decc338b60ceb9cfecc3e18"
DAY = "2017-09-14"  # deep-learning-libraries.md says when all was downloaded
METRICS = {
    "data/DL_toolkits_results_github.csv": {"forks": "github_forks", "stars": "github_stars"},
    "data/DL_toolkits_results_google.csv": {
        "growth_rate": "google_growth_rate",
        "search_results": "google_search_results",
    },
    "data/DL_toolkits_results_stackoverflow.csv": {
        "so_question_count": "stackoverflow_so_question_count",
        "so_tag_counts": "stackoverflow_so_tag_counts",
    },
    "output/DL_libraries_final_Rankings.csv": {"Rank": "published_rank"},
}

rows = []
for path, metrics in METRICS.items():
    git = ["git", "-C", sys.argv[1], "show", f"{COMMIT}:{path}"]
    for line in csv.DictReader(subprocess.check_output(git, text=True).splitlines()):
        library = line.get("toolkit") or line["Library"]
        for column, metric in metrics.items():
            if line[column]:
                rows.append([DAY, library, metric, line[column].removesuffix(".0")])

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["measured_on", "library", "metric", "value"])
out.writerows(sorted(rows))
