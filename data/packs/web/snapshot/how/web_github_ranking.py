"""Cut web_github_ranking.csv from EvanLi/Github-Ranking with the bundled pack's script, which takes
other repositories (MIT).
"""

import runpy
import sys
from pathlib import Path

REPOSITORIES = """
Pylons/pyramid aio-libs/aiohttp bottlepy/bottle channelcat/sanic=sanic-org/sanic django/django
encode/starlette falconry/falcon fastapi/fastapi huge-success/sanic=sanic-org/sanic pallets/flask
sanic-org/sanic tiangolo/fastapi=fastapi/fastapi tornadoweb/tornado
"""

sys.argv += REPOSITORIES.split()  # after a clone
runpy.run_path(str(Path(__file__).parents[4] / "snapshot" / "how" / "github_ranking.py"))
