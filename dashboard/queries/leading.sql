-- The group of which most members are measured, with these, the most measured first. Where no group
-- is measured, all projects that are, with a group of null.
with measured as (
    select distinct
        case when definition.over = 'group' then definition.group_id end as group_id,
        share.definition_id,
        share.project_id
    from share
    join definition on definition.definition_id = share.definition_id
),
widest as (
    select group_id
    from measured
    group by group_id
    order by group_id is null, count(distinct project_id) desc, count(*) desc, group_id
    limit 1
)
select distinct
    measured.group_id,
    measured.project_id,
    project.name,
    project_look.place
from measured
join widest on widest.group_id is not distinct from measured.group_id
join project on project.project_id = measured.project_id
join project_look on project_look.project_id = measured.project_id
order by project_look.place
