with counted as (
    select sum(value)::double as value, min(period_start) as day
    {source}
        and project_id in {subject}
        and {periods}
),
total as (
    select
        counted.*,
        max(seen.value) filter (where seen.period_start <= day) as before,
        min(seen.value) filter (where seen.period_start >= day and seen.precision <> 'at least')
            as after,
        arg_max(seen.period_start, (seen.value, seen.period_start))
            filter (where seen.period_start <= day) as earlier,
        arg_min(seen.period_start, (seen.value, seen.period_start))
            filter (where seen.period_start >= day and seen.precision <> 'at least') as later
    from counted
    join latest_observation as seen
        on seen.signal_id = '{total}' and not seen.suspect
        and abs(seen.period_start - day) <= {tolerance}
    group by counted.value, day
)
select value / case
    when earlier is null or later is null or earlier = later then coalesce(before, after)
    else before + (after - before) * (day - earlier) / (later - earlier) end as measured
from total
