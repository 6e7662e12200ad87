-- How new the figures are on a day: of all sources with figures, how many are late, how many never came.
select
    max(freshness.newest_period) as newest,
    count(freshness.newest_period) as sources,
    count(*) filter (
        where freshness.state = 'late'
        or (freshness.state = 'current' and freshness.expected_by < $today)
    ) as late,
    count(*) filter (where source.live and freshness.state = 'not collected') as waiting
from freshness
join source on source.source_id = freshness.source_id
