"""The language, explained with examples that are all understood."""

from warehouse.asking.known import Known
from warehouse.asking.words import ABOUT_MEASURES

EXAMPLES: dict[str, tuple[str, ...]] = {
    "a share": (
        "pytorch share of pypi_downloads > 70% in 2025",
        "pytorch share of pypi-two about 78%",
        "tensorflow share of hiring_posts 2-4% in 2024",
    ),
    "two projects": (
        "pytorch vs tensorflow on stackoverflow_questions about 1.8 times in 2023",
        "pytorch ahead of tensorflow on hiring_posts in 2024",
        "pytorch much larger than tensorflow on github_stars",
    ),
    "who leads": (
        "pytorch first in frameworks on pypi_downloads",
        "pytorch rank on pypi-frameworks = 1 in 2025",
        "pytorch ahead of tensorflow",
    ),
    "over time": (
        "jax share of kaggle_users change since 2020 > 5 points",
        "growth of jax on pypi_downloads since 2021 > 2 times",
        "pytorch share of paper_implementations rising since 2018",
        "pytorch ahead of tensorflow since 2021 on stackoverflow_questions",
    ),
    "a count": ("pytorch has over 80,000 github_stars",),
    "a fact": (
        "tensorflow license = Apache-2.0",
        "torchserve status at least maintenance",
        "tensorflow first release in 2015",
    ),
}
"""By what they assert; the page shows them as links."""
MOST = 60


def guide(known: Known) -> str:
    """Return the language in words, with the names that can be asked for."""
    lines = [
        'A claim is a project, what is measured, a comparison and a date: sharecheck check "..."',
        "",
    ]
    for title, examples in EXAMPLES.items():
        lines += [f"{title}:", *(f"    {example}" for example in examples)]
    lines += [
        "",
        "measures      " + "; ".join(f"{name}: {about}" for name, about in ABOUT_MEASURES.items()),
        "comparisons   > < = ~, over, under, about, 70-80%, and words: ahead of, first, dominates, "
        "rising, ... (data/hedges.yml says how each is read)",
        "by what       a signal (all its definitions decide), a definition (the others decide, "
        "too), 'only' a definition, several with 'or' (each decides) or 'and' (together);",
        "              'in' a group; without any, all signals that have figures decide together",
        "facts         a property (license, status, ...); where a project has several facts of it, "
        "words of the title, too, or the id instead; joined with 'or' each",
        "              is one way to read it, with 'and' all must hold; then = and words, 'at "
        "least' or 'at most' where they "
        "have an order; or a date",
        "when          in 2025, in 2024-05, since 2020, since 2020 in 2024; without, the newest",
        "",
        "signals       " + ", ".join(_measured(known)),
        'more names    sharecheck check --next "pytorch share of pypi"',
    ]
    return "\n".join(lines)


def _measured(known: Known) -> list[str]:
    """Return the signals that have figures under a definition."""
    measured = {known.definition(slug).signal for slug in known.measured}
    return sorted(measured)[:MOST]
