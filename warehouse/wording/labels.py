"""What the codes in the tables are called, and how verdicts and outcomes look: `labels.yml`.

Colours are never alone: the words beside them carry the meaning.
"""

from pathlib import Path
from typing import Any, NamedTuple

import yaml


class Look(NamedTuple):
    """A colour as #RRGGBB, a symbol, and the words to show."""

    colour: str
    symbol: str
    words: str


_CODES: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("labels.yml").read_text(encoding="utf-8")
)
VERDICTS = {code: Look(*verdict["look"]) for code, verdict in _CODES["verdict"].items()}
"""In the order in which reports list them; their words are the answer to "is it true?"."""
ANSWERS = {code: look.words for code, look in VERDICTS.items()}
RATINGS: dict[str, tuple[int | None, str]] = {
    code: (verdict["rating"], verdict["meaning"]) for code, verdict in _CODES["verdict"].items()
}
"""How a verdict is rated, from 1 (worst) to 5 (best), and what it means, in a sentence."""
OUTCOMES = {code: Look(*look) for code, look in _CODES["outcome"].items()}
SHORT_ROLES, ROLES, FACT_ROLES = (
    {code: str(words[n]) for code, words in _CODES["role"].items()} for n in range(3)
)
"""What the role of a test is called: in a word, in a few words, and of a fact."""
MISSING, SHORT_MISSING = (
    {code: str(words[n]) for code, words in _CODES["missing"].items()} for n in range(2)
)
"""Why a test has no figure, or one that decides nothing, by the code in claim_evidence.missing."""
FACTS = _CODES["fact"]
"""What a fact says and what is needed of it, in words; see `facts`."""
MISSING_OF: dict[str, str] = _CODES["missing_of"]
"""Why there is no figure, where one of another period is known but must not be read."""
UNDECIDED: dict[str, str] = _CODES["undecided"]
NOUNS: dict[str, list[str]] = _CODES["counted"]
FAVOURS: dict[str, str] = _CODES["favours"]
HEDGES: dict[str, str] = _CODES["hedge"]
OTHERWISE: dict[str, str] = _CODES["otherwise"]
FRACTION_NAMES: dict[str, str] = _CODES["fraction"]
