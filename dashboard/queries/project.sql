-- What is known of a project: one row, or none when there is no such project.
select
    project.project_id,
    project.name,
    project.kind,
    project.owner,
    project.license,
    project.first_public_release,
    project.homepage,
    array_to_string(project.aliases, ', ') as aliases,
    whole.project_id as whole_id,
    whole.name as whole_name
from project
left join project as whole on whole.project_id = project.part_of
where project.project_id = $project
