-- Every group that a definition is over, with its members, in the order of projects.yml.
with used as (
    select
        group_id,
        count(*) as definitions
    from definition
    where over = 'group'
    group by group_id
),
member as (
    select
        *,
        row_number() over () as place
    from project_group
)
select
    member.group_id,
    member.title,
    member.note,
    member.project_id,
    project.name,
    whole.project_id as whole_id,
    whole.name as whole_name
from member
join used on used.group_id = member.group_id
join project on project.project_id = member.project_id
left join project as whole on whole.project_id = project.part_of
order by member.place
