"""Cut git_history.csv from the logs of the repositories in git_history_repos.csv, each at its
head_commit (counts only; licences are the repositories' own).
"""

import csv
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

BOT = re.compile(
    r"\bbot\b|robot|copybara|tensorflower|google-ml-automation"
    r"|^gardener@|^no-reply@google\.com|^tensorflow-extended-",
    re.IGNORECASE,
)
COLUMNS = (
    "month repo commits commits_excl_merges bot_commits author_addresses "
    "author_addresses_excl_bots new_author_addresses"
)

table, clones = sys.argv[1:]  # git_history_repos.csv, and a folder with OWNER/NAME
with open(table, encoding="utf-8") as file:
    heads = {row["repo"]: row["head_commit"] for row in csv.DictReader(file)}
rows = []
for repo, head in heads.items():
    git = ["git", "-C", f"{clones}/{repo}", "log", "--format=%ct%x00%P%x00%ae%x00%an", head]
    log = subprocess.check_output(git, encoding="utf-8", errors="replace").split("\n")[:-1]
    counts: defaultdict[date, Counter[str]] = defaultdict(Counter)
    everyone: defaultdict[date, set[str]] = defaultdict(set)
    people: defaultdict[date, set[str]] = defaultdict(set)
    for line in log:
        seconds, parents, address, name = line.split("\0")
        month = datetime.fromtimestamp(int(seconds), UTC).date().replace(day=1)
        counts[month]["all"] += 1
        if " " in parents:  # a merge
            continue
        counts[month]["own"] += 1
        everyone[month].add(address.lower())
        if BOT.search(f"{address} {name}"):
            counts[month]["bots"] += 1
        else:
            people[month].add(address.lower())
    month, known = min(counts), set[str]()
    while month <= max(counts):
        found, active = counts.get(month, Counter()), people[month]
        numbers = [found["all"], found["own"], found["bots"], len(everyone[month]), len(active)]
        rows.append([month, repo, *numbers, len(active - known)])
        known |= active
        month = (month + timedelta(days=31)).replace(day=1)

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(COLUMNS.split())
out.writerows(sorted(rows))
