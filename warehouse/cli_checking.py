"""The command of `sharecheck` that answers a claim typed as a sentence."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import duckdb
import typer
import yaml

from collectors import settings
from collectors.home import home
from warehouse import documents, publish, report, verify
from warehouse.asking import judged
from warehouse.claim_entries import Claim
from warehouse.finding.register import register
from warehouse.reading.asserting import understand
from warehouse.reading.examples import examples
from warehouse.reading.known import Known, known
from warehouse.reading.question import Question, Understood
from warehouse.report import Format
from warehouse.terminal import out, pointer, say, stop, tell, typed

app = typer.Typer()
LOCAL = "http://localhost:8501"
PAGE, CLAIMS = "check", "claims"
REGISTERED = """
select claim_id, statement, answer, verdict, explanation
from claim_verdict
join claim using (claim_id)
where claim_id = ?
"""
HEAD = """
select verdict, answer, explanation, would_flip, accepted
from claim_verdict
where claim_id = ?
"""
QUERIES = """
select test_title as definition, sql
from claim_evidence
where claim_id = ? and moment = 'then' and sql is not null
order by position
"""
Words = Annotated[
    list[str] | None, typer.Argument(help="The claim, in quotes; without one, examples are shown.")
]


@app.command()
def check(
    sentence: Words = None,
    form: Annotated[
        Format, typer.Option("--format", "-f", help="How to print the result.")
    ] = Format.table,
    sql: Annotated[bool, typer.Option("--sql", help="Show the SQL of every number.")] = False,
    as_yaml: Annotated[
        bool, typer.Option("--yaml", help="Print it as an entry for data/claims.")
    ] = False,
) -> None:
    """Answer a claim typed as a sentence: "60% of respondents use Alpha".

    Where a claim of the articles asks the same, its answer comes first. Then it says how the
    sentence was read, and what it chose where the sentence leaves something open. A sentence of
    which a word is not understood is not judged: it says what to add.
    """
    asked = known(home())
    text = " ".join(map(typed, sentence or []))
    if not text.strip():
        tell(_guide(asked), console=out)
        return
    found = understand(text, asked)
    if as_yaml and found.question is None:
        entries = "".join(entry(claim) for claim in found.claims)
        out.file.write(entries)
        return
    same = None if as_yaml else _registered(text, asked)
    if same is not None and form in (Format.table, Format.markdown):
        _tell(same, form)
    if found.question is not None:
        if same is None or form is Format.csv:
            _ask(found, found.question, form)
        elif form is Format.json:
            out.file.write(report.to_json({"sentence": text, "registered": same}, out) + "\n")
        return
    with judged(home(), found, asked) as (found, con):
        for claim in found.claims:
            _show(con, found, claim, form, same, every_query=sql)


def entry(claim: Claim) -> str:
    """Return a claim as an item of `claims` in a file of data/claims."""
    content = claim.model_dump(mode="json", exclude_defaults=True, exclude_none=True)
    text = yaml.safe_dump([content], sort_keys=False, allow_unicode=True, width=96)
    return "".join(f"  {line}\n" for line in text.splitlines())


def permalink(sentence: str) -> str:
    """Return the address of the dashboard's page that answers a sentence."""
    return _page(PAGE, q=sentence)


def _page(page: str, **asked: str) -> str:
    site = settings.get("SHARECHECK_SITE") or LOCAL
    return f"{site.rstrip('/')}/{page}?{urlencode(asked)}"


def _registered(text: str, asked: Known) -> dict[str, Any] | None:
    """Return the claim of the articles that asks the same, with its answer; None for none."""
    folder = settings.get("SHARECHECK_DOCUMENTS")
    texts = documents.at_hand(Path(folder), asked.catalogue.documents) if folder else {}
    with publish.connect(home().data) as con:
        near = register(con, texts).nearest(text, 1)
        if not near or not near[0].same:
            return None
        found = con.execute(REGISTERED, [near[0].claim_id])
        columns = [column for column, *_ in found.description or ()]
        [row] = found.fetchall()
    same = dict(zip(columns, row, strict=True))
    return same | {"permalink": _page(CLAIMS, claim=same["claim_id"])}


def _tell(same: dict[str, Any], form: Format) -> None:
    """Print the answer to a claim of the articles."""
    if form is Format.markdown:
        out.file.write(
            f"**{same['answer']}**: {same['statement']}\n\n{same['explanation']}\n\n"
            f"A claim of the articles: <{same['permalink']}>\n\n"
        )
        return
    say(same["answer"], report.STYLES.get(same["verdict"], ""))
    say(same["statement"], "bold")
    say(f"\n{same['explanation']}\n")
    tell(f"A claim of the articles: {same['permalink']}\n", console=out)


def _guide(asked: Known) -> str:
    lines = ["A claim is one sentence in plain English, for example:", ""]
    for title, sentences in examples(asked).items():
        lines += [f"{title}:", *(f'  sharecheck check "{said}"' for said in sentences)]
    return "\n".join(
        [*lines, "", "What is not fully understood is not judged: it says what to add."]
    )


def _ask(found: Understood, question: Question, form: Format) -> None:
    """Print what stands against a sentence and what it may mean; end with exit code 2."""
    options = [option.sentence for option in question.options]
    if form is Format.json:
        whole = {
            "sentence": found.text,
            "we_read": question.read or None,
            "open": question.said,
            "words": [word for word, *_ in question.words],
            "instead": options,
        }
        out.file.write(report.to_json(whole, out) + "\n")
        raise typer.Exit(2)
    lines = list[str]()
    for _, start, end in question.words[:1]:
        lines += [f"    {line}" for line in pointer(found.text, start, end)]
    if question.read:
        lines.append(f"We read: {question.read}")
    if options:
        lines += ["You may mean:", *(f'  sharecheck check "{option}"' for option in options)]
    stop("\n".join([question.said, *lines]), 2)


def _show(
    con: duckdb.DuckDBPyConnection,
    found: Understood,
    claim: Claim,
    form: Format,
    same: dict[str, Any] | None,
    *,
    every_query: bool,
) -> None:
    """Print what was read, verdict, reasons, choices, evidence, SQL and permalink.

    `same`: the claim of the articles that asks the same.
    """
    [(verdict, answer, explanation, would_flip, accepted)] = con.execute(
        HEAD, [claim.id]
    ).fetchall()
    queries = con.execute(QUERIES, [claim.id]).fetchall()
    shown = queries if every_query else queries[:1]
    evidence = verify.evidence(con, claim.id, short=form in (Format.table, Format.markdown))
    head: dict[str, Any] = {
        "sentence": found.text,
        "we_read": claim.statement,
        "verdict": verdict,
        "answer": answer,
        "explanation": explanation,
        "would_flip": would_flip,
        "accepted": accepted,
        "chosen": {chosen: [o.sentence for o in others] for chosen, others in found.choices},
        "permalink": permalink(found.text),
        "registered": same,
    }
    match form:
        case Format.json:
            rows = report.records(evidence)
            whole = {**head, "claim": claim.model_dump(mode="json"), "evidence": rows}
            out.file.write(report.to_json(whole, out) + "\n")
        case Format.csv:
            report.show(evidence, form, out)
        case Format.markdown:
            out.file.write(_markdown_head(head))
            report.show(evidence, form, out)
            for title, query in shown:
                out.file.write(f"\n{title}:\n\n```sql\n{query}\n```\n")
        case Format.table:
            if same is not None:
                say("Judged by itself, as it stands:")
            say(f"We read: {claim.statement}", "bold")
            say(answer, report.STYLES.get(verdict, ""))
            say(f"\n{explanation}\n")
            say(f"The verdict: {verdict}. What would change this: {would_flip}\n")
            for chosen, others in found.choices:
                say(f"Chosen, as the sentence leaves it open: {chosen}.")
                for option in others:
                    tell(f'  or: sharecheck check "{option.sentence}"', console=out)
            report.show(evidence, form, out)
            for title, query in shown:
                tell(f"\nSQL of “{title}”:\n{query}", console=out)
            tell(f"\n{head['permalink']}", console=out)


def _markdown_head(head: dict[str, Any]) -> str:
    return (
        f"**{head['answer']}**: {head['we_read']}\n\n{head['explanation']}\n\n"
        f"The verdict: {head['verdict']}. What would change this: {head['would_flip']}\n\n"
        f"Asked as `{head['sentence']}`: <{head['permalink']}>\n\n"
    )
