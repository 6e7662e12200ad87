-- Members of a group that have no figure in a period, and how large they are where they have one.
--
-- grain: definition_id, project_id, period_start, period_end
--
-- definition_id   the definition, over a group
-- project_id      a member that the signal measures in other periods
-- period_start    first day of a period that lacks it
-- period_end      day after the last
-- part            its part of the group in the nearest period that has it, a fraction 0-1
with figure as (
    select numerator.definition_id, project_id, period_start, period_end, value
    from numerator
    join definition on definition.definition_id = numerator.definition_id
    where definition.over = 'group'
),
whole as (
    -- a period with one member alone says nothing of its part
    select
        definition_id,
        period_start,
        period_end,
        case when count(*) > 1 then nullif(sum(value), 0) end as value
    from figure
    group by definition_id, period_start, period_end
),
member as (
    select distinct definition_id, project_id from figure
),
place as (
    select
        whole.definition_id,
        member.project_id,
        whole.period_start,
        whole.period_end,
        figure.value is not null as present,
        figure.value / whole.value as part
    from whole
    join member on member.definition_id = whole.definition_id
    left join figure
        on figure.definition_id = whole.definition_id
        and figure.project_id = member.project_id
        and figure.period_start = whole.period_start
        and figure.period_end = whole.period_end
),
sought as (
    select
        place.*,
        max(case when present then period_start end) over (
            partition by definition_id, project_id order by period_start, period_end
        ) as seen_before,
        min(case when present then period_start end) over (
            partition by definition_id, project_id order by period_start, period_end
            rows between current row and unbounded following
        ) as seen_after
    from place
)
select
    sought.definition_id,
    sought.project_id,
    sought.period_start,
    sought.period_end,
    near.part
from sought
join project on project.project_id = sought.project_id
join place as near
    on near.definition_id = sought.definition_id
    and near.project_id = sought.project_id
    and near.period_start in (sought.seen_before, sought.seen_after)
    and near.part is not null
-- what did not exist yet is not missing
where
    not sought.present
    and coalesce(project.first_public_release < sought.period_end, true)
qualify row_number() over (
    partition by
        sought.definition_id, sought.project_id, sought.period_start, sought.period_end
    order by abs(near.period_start - sought.period_start), near.part desc
) = 1
