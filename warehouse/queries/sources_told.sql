-- The sources: licence, cadence, newest figure and state, and why a series is closed.
select
    source.source_id as source,
    source.publisher,
    source.license,
    source.cadence,
    freshness.newest_period as newest,
    freshness.state,
    freshness.observations as figures,
    source.closed
from source
join freshness on freshness.source_id = source.source_id
order by source.source_id
