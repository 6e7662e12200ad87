-- Figures of the given projects in a segment of a signal; several names of one project are added up.
select
    seen.project_id,
    project.name,
    seen.period_start,
    seen.period_end,
    sum(seen.value) as value,
    sum(seen.per_day) as per_day,
    max(seen.base) as base,
    seen.suspect,
    string_agg(distinct seen.quality, '; ') as flags,
    string_agg(distinct seen.locator, '; ') as locator
from latest_observation as seen
join project on project.project_id = seen.project_id
where seen.signal_id = $signal
    and seen.segment = $segment
    and seen.role in ('primary', 'former')
    and list_contains($projects, seen.project_id)
group by seen.project_id, project.name, seen.period_start, seen.period_end, seen.suspect
order by seen.project_id, seen.period_start, seen.period_end
