-- Members of a group that a definition over it has no usable share of a whole group for, and why:
-- 'part of', 'no name' (none in the registry that the signal counts by), 'not collected' (there is a
-- live source that has not brought any), 'not whole' (only where a large member is missing or a
-- period was not over) or 'no figure' (the source's figures leave it out).
with registry as (
    -- what a signal counts by: its figures say, else what a collection would ask for
    select
        signal.signal_id,
        coalesce(min(seen.registry), min(source.registry)) as registry,
        count(seen.signal_id) > 0 as collected
    from signal
    join source on source.source_id = signal.source_id
    left join latest_observation as seen on seen.signal_id = signal.signal_id
    group by signal.signal_id
)
select
    definition.definition_id,
    member.project_id,
    project.name,
    registry.registry,
    case
        when project.part_of is not null then 'part of'
        when registry.registry is not null and count(name.identifier) = 0 then 'no name'
        when not registry.collected then 'not collected'
        when count(share.project_id) > 0 then 'not whole'
        else 'no figure' end as reason
from definition
join project_group as member on member.group_id = definition.group_id
join project on project.project_id = member.project_id
join registry on registry.signal_id = definition.signal_id
left join project_identifier as name
    on name.project_id = member.project_id
    and name.registry = registry.registry
    and list_contains(definition.roles, name.role)
left join share
    on share.definition_id = definition.definition_id
    and share.project_id = member.project_id
    and share.usable
where definition.over = 'group' and definition.group_id = $group
group by
    definition.definition_id, member.project_id, project.name, project.part_of, registry.registry,
    registry.collected
having not coalesce(bool_or(share.complete), false)
order by definition.definition_id, member.project_id
