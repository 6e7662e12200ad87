-- Breaks that nothing may be measured across, by definition.
--
-- grain: definition_id, break_id
--
-- definition_id   the definition
-- break_id        a break whose price is barring
-- starts          first day
-- ends            day after the last; of a level shift its day; 9999-12-31 for open
select distinct
    definition.definition_id,
    series_break.break_id,
    series_break.starts,
    coalesce(series_break.ends, date '9999-12-31') as ends
from definition
join series_break
    on series_break.signal_id in (definition.signal_id, definition.total_signal_id)
    and (
        series_break.segment is null
        or list_contains(definition.segments, series_break.segment)
    )
where series_break.price = 'barring'
