"""The templates of reports and site: they escape whatever they are given, and load nothing."""

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from warehouse.exporting import markdown
from warehouse.wording import labels

TEMPLATES = Path(__file__).parent / "templates"
Form = Literal["html", "md", "xml"]
FORMS: tuple[Form, ...] = ("html", "md")
"""Of a report."""
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML may not hold, escaped or not."""


def rendered(name: str, form: Form = "html", **values: Any) -> str:
    """Return what a template makes of values: `templates/<name>.<form>`."""
    return _environment(form).get_template(f"{name}.{form}").render(values)


@cache
def _environment(form: Form) -> Environment:
    """Return templates that escape every value; Markdown's own way is not HTML's."""
    finalize = {"md": markdown.escape, "xml": _without_controls, "html": None}[form]
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=finalize,
    )
    environment.globals.update(
        verdicts=labels.VERDICTS,
        outcomes=labels.OUTCOMES,
        roles=labels.SHORT_ROLES,
        anchor=markdown.anchor,
        fenced=markdown.fenced,
    )
    return environment


def _without_controls(value: Any) -> Any:
    """Return a text without what XML may not hold; Markup as it is."""
    return value if isinstance(value, Markup) else NOT_XML.sub("", str(value))
