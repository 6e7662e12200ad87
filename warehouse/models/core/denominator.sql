-- What a definition divides by, for a project in a period.
--
-- grain: definition_id, project_id, period_start, period_end
--
-- definition_id   the definition
-- project_id      the project
-- period_start    first day
-- period_end      day after the last
-- value           the denominator, in the signal's unit
-- smallest        least it can be, where it is only bracketed; else null
-- largest         most it can be, where it is only bracketed; else null
-- notes           members that are not in it, or the date of a total; null for none
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
        count(*) as members
    from part
    where over = 'group'
    group by definition_id, period_start, period_end
),
measured_member as (
    -- members that the signal measures at some time: their absence must be said
    select
        definition_id,
        project_id,
        count(*) over (partition by definition_id) as members
    from part
    where over = 'group'
    group by definition_id, project_id
),
absent as (
    select
        group_sum.definition_id,
        group_sum.period_start,
        group_sum.period_end,
        string_agg(member.project_id, ', ' order by member.project_id) as projects
    from group_sum
    join measured_member as member
        on member.definition_id = group_sum.definition_id and member.members > group_sum.members
    left join part
        on part.definition_id = group_sum.definition_id
        and part.project_id = member.project_id
        and part.period_start = group_sum.period_start
        and part.period_end = group_sum.period_end
    where part.definition_id is null
    group by group_sum.definition_id, group_sum.period_start, group_sum.period_end
),
distance as (
    -- in half days, so that the earlier of two equally near totals is nearer
    select
        part.definition_id,
        part.project_id,
        part.period_start,
        part.period_end,
        seen.value,
        seen.period_start as seen_on,
        2 * abs(seen.period_start - part.period_start)
            + case when seen.period_start > part.period_start then 1 else 0 end as half_days
    from part
    join latest_observation as seen
        on seen.signal_id = part.total_signal_id and not seen.suspect
),
total as (
    select
        definition_id,
        project_id,
        period_start,
        period_end,
        arg_min(value, half_days) as value,
        arg_min(seen_on, half_days) as seen_on,
        max(value) filter (where seen_on <= period_start) as smallest,
        min(value) filter (where seen_on >= period_start) as largest
    from distance
    group by definition_id, project_id, period_start, period_end
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
        when part.over = 'total' then total.smallest
        when part.overlap then group_sum.largest_member end as smallest,
    case
        when part.over = 'total' then total.largest
        when part.overlap then group_sum.value end as largest,
    case
        when part.over = 'total'
            then 'total measured on ' || total.seen_on || ', so bracketed by the totals around it'
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
