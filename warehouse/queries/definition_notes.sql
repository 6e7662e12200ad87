-- What each definition counts, out of what and why, and what is to be known of its signal.
select
    definition.definition_id,
    definition.title,
    definition.numerator,
    definition.denominator,
    definition.rationale,
    signal.title as signal,
    signal.unit,
    signal.quality,
    signal.caveat,
    signal.source_id
from definition
join signal on signal.signal_id = definition.signal_id
order by definition.definition_id
