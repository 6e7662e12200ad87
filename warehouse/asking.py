"""A sentence, understood and judged: the count nearest to its words is one that has figures."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import duckdb

from collectors.home import Home
from warehouse.judge import judging
from warehouse.reading.asserting import cluster, measured_first
from warehouse.reading.measured import Measured
from warehouse.reading.question import Understood

UNMEASURED = """
select claim_id, list(definition_id order by position) filter (measured is not null)
from claim_evidence
join claim_verdict using (claim_id)
where moment = 'then' and definition_id is not null and role <> 'context' and not scorecard
group by claim_id
having not bool_or(role = 'primary' and measured is not null) and count(measured) > 0
"""


@contextmanager
def judged(
    home: Home, found: Understood, known: Measured
) -> Iterator[tuple[Understood, duckdb.DuckDBPyConnection]]:
    """Yield a sentence with a connection on which its claims are the whole register.

    Where the count nearest to a claim's words has no figure at its date, and another that they
    allow has one, the nearest of those takes its place.

    Args:
        home: the packs, and where the warehouse is published.
        found: a sentence that makes claims.
        known: what can be asked of them.

    Raises:
        WarehouseError: nothing is published, or it was made by another version.
    """
    with ExitStack() as held:
        con = held.enter_context(judging(home, cluster(found.claims), known.catalogue))
        lacking = dict(con.execute(UNMEASURED).fetchall())
        if lacking:
            held.close()
            found = measured_first(found, known, lacking)
            con = held.enter_context(judging(home, cluster(found.claims), known.catalogue))
        yield found, con
