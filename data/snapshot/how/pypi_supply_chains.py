"""Cut pypi_supply_chains.csv from gaokai320/DLSupplyChainLandscape@f62c43e3:
data/package_statistics.csv (no licence stated).
"""

import csv
import subprocess
import sys

FILE = "f62c43e3f975a700f555b45ad142cbfe811d2b1d:data/package_statistics.csv"
NAMES = ["pytorch", "tensorflow", "pytorch and tensorflow", "mxnet", "paddlepaddle", "mindspore"]
LAYERS = {"direct": {"2"}, "direct or indirect": {"2", "3", "4", "5", "6"}}

text = subprocess.check_output(["git", "-C", sys.argv[1], "show", FILE], text=True)
rows = list(csv.DictReader(text.splitlines()))
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["depends", "name", "packages"])
for depends, layers in LAYERS.items():
    for name in NAMES:
        sets = [
            {row["package"] for row in rows if row["framework"] == part and row["layer"] in layers}
            for part in name.split(" and ")
        ]
        out.writerow([depends, name, len(set.intersection(*sets))])
