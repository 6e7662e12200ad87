-- Every figure of a signal in its newest version, for programs.
select
    figure.signal_id,
    figure.project_id,
    project.name,
    figure.identifier,
    figure.segment,
    figure.period_start,
    figure.period_end,
    figure.value,
    figure.base,
    figure.precision,
    figure.complete,
    figure.suspect,
    figure.quality,
    figure.observed_at,
    figure.locator
from latest_observation as figure
join project using (project_id)
where figure.signal_id = $signal
order by
    figure.segment, figure.project_id, figure.identifier, figure.period_start, figure.period_end
