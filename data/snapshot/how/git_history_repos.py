"""Cut git_history_repos.csv from the logs of 29 repositories at the commits that
collectors/git_history.yml names (counts only; licences are the repositories' own).
"""

import csv
import re
import subprocess
import sys
from datetime import UTC, datetime

import yaml

BOT = re.compile(
    r"\bbot\b|robot|copybara|tensorflower|google-ml-automation"
    r"|^gardener@|^no-reply@google\.com|^tensorflow-extended-",
    re.IGNORECASE,
)
COLUMNS = (
    "repo branch first_date head_date head_commit commits commits_excl_merges bot_commits "
    "author_addresses author_addresses_excl_bots"
)

card, clones = sys.argv[1:]  # collectors/git_history.yml, and a folder with OWNER/NAME


def git(repo: str, *arguments: str) -> str:
    """Return what git prints."""
    command = ["git", "-C", f"{clones}/{repo}", *arguments]
    return subprocess.check_output(command, encoding="utf-8", errors="replace")


out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(COLUMNS.split())
with open(card, encoding="utf-8") as file:
    upstreams = yaml.safe_load(file)["tables"]["git_history_repos"]["upstream"]
for repo, head in ((upstream["repository"], upstream["commit"]) for upstream in upstreams):
    log = git(repo, "log", "--format=%ct%x00%P%x00%ae%x00%an", head).split("\n")[:-1]
    commits = [line.split("\0") for line in log]
    days = [datetime.fromtimestamp(int(seconds), UTC).date() for seconds, *_ in commits]
    own = [(who.lower(), name) for _, parents, who, name in commits if " " not in parents]
    people = [who for who, name in own if not BOT.search(f"{who} {name}")]
    numbers = [len(commits), len(own), len(own) - len(people), len({who for who, _ in own})]
    branch = git(repo, "symbolic-ref", "--short", "HEAD").strip()
    out.writerow([repo, branch, min(days), days[0], head, *numbers, len(set(people))])
