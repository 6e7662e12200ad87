-- Live sources that know a project by a name it has, and have brought no figure of it yet.
with asked as (
    select
        source.source_id,
        source.title,
        string_agg(name.identifier, ', ' order by name.identifier) as identifiers
    from source
    join project_identifier as name on name.registry = source.registry
    where name.project_id = $project
        and name.role in ('primary', 'former')
        and (len(source.asked) = 0 or list_contains(source.asked, name.identifier))
    group by source.source_id, source.title
)
select
    asked.source_id,
    asked.title,
    asked.identifiers,
    string_agg(signal.title, '; ' order by signal.title) as signals
from asked
join signal on signal.source_id = asked.source_id
left join (
    select distinct signal_id from latest_observation where project_id = $project
) as seen on seen.signal_id = signal.signal_id
where seen.signal_id is null
group by asked.source_id, asked.title, asked.identifiers
order by asked.title
