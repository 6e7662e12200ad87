"""What kinds of signals there are, told from where a signal counts and in which unit."""

FAMILIES = {
    "downloads": "Downloads",
    "attention": "Attention: stars, questions, searches",
    "research": "Research papers",
    "surveys": "Surveys",
    "hiring": "Job posts",
    "Hub": "Models on the Hugging Face Hub",
    "development": "Development: code, contributors, packages",
    "other": "Other counts",
}
"""Their headings, in the order in which they are listed."""
SHORT = {"Hub": "Hub models", "hiring": "job posts", "other": "other counts"}
"""Those that a sentence calls otherwise than the tables do."""
OTHER = "other"
HUB = ("hub_census", "hub_tag_totals", "hugging_face_hub")
"""Sources that count on the Hugging Face Hub, whatever they count."""
PUBLISHED = {
    "arxiv_mentions": "research",
    "paper_implementations_published": "research",
    "survey_users_published": "surveys",
}
"""Signals that are published as percentages of something else."""
UNITS = {
    "downloads": "downloads",
    "pulls": "downloads",
    "stars": "attention",
    "forks": "attention",
    "questions": "attention",
    "views": "attention",
    "points": "attention",
    "index points": "attention",
    "search results": "attention",
    "papers": "research",
    "works": "research",
    "code links": "research",
    "respondents": "surveys",
    "posts": "hiring",
    "models": "Hub",
    "commits": "development",
    "contributors": "development",
    "addresses": "development",
    "issues": "development",
    "releases": "development",
    "repositories": "development",
    "packages": "development",
    "people": "development",
    "apps": "development",
}


def family(signal_id: str, source_id: str, unit: str) -> str:
    """Return the family of a signal; 'other' for a unit that nobody has placed yet."""
    if source_id in HUB:
        return "Hub"
    return PUBLISHED.get(signal_id) or UNITS.get(unit, OTHER)
