-- Every project, the one with most signals first.
with seen as (
    select distinct
        project_id,
        signal_id
    from latest_observation
    where role in ('primary', 'former')
),
counted as (
    select
        project_id,
        count(*) as signals
    from seen
    group by project_id
)
select
    project.project_id,
    project.name,
    project.kind,
    project.first_public_release,
    coalesce(counted.signals, 0) as signals
from project
left join counted on counted.project_id = project.project_id
order by signals desc, project.name
