-- Every project, the one with most signals first.
select
    project.project_id,
    project.name,
    project.kind,
    count(distinct seen.signal_id) as signals
from project
left join latest_observation as seen
    on seen.project_id = project.project_id and seen.role in ('primary', 'former')
group by project.project_id, project.name, project.kind
order by signals desc, project.name
