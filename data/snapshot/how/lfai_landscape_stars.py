"""Cut lfai_landscape_stars.csv from lfai/lfai-landscape@44331171 and earlier:
processed_landscape.yml (Apache-2.0 or CC BY 4.0 but for fields that are not taken).
"""

import csv
import re
import subprocess
import sys

HEAD = "44331171b0e83c6c4b8d158f2fa2d0b7c599395a"  # 2023-11-20; later files repeat its figures
FILE = "processed_landscape.yml"
REPOSITORIES = """
BVLC/caffe NVIDIA/tensorrt-inference-server NVIDIA/triton-inference-server PaddlePaddle/Paddle
PyTorchLightning/pytorch-lightning apache/incubator-mxnet caffe2/caffe2 chainer/chainer
deeplearning4j/deeplearning4j eclipse/deeplearning4j huggingface/text-generation-inference
huggingface/transformers keras-team/keras kubeflow/kubeflow microsoft/CNTK microsoft/DeepSpeed
microsoft/onnxruntime mindspore-ai/mindspore mlflow/mlflow onnx/onnx pymc-devs/pymc
pymc-devs/pymc3 pyro-ppl/pyro pytorch/pytorch pytorch/serve tensorflow/tensorflow
triton-inference-server/server uber/pyro vllm-project/vllm
"""
TODAY = {name.lower(): name for name in REPOSITORIES.split()}
ITEM = re.compile(
    r"repo_url: '?https://github.com/([^\s']+?)/?'?\n(?:(?!repo_url:)[\s\S])*?\bstars: (\d+)"
)


def git(*arguments: str) -> str:
    """Return what git prints."""
    return subprocess.check_output(["git", "-C", sys.argv[1], *arguments], text=True)


out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["date", "repo", "stars", "commit"])
months = set()
for line in git("log", "--reverse", "--format=%cs %H %an", HEAD, "--", FILE).splitlines():
    day, commit, author = line.split(" ", 2)
    # people's commits carry figures over; the first automated one of each month is kept
    if (author not in ("CNCF-bot", "LFDL-bot") or day[:7] in months) and commit != HEAD:
        continue
    months.add(day[:7])
    found: dict[str, str] = {}
    for name, stars in ITEM.findall(git("show", f"{commit}:{FILE}")):
        if name.lower() in TODAY:
            found.setdefault(TODAY[name.lower()], stars)
    out.writerows([day, repo, stars, commit[:8]] for repo, stars in sorted(found.items()))
