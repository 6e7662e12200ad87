-- Figures of the given projects in a segment of a signal; several names of one project are added
-- up. Suspect: the source's own figure is, a break forbids to use the period as evidence, or it was
-- not over when it was read.
with gap as (
    select *
    from series_break
    where signal_id = $signal and (segment is null or segment = $segment)
),
figure as (
    select
        project_id,
        period_start,
        period_end,
        sum(value) as value,
        max(base) as base,
        bool_or(suspect) as suspect,
        bool_and(complete) as complete,
        string_agg(distinct quality, '; ') as notes,
        string_agg(distinct locator, '; ') as locator
    from latest_observation
    where signal_id = $signal
        and segment = $segment
        and role in ('primary', 'former')
        and list_contains($projects, project_id)
    group by project_id, period_start, period_end
),
broken as (
    select
        figure.project_id,
        figure.period_start,
        figure.period_end,
        bool_or(gap.severity = 'block') as blocked,
        string_agg(gap.break_id, ', ' order by gap.break_id) as breaks
    from figure
    join gap
        on gap.starts < figure.period_end
        and (gap.projects is null or list_contains(gap.projects, figure.project_id))
        -- a level shift touches only the period it falls into
        and (
            gap.ends is null
            or gap.ends > figure.period_start
            and (gap.ends > gap.starts or gap.starts > figure.period_start)
        )
    group by figure.project_id, figure.period_start, figure.period_end
)
select
    figure.project_id,
    project.name,
    figure.period_start,
    figure.period_end,
    figure.value,
    figure.base,
    figure.suspect or not figure.complete or coalesce(broken.blocked, false) as suspect,
    nullif(concat_ws('; ', figure.notes,
        case when not figure.complete then 'not over when it was read' end,
        'break: ' || broken.breaks), '') as flags,
    figure.locator
from figure
join project on project.project_id = figure.project_id
left join broken
    on broken.project_id = figure.project_id
    and broken.period_start = figure.period_start
    and broken.period_end = figure.period_end
order by figure.project_id, figure.period_start, figure.period_end
