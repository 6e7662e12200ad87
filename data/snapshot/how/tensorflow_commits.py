"""Cut tensorflow_commits.csv from bitplane/git-stats@656a288f:data/tensorflow.csv (no licence
stated).
"""

import csv
import subprocess
import sys
from collections import Counter

# later versions add days to the file twice
COMMIT = "656a288926f4167bfd95f452c3262d0dda95808d"

show = ["git", "-C", sys.argv[1], "show", f"{COMMIT}:data/tensorflow.csv"]
commits, google, tensorflow = Counter[str](), Counter[str](), Counter[str]()
for day in csv.DictReader(subprocess.check_output(show, text=True).splitlines()):
    month = f"{day['date'][:7]}-01"
    domains = dict(domain.rsplit(":", 1) for domain in day["orgs"].split("|"))
    commits[month] += int(day["commits"])
    google[month] += int(domains.get("google", 0))
    tensorflow[month] += int(domains.get("tensorflow", 0))

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["month", "commits", "google_addresses", "tensorflow_addresses"])
out.writerows([m, commits[m], google[m], tensorflow[m]] for m in sorted(commits))
