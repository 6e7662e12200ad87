-- The sources of one pack, and those that have no signals.
select source.source_id
from source
left join signal on signal.source_id = source.source_id
group by source.source_id
having bool_or(signal_id in (from kept.signal_id)) or count(signal_id) = 0
