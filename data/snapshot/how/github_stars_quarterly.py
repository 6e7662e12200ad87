"""Cut github_stars_quarterly.csv from fmma/stars-and-forks@1e53dad7:data/OWNER-NAME.json (no
licence stated).
"""

import csv
import json
import subprocess
import sys

COMMIT = "1e53dad753366ede6f2282a314f7f958b8da49cf"
REPOSITORIES = """
NVIDIA/TensorRT-LLM PaddlePaddle/Paddle apache/mxnet ggerganov/llama.cpp google/jax
huggingface/accelerate huggingface/text-generation-inference keras-team/keras microsoft/CNTK
microsoft/DeepSpeed microsoft/onnxruntime mindspore-ai/mindspore ml-explore/mlx mlc-ai/mlc-llm
onnx/onnx pytorch/executorch pytorch/pytorch pytorch/serve sgl-project/sglang tensorflow/serving
tensorflow/tensorflow tinygrad/tinygrad triton-inference-server/server turboderp/exllamav2
vllm-project/vllm
"""
MOST = 40_000  # GitHub lists no more: in the quarter that reaches it stars are missing


def git(*arguments: str) -> str:
    """Return what git prints."""
    return subprocess.check_output(["git", "-C", sys.argv[1], *arguments], text=True)


out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["quarter", "repo", "gained", "to_date", "read_on"])
for repo in REPOSITORIES.split():
    path = f"data/{repo.replace('/', '-')}.json"
    counts = json.loads(git("show", f"{COMMIT}:{path}"))
    # no file was ever written anew
    read_on = git("log", "--diff-filter=A", "--format=%cs", COMMIT, "--", path).strip()
    for quarter, to_date in sorted(counts["stars_accum"].items()):
        if to_date < MOST:
            year, number = quarter.split(" Q")
            first = f"{year}-{3 * int(number) - 2:02d}-01"
            out.writerow([first, repo, counts["stars"][quarter], to_date, read_on])
