"""Cut npm_download_counts.csv from nice-registry/download-counts, countsN.json on the branches
build-2.20250615.0 to build-2.20251201.0 (MIT).
"""

import csv
import json
import re
import subprocess
import sys
from datetime import UTC, datetime

PACKAGES = """
@huggingface/hub @huggingface/inference @huggingface/transformers @litertjs/core
@mediapipe/tasks-genai @mediapipe/tasks-vision @mlc-ai/web-llm @tensorflow/tfjs
@tensorflow/tfjs-backend-cpu @tensorflow/tfjs-backend-wasm @tensorflow/tfjs-backend-webgl
@tensorflow/tfjs-backend-webgpu @tensorflow/tfjs-converter @tensorflow/tfjs-core
@tensorflow/tfjs-layers @tensorflow/tfjs-node @tensorflow/tfjs-node-gpu
@tensorflow/tfjs-react-native @tensorflow/tfjs-tflite @tensorflow/tfjs-vis
@xenova/transformers
"""


def git(*arguments: str) -> str:
    """Return what git prints: nothing for a file that the copy lacks."""
    command = ["git", "-C", sys.argv[1], *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


rows = []
for branch in git("for-each-ref", "--format=%(refname)").split():
    build = branch.partition("build-")[2]
    for path in git("ls-tree", "--name-only", branch).split() if build else []:
        if not re.fullmatch(r"counts\d+\.json", path):
            continue
        counts = json.loads(git("show", f"{branch}:{path}") or "{}")
        seconds, commit = git("log", "-1", "--format=%ct %H", branch, "--", path).split()
        at = datetime.fromtimestamp(int(seconds), UTC)
        rows += [
            [f"{at:%F %T}", build, package, counts[package], commit, path]
            for package in PACKAGES.split()
            if package in counts
        ]

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["fetched_at", "build", "package", "downloads", "commit", "path"])
out.writerows(sorted(rows))
