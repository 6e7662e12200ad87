-- What a definition divides by, for a project in a period.
--
-- grain: definition_id, project_id, period_start, period_end
--
-- definition_id   the definition
-- project_id      the project
-- period_start    first day
-- period_end      day after the last
-- value           the denominator, in the signal's unit
-- smallest        least it can be, where it is only bracketed; null: nothing known
-- largest         most it can be, where it is only bracketed; null: nothing known
-- complete        false when a member of the group is missing that held more than 5 % of it in its
--                 nearest period, or when a member's period was not over when it was read
-- notes           members that are not in it, or the dates of totals; null for none
with part as (
    select
        numerator.*,
        definition.over,
        definition.overlap,
        definition.total_signal_id
    from numerator
    join definition on definition.definition_id = numerator.definition_id
),
group_sum as (
    select
        definition_id,
        period_start,
        period_end,
        sum(value) as value,
        max(value) as largest_member,
        bool_and(complete) as complete,
        count(*) as members
    from part
    where over = 'group'
    group by definition_id, period_start, period_end
),
absent as (
    select
        definition_id,
        period_start,
        period_end,
        bool_or(part > 0.05) as large,
        string_agg(project_id || case when part > 0.05
            then format(' ({:.0f} % of it in the nearest period)', 100 * part) else '' end,
            ', ' order by project_id) as projects
    from group_absence
    group by definition_id, period_start, period_end
),
around as (
    -- totals grow: the largest known before and the smallest known after are the nearest bounds;
    -- of 'more than 50,000' nothing follows upwards; of equal ones the nearest counts
    select
        part.definition_id,
        part.project_id,
        part.period_start,
        part.period_end,
        max(seen.value) filter (where seen.period_start <= part.period_start) as before,
        min(seen.value) filter (where seen.period_start >= part.period_start
            and seen.precision <> 'at least') as after,
        arg_max(seen.period_start, (seen.value, seen.period_start))
            filter (where seen.period_start <= part.period_start) as seen_before,
        arg_min(seen.period_start, (seen.value, seen.period_start))
            filter (where seen.period_start >= part.period_start
            and seen.precision <> 'at least') as seen_after
    from part
    join signal on signal.signal_id = part.total_signal_id
    join latest_observation as seen
        on seen.signal_id = part.total_signal_id
        and not seen.suspect
        and abs(seen.period_start - part.period_start) <= signal.tolerance_days
    group by part.definition_id, part.project_id, part.period_start, part.period_end
),
total as (
    -- between two totals the line that joins them; beside one alone, that one
    select
        around.*,
        case
            when seen_before is null or seen_after is null then coalesce(before, after)
            when seen_after = seen_before then before
            else before + (after - before)
                * (period_start - seen_before) / (seen_after - seen_before) end as value
    from around
)
select
    part.definition_id,
    part.project_id,
    part.period_start,
    part.period_end,
    case part.over
        when 'base' then part.base
        when 'group' then group_sum.value
        else total.value end as value,
    case
        when part.over = 'total' and total.after < total.before then total.after
        when part.over = 'total' then total.before
        when part.overlap then group_sum.largest_member end as smallest,
    case
        when part.over = 'total' and total.after < total.before then total.before
        when part.over = 'total' then total.after
        when part.overlap then group_sum.value end as largest,
    case when part.over = 'group'
        then group_sum.complete and not coalesce(absent.large, false)
        else part.complete end as complete,
    case
        when part.over = 'total' and total.seen_before = total.seen_after
            then 'total of the same day'
        when part.over = 'total' and total.seen_before is not null and total.seen_after is not null
            then 'total interpolated between ' || total.seen_before || ' and ' || total.seen_after
        when part.over = 'total' then 'total measured on '
            || coalesce(total.seen_before, total.seen_after) || ', none on the other side'
        when absent.projects is not null then 'not in the denominator: ' || absent.projects
        end as notes
from part
left join group_sum
    on group_sum.definition_id = part.definition_id
    and group_sum.period_start = part.period_start
    and group_sum.period_end = part.period_end
left join absent
    on absent.definition_id = part.definition_id
    and absent.period_start = part.period_start
    and absent.period_end = part.period_end
left join total
    on total.definition_id = part.definition_id
    and total.project_id = part.project_id
    and total.period_start = part.period_start
    and total.period_end = part.period_end
-- a share of one is no share: the group needs a second member in the period
where part.over <> 'group' or group_sum.members > 1
