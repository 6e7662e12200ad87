"""What a page says of itself to browsers, search engines and previews."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from typing import Any, NamedTuple

from markupsafe import Markup

from warehouse.exporting.rendering import rendered

NAME = "sharecheck"
LONGEST = 200
"""Letters of a description: what search engines show of it."""
LONGEST_TITLE = 110
SENTENCE = re.compile(r"(?<=[.!?]) +(?=[A-Z0-9“])")
WIDTH, HEIGHT = 1200, 630
"""Of the picture for previews, in pixels."""


class Head(NamedTuple):
    """One page.

    title: in the tab of the browser and in search results, without the name of the whole.
    description: a sentence or two.
    address: where it is found, whole; '' where that is not known.
    picture: address of the picture for previews; '' for none.
    data: its schema.org description; None for none.
    kind: website, or article for a page about one thing.
    """

    title: str
    description: str
    address: str = ""
    picture: str = ""
    data: dict[str, Any] | None = None
    kind: str = "website"

    @property
    def full_title(self) -> str:
        """Return the title with the name of the whole."""
        return f"{shortened(self.title, LONGEST_TITLE)} · {NAME}"


def tags(head: Head) -> Markup:
    """Return the tags of a page's head, escaped, one a line."""
    data = None if head.data is None else _inert(head.data)
    return Markup(rendered("site/head", head=head, data=data, site=NAME, size=(WIDTH, HEIGHT)))


def policy(head: Head) -> str:
    """Return what a plain page may do: nothing but show itself; its data are no script to run."""
    allowed = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
    if head.data is None:
        return allowed
    known = b64encode(sha256(_inert(head.data).encode("utf-8")).digest()).decode()
    return f"{allowed}; script-src 'sha256-{known}'"


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return whole sentences of a text, as many as fit; else as many words."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    shown = ""
    for sentence in SENTENCE.split(text):
        if len(shown) + len(sentence) > longest:
            break
        shown += f"{sentence} "
    if len(shown) > longest / 3:
        return shown.strip()
    words = text[:longest].rpartition(" ")[0] or text[: longest - 1]
    return f"{words.rstrip(' ,;:–')}…"


def _inert(data: dict[str, Any]) -> Markup:
    """Return JSON that ends no script and begins no comment, whatever texts are in it."""
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)
