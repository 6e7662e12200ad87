-- Every signal that a card declares has observations; one of a live source may wait for the first
-- collection.
select signal.source_id, signal.signal_id
from signal
join source on source.source_id = signal.source_id
left join latest_observation as seen on seen.signal_id = signal.signal_id
where seen.signal_id is null and not source.live
