-- Two sources that should say the same, side by side: one row per pair, project and period.
--
-- grain: twin_id, project_id, period_start, period_end
--
-- twin_id        the pair, see twin
-- project_id     the project
-- period_start   first day of the left figure
-- period_end     day after its last
-- left_value     the left signal's figure, per day for flows; of two samples its part of the base
-- right_value    the right signal's figure nearest in time, per day for flows
-- right_start    first day of the right figure
-- days_apart     days between the beginnings of the two periods
-- ratio          left_value / right_value; null when the right one is zero
with figure as (
    -- a project's own names added up, so that renamed ones are not compared one by one
    select
        signal_id,
        segment,
        project_id,
        period_start,
        period_end,
        sum(coalesce(per_day, value)) as value,
        sum(value) / max(base) as part
    from latest_observation
    where role in ('primary', 'former') and not suspect
    group by signal_id, segment, project_id, period_start, period_end
),
compared as (
    select
        twin.*,
        left_signal.quality = 'sample' and right_signal.quality = 'sample' as sampled
    from twin
    join signal as left_signal on left_signal.signal_id = twin.left_signal_id
    join signal as right_signal on right_signal.signal_id = twin.right_signal_id
),
pair as (
    select
        twin.twin_id,
        one.project_id,
        one.period_start,
        one.period_end,
        -- how many a sample holds depends on its size
        case when sampled then one.part else one.value end as left_value,
        case when sampled then other.part else other.value end as right_value,
        other.period_start as right_start,
        abs(one.period_start - other.period_start) as days_apart
    from compared as twin
    join figure as one
        on one.signal_id = twin.left_signal_id and one.segment = twin.left_segment
    join figure as other
        on other.signal_id = twin.right_signal_id
        and other.segment = twin.right_segment
        and other.project_id = one.project_id
        and abs(one.period_start - other.period_start) <= twin.within_days
        and abs(one.period_end - other.period_end) <= twin.within_days
)
select
    twin_id,
    project_id,
    period_start,
    period_end,
    left_value,
    right_value,
    right_start,
    days_apart,
    left_value / nullif(right_value, 0) as ratio
from pair
qualify row_number() over (
    partition by twin_id, project_id, period_start, period_end
    order by days_apart, right_start
) = 1
