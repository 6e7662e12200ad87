"""The charts of the overview: where claims and measurements part, and why."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import blocks, canvas, charts, colours, door, text
from dashboard.claims import forest
from dashboard.frames import each
from dashboard.overview import messages

PAPERS = {
    "A": "papers-links-two",
    "B": "papers-links-named",
    "C": "papers-links-all",
    "D": "papers-published-all",
    "E": "conferences-two",
    "F": "conferences-all",
}
PAPERS_SINCE = "2017-01-01"
"""Before, PyTorch was not public; papers of earlier years were implemented again later."""
PAPER_CLUSTERS = {"pytorch": "research-share-pytorch", "tensorflow": "research-share-tensorflow"}
SURVEY_CLUSTER = "so-survey-2024"
SURVEY_COLUMNS = [
    "claim_id", "title", "project_id", "numerator", "denominator", "measured", "low", "high",
    "outcome",
]  # fmt: skip
DOWNLOADS = "pypi-two"
MEASURES = {
    "github-stars": "stars",
    "github-contributors": "contributors",
    "github-dependents": "dependent repositories",
}
TWO = ["pytorch", "tensorflow"]


def papers(claims: pd.DataFrame) -> None:
    """Show the claimed shares of papers among those that each denominator gives."""
    shares = door.read("shares", definitions=list(PAPERS.values()), projects=TWO)
    shares = shares[shares.period_start >= PAPERS_SINCE]
    if shares.empty:
        return
    st.subheader("Papers: the denominator makes the figure", anchor="papers")
    st.markdown(_papers_lead(claims))
    for column, (project, cluster) in zip(
        st.columns(2, gap="medium"), PAPER_CLUSTERS.items(), strict=True
    ):
        own = shares[shares.project_id == project]
        said = _shares(claims, [cluster])
        if own.empty or said.empty:
            continue
        with column:
            _papers_of(project, own, said)


def _shares(claims: pd.DataFrame, clusters: list[str]) -> pd.DataFrame:
    """Return the claims of a share that give a figure, of some clusters."""
    return claims[
        claims.cluster.isin(clusters) & (claims.kind == "share") & claims.asserted_low.notna()
    ]


def _papers_lead(claims: pd.DataFrame) -> str:
    said = _shares(claims, list(PAPER_CLUSTERS.values()))
    return (
        f"The articles give {len(said)} figures for two frameworks, contradicting each other. "
        "Each line below is one way to count papers, from A to F; each diamond is a figure that an "
        "article claims, at the year it speaks of. How near it is depends on the line one means."
    )


def _papers_of(project: str, shares: pd.DataFrame, claims: pd.DataFrame) -> None:
    letters = {definition: letter for letter, definition in PAPERS.items()}
    frame = shares.assign(key=shares.definition_id, order=shares.definition_id.map(letters))
    frame = frame.sort_values(["order", "period_start"])
    claims = claims.assign(
        words=[
            text.asserted_briefly(*pair) for pair in zip(claims.asserted, claims.hedge, strict=True)
        ]
    )
    name = str(shares["name"].iloc[0])
    figure = charts.series(
        frame,
        pd.DataFrame(),
        labels=letters,
        one_colour=colours.project(project),
        until=claims.as_of_end.max(),
    )
    charts.add_claims(figure, claims)
    blocks.chart(
        messages.paper_shares(claims, shares[~shares.suspect.astype(bool)], name),
        figure,
        frame.drop(columns=["key", "order"]),
        name=f"papers-{project}",
        below="Share per year. Bands: 95 % intervals, where the figures are a sample.",
        heading="####",
        links={
            f"Claim: {row.words}": (blocks.CLAIMS, {"claim": row.claim_id}) for row in each(claims)
        },
    )
    newest = frame[~frame.suspect.astype(bool)].groupby("order").tail(1)
    lines = [
        f"- **{row.order}** {text.plain(row.title)}: **{text.percent(row.value)}** "
        f"({_counts(row)}, "
        f"{text.period(row.period_start, row.period_end)})"
        for row in each(newest)
    ]
    st.markdown(text.tight("Newest figure of each line:\n" + "\n".join(lines)))


def _counts(row: Any) -> str:
    if pd.isna(row.numerator):
        return "counts not published"
    return f"{text.exact(row.numerator)} of {text.exact(row.denominator)}"


def survey(claims: pd.DataFrame) -> None:
    """Show what the survey of 2024 is said to show beside its own figures."""
    said = _shares(claims, [SURVEY_CLUSTER])
    if said.empty:
        return
    evidence = door.read("evidence", claims=list(said.claim_id))
    names = dict(zip(said.subject, said.subject_name, strict=True))
    drawn = evidence[(evidence.moment == "then") & (evidence.role != "context")]
    drawn = drawn.dropna(subset=["measured"])
    points = drawn.assign(
        project_id=drawn.subject,
        name=drawn.subject.map(names),
        value=drawn.measured,
        words=[text.percent(value) for value in drawn.measured],
    )
    claimed = pd.DataFrame(
        {
            "project_id": said.subject,
            "value": said.asserted_low,
            "words": [
                f"{row.subject_name}: said {text.asserted(row.asserted, row.hedge)}"
                for row in each(said)
            ],
        }
    )
    blocks.chart(
        messages.survey(said, evidence),
        forest.dumbbell(points, claimed),
        points[SURVEY_COLUMNS],
        name="survey",
        below="Share of respondents who used the framework, one row per base. "
        f"{blocks.source_line(evidence.iloc[0])}; {forest.when(drawn.iloc[0])}.",
        links={
            f"Claim: {row.subject_name} {text.asserted(row.asserted, row.hedge)}": (
                blocks.CLAIMS, {"claim": row.claim_id},
            )
            for row in each(said)
        },
    )  # fmt: skip


def downloads() -> None:
    """Show PyTorch's share of the downloads of both, and when it passed one half."""
    shares = door.read("shares", definitions=[DOWNLOADS], projects=["pytorch"])
    found = messages.crossing(shares) if len(shares) else None
    if found is None:
        return
    first, message = found
    definition = (
        door.read("definitions", signal="pypi_downloads").set_index("definition_id").loc[DOWNLOADS]
    )
    signal: Any = door.read("signals").set_index("signal_id").loc["pypi_downloads"]
    frame = shares.assign(key=shares.project_id)
    breaks = door.read("breaks", signal="pypi_downloads", segments=list(definition.segments))
    breaks = canvas.numbered(breaks, *charts.span(frame))
    figure = charts.series(frame, breaks, labels={"pytorch": str(shares["name"].iloc[0])})
    when = first.period_start + (first.period_end - first.period_start) / 2
    words = f"{text.day(first.period_end)}<br><b>{text.percent(first.value)}</b>"
    blocks.chart(
        message,
        charts.add_crossing(figure, when, words),
        shares,
        name="downloads",
        below=f"Share: {definition.numerator} / {definition.denominator}. "
        f"{blocks.source_line(signal)}; to {text.day(signal.newest_day)}. "
        "Open markers are not used as evidence.",
        breaks=breaks,
        links={"Downloads of all frameworks": (blocks.SIGNALS, {"signal": "pypi_downloads"})},
    )


def leaders() -> None:
    """Show that stars and use name different leaders on the same day."""
    shares = door.read("shares", definitions=list(MEASURES), projects=[*TWO, "jax"])
    days = shares.groupby("period_end").definition_id.nunique()
    if days.empty:
        return
    newest = shares[shares.period_end == days[days == days.max()].index.max()]
    newest = newest.assign(
        measure=newest.definition_id.map(MEASURES),
        words=[text.count(number) for number in newest.numerator],
    )
    newest = newest.assign(title=newest.measure.str.capitalize())
    signal: Any = door.read("signals").set_index("signal_id").loc["github_stars"]
    blocks.chart(
        messages.leaders(newest),
        forest.dumbbell(newest),
        newest.drop(columns=["measure", "words"]),
        name="leaders",
        below="Position: share among the frameworks counted; label: the count itself. "
        f"{blocks.source_line(signal)}; {text.day(signal.newest_day)}.",
        links={
            "Stars": (blocks.SIGNALS, {"signal": "github_stars"}),
            "Dependents": (blocks.SIGNALS, {"signal": "github_dependents"}),
        },
    )
