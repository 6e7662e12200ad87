"""Cut top_pypi_packages.csv from hugovk/top-pypi-packages with the bundled pack's script, which
takes other packages (no licence stated).
"""

import runpy
import sys
from pathlib import Path

PACKAGES = "aiohttp bottle django falcon fastapi flask pyramid sanic starlette tornado"

# a clone, and top_pypi_packages_lists.csv of this pack
sys.argv += PACKAGES.split()
runpy.run_path(str(Path(__file__).parents[4] / "snapshot" / "how" / Path(__file__).name))
