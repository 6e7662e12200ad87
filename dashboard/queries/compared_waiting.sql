-- What live sources know the given projects by and have brought no figure of: a row per signal and
-- project.
with seen as (
    select distinct
        project_id,
        signal_id
    from latest_observation
    where list_contains($projects, project_id)
)
select
    source.source_id,
    source.title as source_title,
    signal.signal_id,
    signal.title,
    name.project_id,
    string_agg(distinct name.identifier, ', ' order by name.identifier) as identifiers
from project_identifier as name
join source on source.registry = name.registry
join signal on signal.source_id = source.source_id
left join seen on seen.signal_id = signal.signal_id and seen.project_id = name.project_id
where source.live
    and list_contains($projects, name.project_id)
    and name.role in ('primary', 'former')
    and (len(source.asked) = 0 or list_contains(source.asked, name.identifier))
    and seen.signal_id is null
group by
    source.source_id, source.title, signal.signal_id, signal.title, name.project_id
order by source.title, signal.title, name.project_id
