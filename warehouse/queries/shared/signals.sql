-- Every signal that has figures, with its source, size and newest day.
with figure as (
    select
        signal_id,
        count(*) as figures,
        count(distinct project_id) as projects,
        min(period_start) as first_day,
        max(period_end) - 1 as newest_day,
        max(observed_at) as observed_at
    from latest_observation
    group by signal_id
)
select
    signal.signal_id,
    signal.title,
    signal.unit,
    signal.measure,
    signal.population,
    signal.quality,
    signal.caveat,
    source.source_id,
    source.title as source_title,
    source.publisher,
    source.url,
    source.license,
    source.cadence,
    array_to_string(source.not_counted, '; ') as not_counted,
    figure.figures,
    figure.projects,
    figure.first_day,
    figure.newest_day,
    figure.observed_at
from signal
join source on source.source_id = signal.source_id
join figure on figure.signal_id = signal.signal_id
order by signal.title, signal.signal_id
