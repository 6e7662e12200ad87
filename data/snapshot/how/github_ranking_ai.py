"""Cut github_ranking_ai.csv from yuxiaopeng/Github-Ranking-AI@54292a9c:
Data/github-ranking-YYYY-MM-DD.csv (MIT).
"""

import csv
import subprocess
import sys

COMMIT = "54292a9c35e721d3025c055db541e9cfd6603be7"
REPOSITORIES = """
InternLM/xtuner NVIDIA/TensorRT-LLM ggml-org/llama.cpp huggingface/peft
huggingface/text-generation-inference huggingface/transformers huggingface/trl mlc-ai/mlc-llm
ollama/ollama sgl-project/sglang unslothai/unsloth vllm-project/vllm
"""


def git(*arguments: str) -> str:
    """Return what git prints."""
    return subprocess.check_output(["git", "-C", sys.argv[1], *arguments], text=True)


out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["date", "repo", "stars", "lists"])
months = set()
for path in sorted(git("ls-tree", "--name-only", COMMIT, "Data/").split()):
    day = path[-14:-4]
    if day[:7] in months:  # the first file of each month is kept
        continue
    months.add(day[:7])
    found: dict[str, list[dict[str, str]]] = {}
    for line in csv.DictReader(git("show", f"{COMMIT}:{path}").split("\n")):
        found.setdefault(line["repo_url"].removeprefix("https://github.com/"), []).append(line)
    for repo in sorted(found.keys() & REPOSITORIES.split()):
        lists = ";".join(f"{line['item']}#{line['rank']}" for line in found[repo])
        out.writerow([day, repo, found[repo][0]["stars"], lists])
