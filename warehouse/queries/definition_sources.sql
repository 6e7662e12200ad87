-- What each definition is reckoned over, with unit and source of its signal.
select
    definition_id,
    definition.title,
    denominator,
    signal.unit,
    source.source_id,
    source.title as source,
    signal.origin,
    within,
    overlap,
    left_out
from definition
join signal on signal.signal_id = definition.signal_id
join source on source.source_id = signal.source_id
