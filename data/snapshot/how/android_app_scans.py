"""Cut android_app_scans.csv from xumengwei/MobileDL@4fb19178:code/result/differ/06_06/so and
code/result/yingyongbao (no licence stated).
"""

import csv
import json
import subprocess
import sys
from collections import defaultdict

COMMIT = "4fb19178667d30b4ff0f10a9a68202c2103e0b16"
STORES = {"Google Play": "code/result/differ/06_06/so", "MyApp": "code/result/yingyongbao"}
FILES = {"library": "DL_PKGS", "model file": "DL_MODELS"}
GIT = ["git", "-C", sys.argv[1]]
FRAMEWORKS = "tflite tensorflow caffe caffe2 ncnn mnn mxnet pytorchmobile paddleLite"


def meant(framework: str, file: str) -> bool:
    """Return whether the name found stands for the framework and not for what contains it."""
    in_opencv = "opencv" in file
    in_tensorflow = framework == "pytorchmobile" and "tensorflow" in file
    return framework != "dlib" and not in_opencv and not in_tensorflow


out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["store", "found", "framework", "apps", "apps_with_any"])
for store, folder in STORES.items():
    listing = [*GIT, "ls-tree", "-r", "-z", "--name-only", COMMIT, folder]
    paths = subprocess.check_output(listing, text=True).split("\0")
    for found, prefix in FILES.items():
        apps: dict[str, set[str]] = defaultdict(set)
        for path in (p for p in paths if p.rpartition("/")[2].startswith(prefix)):
            content = subprocess.check_output([*GIT, "show", f"{COMMIT}:{path}"])
            for framework, files in json.loads(content).items():
                apps[framework] |= {
                    app
                    for app, file in files.items()
                    if (file if found == "model file" else meant(framework, file.lower()))
                }
        any_framework = len(set().union(*apps.values()))
        for framework in FRAMEWORKS.split():
            if apps[framework]:  # no hit may mean that it was not looked for
                out.writerow([store, found, framework, len(apps[framework]), any_framework])
