-- The last day that the figures of each signal speak of.
select
    signal.signal_id,
    signal.source_id,
    max(seen.period_end) - 1 as newest
from latest_observation as seen
join signal on signal.signal_id = seen.signal_id
group by signal.signal_id, signal.source_id
order by signal.signal_id
