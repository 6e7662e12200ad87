"""The templates of reports and site: they escape whatever they are given, and load nothing."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from warehouse.wording import labels

TEMPLATES = Path(__file__).parent / "templates"
Form = Literal["html", "md", "xml"]
FORMS: tuple[Form, ...] = ("html", "md")
"""Of a report."""
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML may not hold, escaped or not."""
MEANT = re.compile(r"([\\`*_\[\]<>~|$#&@])")
"""Characters that mean something anywhere in CommonMark, in tables, or in mathematics."""
LINKS = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
"""Where GitHub would make a link of a bare address."""
START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+=](?:[-+=\s]|$)))")
"""Where a text would begin a list or underline a heading."""


def rendered(name: str, form: Form = "html", **values: Any) -> str:
    """Return what a template makes of values: `templates/<name>.<form>`."""
    return _environment(form).get_template(f"{name}.{form}").render(values)


def environment(folder: Path, finalize: Callable[[Any], Any] | None) -> Environment:
    """Return the templates of a folder; `finalize`: how a value is escaped, as HTML by default."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=finalize,
    )


@cache
def _environment(form: Form) -> Environment:
    """Return templates that escape every value; Markdown's own way is not HTML's."""
    finalize = {"md": escape, "xml": _without_controls, "html": None}[form]
    found = environment(TEMPLATES, finalize)
    found.globals.update(
        verdicts=labels.VERDICTS,
        answers=labels.ANSWERS,
        outcomes=labels.OUTCOMES,
        roles=labels.SHORT_ROLES,
        anchor=anchor,
        fenced=fenced,
    )
    return found


def _without_controls(value: Any) -> Any:
    """Return a text without what XML may not hold; Markup as it is."""
    return value if isinstance(value, Markup) else NOT_XML.sub("", str(value))


# --- texts as Markdown that shows them letter for letter --------------------------------------


def escape(value: object) -> Markup:
    """Return a text as one line of nothing but text; Markup is returned as it is."""
    if isinstance(value, Markup):
        return value
    text = " ".join(str(value).split())
    text = MEANT.sub(r"\\\1", text)
    text = LINKS.sub(lambda found: "\\" + found[0], text)
    return Markup(START.sub(r"\1\\", text))


def anchor(name: str) -> Markup:
    """Return a name as it stands in a link and in an attribute."""
    return Markup(re.sub(r"[^\w.-]", "-", name, flags=re.ASCII))


def fenced(code: str, language: str = "sql") -> Markup:
    """Return code as a block with a fence longer than any within."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return Markup(f"{fence}{language}\n{code}\n{fence}")
