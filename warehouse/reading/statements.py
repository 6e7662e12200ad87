"""Units as statements: what is said of which project."""

from warehouse.reading import figured, worded
from warehouse.reading.clauses import Parsed, Scene
from warehouse.reading.statement import Amount, Statement
from warehouse.reading.words import words


def read(parsed: Parsed, scene: Scene) -> list[Statement]:
    """Return what a unit states; nothing for a question, advice, or a unit without a claim."""
    if not parsed.cues and not parsed.figures:
        return _row(parsed, scene)
    found, asks = list[Statement](), parsed.asks()
    for clause in parsed.clauses:
        given = figured.read(parsed, clause, scene)
        found += given
        said = [] if asks else worded.read(parsed, clause, scene)
        found += [s for s in said if not given or s.kind in ("crossing", "date")]
    found += figured.orders(found)
    if not found:
        found = _row(parsed, scene) or _unknown(parsed)
    return list({_key(statement): statement for statement in reversed(found)}.values())[::-1]


def _key(statement: Statement) -> tuple[object, ...]:
    """Return what makes two statements of a unit the same one."""
    wordless = statement.sense not in ("claim", "fact")
    return (
        statement.sense,
        None if wordless else statement.kind,
        None if wordless else statement.subject,
        None if wordless else statement.comparator,
        statement.amount,
    )


def _row(parsed: Parsed, scene: Scene) -> list[Statement]:
    """Return what a row of a table states whose columns are projects: that they differ."""
    for cell in parsed.unit.cells:
        found = scene.names.find(cell.header, words(cell.header)) if cell.header else []
        if found:
            return [Statement("fact", "property", "exact", found[0].value, (cell.start, cell.end))]
    return []


def _unknown(parsed: Parsed) -> list[Statement]:
    """Return the share of something that is no known project: 60 % of developers use it."""
    shares = [figure for figure in parsed.figures if figure.unit == "percent"]
    if parsed.names or parsed.topic or not shares or not parsed.populations:
        return []
    first = shares[0]
    amount = Amount("percent", first.low, first.high)
    anchor = first.start, first.end
    return [Statement("unknown", "share", first.hedge, "", anchor, amount=amount)]
