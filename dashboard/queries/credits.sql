-- How each source that contributes figures wants to be credited, with its licence and newest day.
select
    source.source_id,
    source.title,
    source.publisher,
    source.attribution,
    source.license,
    freshness.newest_period,
    freshness.state
from source
join freshness on freshness.source_id = source.source_id
where freshness.observations > 0
order by source.title
