-- Every project, the most measured first, and how many signals of live sources that know it
-- by a name have brought no figure of it yet.
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
),
awaited as (
    select
        name.project_id,
        count(distinct signal.signal_id) as waiting
    from project_identifier as name
    join source on source.registry = name.registry
    join signal on signal.source_id = source.source_id
    left join seen on seen.signal_id = signal.signal_id and seen.project_id = name.project_id
    where source.live
        and name.role in ('primary', 'former')
        and (len(source.asked) = 0 or list_contains(source.asked, name.identifier))
        and seen.signal_id is null
    group by name.project_id
)
select
    project.project_id,
    project.name,
    project.kind,
    project.first_public_release,
    project.aliases,
    coalesce(counted.signals, 0) as signals,
    coalesce(awaited.waiting, 0) as waiting
from project
left join counted on counted.project_id = project.project_id
left join awaited on awaited.project_id = project.project_id
join project_look on project_look.project_id = project.project_id
order by project_look.place
