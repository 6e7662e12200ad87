-- Every signal that a card declares has observations.
select signal.source_id, signal.signal_id
from signal
left join latest_observation as seen on seen.signal_id = signal.signal_id
where seen.signal_id is null
