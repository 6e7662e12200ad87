-- Every group that a definition is over, with its members, in the order of data/projects.yml.
with used as (
    select
        group_id,
        count(*) as definitions
    from definition
    where over = 'group'
    group by group_id
)
select
    project_group.group_id,
    project_group.title,
    project_group.note,
    project_group.project_id,
    project.name,
    whole.project_id as whole_id,
    whole.name as whole_name
from project_group
join used on used.group_id = project_group.group_id
join project on project.project_id = project_group.project_id
left join project as whole on whole.project_id = project.part_of
order by project_group.rowid
