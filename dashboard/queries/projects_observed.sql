-- Projects with figures in a segment of a signal, the one with the biggest newest figure first.
select
    seen.project_id,
    project.name,
    max(seen.period_end) as newest,
    arg_max(seen.value, seen.period_end)
        filter (where not seen.suspect and seen.complete) as size
from latest_observation as seen
join project on project.project_id = seen.project_id
where seen.signal_id = $signal
    and seen.segment = $segment
    and seen.role in ('primary', 'former')
group by seen.project_id, project.name
order by size desc nulls last, project.name
