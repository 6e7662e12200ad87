-- The sources that are late on a day, with their signals; the longest overdue first.
select
    source.source_id,
    source.title,
    source.live,
    freshness.newest_period,
    freshness.expected_by,
    list(signal.signal_id order by signal.signal_id) as signal_ids
from freshness
join source on source.source_id = freshness.source_id
join signal on signal.source_id = source.source_id
where freshness.state = 'late' or (freshness.state = 'current' and freshness.expected_by < $today)
group by all
order by freshness.expected_by, source.title
