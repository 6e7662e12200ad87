"""Cut github_ranking.csv from EvanLi/Github-Ranking@1f3e1701:Data/github-ranking-YYYY-MM-DD.csv
(MIT).
"""

import csv
import subprocess
import sys

COMMIT = "1f3e1701525143b5ac563105153e380610d1ad53"
REPOSITORIES = """
BVLC/caffe FluxML/Flux.jl Lightning-AI/pytorch-lightning PaddlePaddle/Paddle Theano/Theano
apache/mxnet caffe2/caffe2 chainer/chainer deeplearning4j/deeplearning4j deepspeedai/DeepSpeed
fastai/fastai ggml-org/llama.cpp google-ai-edge/mediapipe huggingface/candle
huggingface/diffusers huggingface/transformers huggingface/transformers.js jax-ml/jax
keras-team/keras malmaud/TensorFlow.jl microsoft/CNTK microsoft/onnxruntime ml-explore/mlx
ollama/ollama onnx/onnx openai/whisper pytorch/examples pytorch/pytorch rstudio/keras
rstudio/tensorflow scikit-learn/scikit-learn tensorflow/models tensorflow/swift
tensorflow/tensorflow tensorflow/tfjs tinygrad/tinygrad torch/torch7 unslothai/unsloth
vllm-project/vllm
"""
FORMER = {
    "apache/incubator-mxnet": "apache/mxnet",
    "eclipse/deeplearning4j": "deeplearning4j/deeplearning4j",
    "facebookarchive/caffe2": "caffe2/caffe2",
    "geohot/tinygrad": "tinygrad/tinygrad",
    "ggerganov/llama.cpp": "ggml-org/llama.cpp",
    "google/jax": "jax-ml/jax",
    "google/mediapipe": "google-ai-edge/mediapipe",
    "huggingface/pytorch-pretrained-bert": "huggingface/transformers",
    "huggingface/pytorch-transformers": "huggingface/transformers",
    "jmorganca/ollama": "ollama/ollama",
    "lightning-ai/lightning": "Lightning-AI/pytorch-lightning",
    "microsoft/deepspeed": "deepspeedai/DeepSpeed",
    "pytorchlightning/pytorch-lightning": "Lightning-AI/pytorch-lightning",
    "xenova/transformers.js": "huggingface/transformers.js",
}
if len(sys.argv) > 2:  # a clone, and other repositories: owner/name, or former/name=owner/name
    named = [name.split("=") for name in sys.argv[2:]]
    REPOSITORIES = " ".join(name[-1] for name in named)
    FORMER = {name[0].lower(): name[1] for name in named if len(name) > 1}
TODAY = {name.lower(): name for name in REPOSITORIES.split()} | FORMER


def git(*arguments: str) -> str:
    """Return what git prints."""
    return subprocess.check_output(["git", "-C", sys.argv[1], *arguments], text=True)


months: dict[tuple[str, str], list[object]] = {}
for path in sorted(git("ls-tree", "--name-only", COMMIT, "Data/").split()):
    day = path[-14:-4]
    found: dict[str, list[dict[str, str]]] = {}
    for line in csv.DictReader(git("show", f"{COMMIT}:{path}").split("\n")):
        listed = line["repo_url"].removeprefix("https://github.com/").lower()
        if listed in TODAY:
            found.setdefault(listed, []).append(line)
    for listed, lines in found.items():
        repo, name = TODAY[listed], listed if listed in FORMER else ""
        # lists are read seconds apart and may differ by a star
        best = max(lines, key=lambda line: int(line["stars"]))
        counts = [best[column] for column in ("stars", "forks", "issues", "language")]
        lists = ";".join(f"{line['item']}#{line['rank']}" for line in lines)
        # the first day of the month that has the repository
        row: list[object] = [day, repo, name, *counts, lists]
        months.setdefault((day[:7], repo), row)

out = csv.writer(sys.stdout, lineterminator="\n")
COLUMNS = ["date", "repo", "url_as_listed", "stars", "forks", "open_issues", "language", "lists"]
out.writerow(COLUMNS)
out.writerows(sorted(months.values()))
