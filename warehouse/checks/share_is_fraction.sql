-- A share lies between 0 and 1, inside its own interval.
with offence as (
    select definition_id, project_id, period_start, period_end, share, low, high
    from share
    where not isfinite(share) or share < 0 or share > 1 or low > share or high < share
)
select
    signal.source_id,
    seen.run_id,
    offence.*
from offence
join definition on definition.definition_id = offence.definition_id
join signal on signal.signal_id = definition.signal_id
-- the runs whose figures it is made of
left join latest_observation as seen
    on seen.signal_id = definition.signal_id
    and list_contains(definition.segments, seen.segment)
    and seen.period_start >= offence.period_start
    and seen.period_end <= offence.period_end
    and not seen.suspect
group by all
