"""The command of `sharecheck` that judges a claim typed as a sentence."""

import json
from typing import Annotated, Any
from urllib.parse import urlencode

import duckdb
import typer
import yaml

from collectors import settings
from warehouse import report, verify
from warehouse.asking.completing import complete
from warehouse.asking.guide import guide
from warehouse.asking.known import Known, known
from warehouse.asking.sentence import cluster, understand
from warehouse.asking.writing import write
from warehouse.claim_entries import Claim
from warehouse.judge import judging
from warehouse.report import Format
from warehouse.terminal import out

app = typer.Typer()
LOCAL = "http://localhost:8501"
PAGE = "check"
HEAD = """
select verdict, explanation, would_flip, accepted
from claim_verdict
"""
QUERIES = """
select test_title as definition, sql
from claim_evidence
where moment = 'then' and sql is not null
order by position
"""
Words = Annotated[
    list[str] | None,
    typer.Argument(help="The claim, in quotes; without one, the language is explained."),
]


@app.command()
def check(
    sentence: Words = None,
    form: Annotated[
        Format, typer.Option("--format", "-f", help="How to print the result.")
    ] = Format.table,
    sql: Annotated[bool, typer.Option("--sql", help="Show the SQL of every number.")] = False,
    as_yaml: Annotated[
        bool, typer.Option("--yaml", "--sentence", help="Print it as an entry for data/claims.")
    ] = False,
    following: Annotated[
        bool, typer.Option("--next", help="List what may come next in the sentence.")
    ] = False,
) -> None:
    """Judge a claim typed as a sentence: "pytorch share of pypi_downloads > 70% in 2025"."""
    asked = known(settings.root())
    text = " ".join(sentence or [])
    if following:
        _show_next(text, asked, form)
        return
    if not text.strip():
        out.print(guide(asked), highlight=False, markup=False, soft_wrap=True)
        return
    claim = understand(text, asked)
    if as_yaml:
        out.print(entry(claim), highlight=False, markup=False, soft_wrap=True, end="")
        return
    with judging(settings.root(), cluster(claim), asked.catalogue) as con:
        _show(con, claim, write(claim, asked), form, every_query=sql)


def entry(claim: Claim) -> str:
    """Return a claim as an item of `claims` in a file of data/claims."""
    content = claim.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    text = yaml.safe_dump([content], sort_keys=False, allow_unicode=True, width=96)
    return "".join(f"  {line}\n" for line in text.splitlines())


def permalink(sentence: str) -> str:
    """Return the address of the dashboard's page that answers a sentence."""
    site = settings.get("SHARECHECK_SITE") or LOCAL
    return f"{site.rstrip('/')}/{PAGE}?{urlencode({'ask': sentence})}"


def _show(
    con: duckdb.DuckDBPyConnection, claim: Claim, sentence: str, form: Format, *, every_query: bool
) -> None:
    """Print verdict, reasons, evidence, SQL and permalink."""
    [(verdict, explanation, would_flip, accepted)] = con.execute(HEAD).fetchall()
    queries = con.execute(QUERIES).fetchall()
    shown = queries if every_query else queries[:1]
    evidence = verify.evidence(con, claim.id, short=form in (Format.table, Format.markdown))
    head: dict[str, Any] = {
        "sentence": sentence,
        "statement": claim.statement,
        "verdict": verdict,
        "explanation": explanation,
        "would_flip": would_flip,
        "accepted": accepted,
        "permalink": permalink(sentence),
    }
    match form:
        case Format.json:
            rows = [dict(zip(evidence.columns, row, strict=True)) for row in evidence.rows]
            whole = {**head, "claim": claim.model_dump(mode="json"), "evidence": rows}
            text = json.dumps(whole, indent=2, default=str, ensure_ascii=False)
            out.file.write(text + "\n")
        case Format.csv:
            report.show(evidence, form, out)
        case Format.markdown:
            out.file.write(_markdown_head(head))
            report.show(evidence, form, out)
            for title, query in shown:
                out.file.write(f"\n{title}:\n\n```sql\n{query}\n```\n")
        case Format.table:
            _plain(head["statement"], style="bold")
            _plain(f"understood as: {sentence}")
            _plain(verdict, style=report.STYLES.get(verdict, ""))
            _plain(f"\n{explanation}\n")
            _plain(f"What would change this: {would_flip}\n")
            report.show(evidence, form, out)
            for title, query in shown:
                _plain(f"\nSQL of “{title}”:\n{query}", soft_wrap=True)
            _plain(f"\n{head['permalink']}", soft_wrap=True)


def _plain(text: str, style: str = "", *, soft_wrap: bool = False) -> None:
    out.print(text, style=style, highlight=False, markup=False, soft_wrap=soft_wrap)


def _markdown_head(head: dict[str, Any]) -> str:
    return (
        f"**{head['verdict']}**: {head['statement']}\n\n{head['explanation']}\n\n"
        f"What would change this: {head['would_flip']}\n\n"
        f"Asked as `{head['sentence']}`: <{head['permalink']}>\n\n"
    )


def _show_next(text: str, asked: Known, form: Format) -> None:
    rows: list[tuple[Any, ...]] = [
        (found.text, found.about) for found in complete(text, len(text), asked)
    ]
    report.show(report.Result(["next", "meaning"], rows), form, out)
