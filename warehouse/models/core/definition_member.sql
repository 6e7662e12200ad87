-- Whose figures a definition adds up for a project: itself, or its whole family.
--
-- grain: definition_id, project_id, member_id
--
-- definition_id   the definition
-- project_id      the project that is credited
-- member_id       the project whose figures are added up for it
with measured as (
    select distinct signal_id, project_id from latest_observation
),
-- a pack's definitions are about its own projects
about as (
    select distinct definition.id as definition_id, project.id as project_id
    from pack_entry as definition
    join pack_entry as project
        on project.pack_id = definition.pack_id and project.kind = 'project'
    where definition.kind = 'definition'
)
select
    definition.definition_id,
    measured.project_id,
    measured.project_id as member_id
from definition
join measured on measured.signal_id = definition.signal_id
join about
    on about.definition_id = definition.definition_id
    and about.project_id = measured.project_id
left join definition_family as family
    on family.definition_id = definition.definition_id
    and family.project_id = measured.project_id
left join project_group as peer
    on peer.group_id = definition.group_id and peer.project_id = measured.project_id
where
    family.member_id is null
    -- over a group, only its members have a share
    and (definition.over <> 'group' or peer.project_id is not null)
union all
select definition_id, project_id, member_id
from definition_family
