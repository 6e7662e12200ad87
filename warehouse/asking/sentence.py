"""From a sentence to a claim that can be judged."""

from pydantic import ValidationError

from collectors.errors import SentenceError
from warehouse.asking import wording
from warehouse.asking.choosing import tests
from warehouse.asking.grammar import Grammar
from warehouse.asking.known import Known
from warehouse.asking.meaning import meaning
from warehouse.claim_entries import Claim, ClaimFile

CLUSTER = "asked"


def understand(sentence: str, known: Known) -> Claim:
    """Return the claim that a sentence makes.

    Raises:
        SentenceError: it is not understood; the error says where and what would be.
    """
    parts = Grammar(sentence, known).read()
    meant = meaning(parts, known)
    chosen = tests(parts, meant, known)
    try:
        return Claim.model_validate(
            {
                "id": wording.slug(meant, chosen),
                "kind": meant.kind,
                "subject": meant.subject,
                "comparator": meant.comparator,
                "statement": wording.statement(meant, chosen, known),
                "asserted": meant.asserted,
                "hedge": meant.hedge,
                "as_of": meant.as_of,
                "since": meant.since,
                "per": meant.per,
                "of": meant.of,
                "scope": wording.scope(meant, chosen, known),
                "reading": wording.reading(sentence, chosen),
                "tests": chosen,
            }
        )
    except ValidationError as error:
        said = "; ".join(problem["msg"].removeprefix("Value error, ") for problem in error.errors())
        raise SentenceError(sentence, (0, len(sentence)), f"{said}.") from error


def cluster(claim: Claim) -> dict[str, ClaimFile]:
    """Return a claim as the only one of a register, to be judged."""
    return {CLUSTER: ClaimFile(title="A claim that was asked", claims=[claim])}
