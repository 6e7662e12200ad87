-- Figures of a run that are tenfold, or a tenth of, what was known of them before: one row a figure
-- and quantity (its value, or its base). A period that is read again is held against what it was; a
-- new one against the period before and, for counts over a period, which go up and down, against the
-- median of the last seven too. What has no earlier figure is held against nothing. What a definition
-- adds up with a figure that jumps, in a period that has no other, comes along: without it the sum
-- would be a part.
--
-- $run_id   the run; only runs that began before it are known
-- $floor    counts below it say nothing; a jump from zero starts here
-- $factor   what is a jump within a year; within n years it may be passed n times
with figure as (
    select
        seen.*,
        signal.measure = 'flow' as counted,
        -- counts over a day, a week, a month, a quarter and a year are series of their own
        case
            when signal.measure = 'stock' then 'level'
            when seen.period_end - seen.period_start <= 3 then 'day'
            when seen.period_end - seen.period_start <= 10 then 'week'
            when seen.period_end - seen.period_start <= 45 then 'month'
            when seen.period_end - seen.period_start <= 140 then 'quarter'
            else 'year' end as step,
        seen.run_id = $run_id as is_new
    from observation as seen
    join signal on signal.signal_id = seen.signal_id
    where
        coalesce(seen.quality, '') not like 'suspect%'
        and (seen.run_id = 'snapshot' or seen.run_id <= $run_id)
),
reading as (
    select *, 'value' as quantity, value as number from figure
    union all
    select *, 'base' as quantity, base as number from figure where base is not null
),
period as (
    select
        signal_id, registry, identifier, segment, quantity, step, counted, period_start, period_end,
        arg_max(number, observed_at) filter (where is_new) as number,
        arg_max(complete, observed_at) filter (where is_new) as complete,
        -- what was read before its time was over is no measure
        arg_max(number, (observed_at, run_id <> 'snapshot', run_id))
            filter (where not is_new and complete) as known
    from reading
    group by
        signal_id, registry, identifier, segment, quantity, step, counted, period_start, period_end
),
series as (
    select
        *,
        last_value(known ignore nulls) over (
            partition by signal_id, registry, identifier, segment, quantity, step
            order by period_start, period_end rows between unbounded preceding and 1 preceding
        ) as last_known,
        last_value(case when known is not null then period_start end ignore nulls) over (
            partition by signal_id, registry, identifier, segment, quantity, step
            order by period_start, period_end rows between unbounded preceding and 1 preceding
        ) as last_start,
        median(known) over (
            partition by signal_id, registry, identifier, segment, quantity, step
            order by period_start, period_end rows between 7 preceding and 1 preceding
        ) as middle
    from period
),
compared as (
    select
        *,
        coalesce(known, last_known) as before,
        case when known is null then last_start else period_start end as before_start,
        case when known is null and counted then coalesce(middle, last_known)
            else coalesce(known, last_known) end as usual,
        case when known is null
            then pow($factor, greatest(1, (period_start - last_start) / 365.25))
            else $factor end as most
    from series
    where number is not null
),
jump as (
    select *
    from compared
    where
        before is not null
        and greatest(number, before) >= $floor
        and (
            number >= most * coalesce(nullif(before, 0), $floor)
            and number >= most * coalesce(nullif(usual, 0), $floor)
            -- of a period that was not over, more is to come
            or complete and number * most <= before and number * most <= usual
        )
),
addend as (
    select project_id as one, project_id as other, null as signal_id from project_identifier
    union
    select one.member_id, other.member_id, definition.signal_id
    from definition_family as one
    join definition_family as other
        on other.definition_id = one.definition_id and other.project_id = one.project_id
    join definition on definition.definition_id = one.definition_id
),
companion as (
    select
        seen.signal_id, seen.registry, seen.identifier, seen.segment, seen.period_start,
        seen.period_end, min(jump.identifier) as beside
    from jump
    join project_identifier as name
        on name.registry = jump.registry and name.identifier = jump.identifier
    join addend
        on addend.one = name.project_id
        and coalesce(addend.signal_id, jump.signal_id) = jump.signal_id
    join figure as seen
        on seen.project_id = addend.other
        and seen.signal_id = jump.signal_id
        and seen.segment = jump.segment
        and seen.period_start = jump.period_start
        and seen.period_end = jump.period_end
        and seen.is_new
    where jump.known is null
    group by
        seen.signal_id, seen.registry, seen.identifier, seen.segment, seen.period_start,
        seen.period_end
)
select
    signal_id, registry, identifier, segment, period_start, period_end, quantity, number, before,
    before_start, null as beside
from jump
union all
select
    signal_id, registry, identifier, segment, period_start, period_end, null, null, null, null,
    beside
from companion
anti join jump using (signal_id, registry, identifier, segment, period_start, period_end)
order by all
