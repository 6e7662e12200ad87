"""Cut top_pypi_packages.csv from hugovk/top-pypi-packages at the commits and paths that
top_pypi_packages_lists.csv names (no licence stated).
"""

import csv
import json
import subprocess
import sys

PACKAGES = """
accelerate ai-edge-litert bitsandbytes botorch catboost chainer chex cntk coremltools
datasets deepspeed diffusers dm-haiku equinox executorch fastai flax gpytorch
huggingface-hub jax jaxlib keras keras-applications keras-nightly keras-preprocessing
lightgbm lightning litellm llama-cpp-python mindspore ml-dtypes mlx mxnet numpy numpyro
nvidia-cudnn-cu11 nvidia-cudnn-cu12 onnx onnxruntime onnxruntime-gpu openai openvino optax
orbax-checkpoint paddlepaddle paddlepaddle-gpu pandas peft pymc pyro-ppl pytorch-lightning
ray safetensors scikit-learn scipy sentence-transformers sglang skl2onnx statsmodels
tensorboard tensorflow tensorflow-aarch64 tensorflow-cpu tensorflow-datasets
tensorflow-estimator tensorflow-gpu tensorflow-hub tensorflow-intel
tensorflow-io-gcs-filesystem tensorflow-macos tensorflow-metadata tensorflow-probability
tensorflow-serving-api tensorflowjs tensorrt-llm tf-keras tf-nightly tf2onnx tflite-runtime
tfx theano timm tokenizers torch torch-model-archiver torch-xla torchaudio torchmetrics
torchserve torchtext torchvision transformers triton trl vllm xformers xgboost
"""

clone, lists, *named = sys.argv[1:]  # a clone, top_pypi_packages_lists.csv, and other packages
packages = set(named or PACKAGES.split())
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["list_date", "kind", "package", "downloads", "rank", "commit"])
with open(lists, encoding="utf-8") as file:
    for found in csv.DictReader(file):
        commit = found["repository_commit"]
        path = found["path"].rpartition(":")[2]  # a fork's is repository@commit:path
        git = ["git", "-C", clone, "show", f"{commit}:{path}"]
        content = json.loads(subprocess.check_output(git))
        # the first lists are bare rows
        rows = content["rows"] if isinstance(content, dict) else content
        kept = [
            (row["project"], row["download_count"], rank, commit[:8])
            for rank, row in enumerate(rows, start=1)
            if row["project"] in packages
        ]
        out.writerows([found["list_date"], found["kind"], *row] for row in sorted(kept))
