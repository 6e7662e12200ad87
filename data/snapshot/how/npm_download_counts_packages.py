"""Cut npm_download_counts_packages.csv from what `npm pack download-counts@VERSION` brings for
1.81.1, 2.20251201.0 and 2.20260301.0: index.json or counts.json of nice-registry/download-counts
(MIT).
"""

import csv
import json
import sys
import tarfile

FILES = {
    "1.81.1": ("", "index.json"),  # undated
    "2.20251201.0": ("2025-12-01", "counts.json"),
    "2.20260301.0": ("2026-03-01", "counts.json"),
}
PACKAGES = """
@huggingface/hub @huggingface/inference @huggingface/transformers @litertjs/core
@mediapipe/tasks-genai @mediapipe/tasks-vision @mlc-ai/web-llm @tensorflow/tfjs
@tensorflow/tfjs-backend-cpu @tensorflow/tfjs-backend-wasm @tensorflow/tfjs-backend-webgl
@tensorflow/tfjs-backend-webgpu @tensorflow/tfjs-converter @tensorflow/tfjs-core
@tensorflow/tfjs-layers @tensorflow/tfjs-node @tensorflow/tfjs-node-gpu
@tensorflow/tfjs-react-native @tensorflow/tfjs-tflite @tensorflow/tfjs-vis
@xenova/transformers brain.js convnetjs deeplearn keras-js ml5 onnxjs onnxruntime-common
onnxruntime-node onnxruntime-react-native onnxruntime-web react-native-executorch
react-native-fast-tflite synaptic
"""

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["version", "version_date", "package", "downloads", "file"])
for (version, (day, file)), archive in zip(FILES.items(), sys.argv[1:], strict=True):
    with tarfile.open(archive) as packed:
        member = packed.extractfile(f"package/{file}")
        counts = json.load(member) if member else {}
    for package in PACKAGES.split():
        if package in counts:
            out.writerow([version, day, package, counts[package], file])
