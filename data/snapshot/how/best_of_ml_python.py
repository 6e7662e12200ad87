"""Cut best_of_ml_python.csv from lukasmasuch/best-of-ml-python@47f29706:
history/YYYY-MM-DD_projects.csv (CC BY-SA 4.0).
"""

import csv
import subprocess
import sys

COMMIT = "47f29706"
REPOSITORIES = """
Lightning-AI/lightning PaddlePaddle/Paddle PyTorchLightning/pytorch-lightning Theano/Theano
apache/incubator-mxnet chainer/chainer deepmind/dm-haiku dmlc/xgboost fastai/fastai google/flax
google/jax huggingface/accelerate huggingface/transformers keras-team/keras
keras-team/keras-tuner microsoft/CNTK microsoft/DeepSpeed onnx/onnx patrick-kidger/equinox
pyro-ppl/pyro pytorch/pytorch pytorch/serve pytorch/vision scikit-learn/scikit-learn
tensorflow/probability tensorflow/tensorflow tensorflow/tfx
"""
METRICS = [
    "commit_count",
    "conda_total_downloads",
    "contributor_count",
    "dockerhub_pulls",
    "github_dependent_project_count",
    "pypi_dependent_project_count",
    "pypi_monthly_downloads",
    "star_count",
]
# of these the three figures that a definition reads
MORE = """
geohot/tinygrad huggingface/huggingface_hub mlflow/mlflow pymc-devs/pymc pymc-devs/pymc3
tensorflow/hub
"""
FEWER = ["commit_count", "contributor_count", "star_count"]
ALL, SOME = set(REPOSITORIES.split()), set(MORE.split())
MAY_FALL = {"pypi_dependent_project_count", "pypi_monthly_downloads"}


def git(*arguments: str) -> str:
    """Return what git prints."""
    return subprocess.check_output(["git", "-C", sys.argv[1], *arguments], text=True)


rows = []
highest: dict[tuple[str, str], int] = {}
for path in sorted(git("ls-tree", "--name-only", COMMIT, "history/").split()):
    if not path.endswith("_projects.csv"):
        continue
    for project in csv.DictReader(git("show", f"{COMMIT}:{path}").splitlines()):
        repo = project["github_id"]
        for metric in METRICS if repo in ALL else FEWER if repo in SOME else []:
            if project.get(metric):
                value, flag = int(float(project[metric])), ""
                before = highest.get((repo, metric), 0)
                if metric == "star_count" and project.get("dockerhub_stars"):
                    # the list adds the stars on Docker Hub to those on GitHub
                    value, flag = value - int(float(project["dockerhub_stars"])), "docker"
                if metric not in MAY_FALL and value < 0.7 * before:
                    flag = "drop"
                elif repo == "keras-team/keras" and metric.startswith("github") and value < 100:
                    flag = "tiny"
                highest[repo, metric] = max(before, value)
                rows.append([path[8:18], repo, metric, value, flag])

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["date", "repo", "metric", "value", "flag"])
out.writerows(sorted(rows))
