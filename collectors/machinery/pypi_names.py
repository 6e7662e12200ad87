"""Names of PyPI packages: PEP 503 calls one spelling normal, of `Flash_Attn` it is `flash-attn`."""

import re


def normal(name: str) -> str:
    """Return a package's name as the index spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()
