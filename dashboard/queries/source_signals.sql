-- The signals of a source, with or without figures: what each counts, the one with most first.
select
    signal.signal_id,
    signal.title,
    signal.unit,
    signal.measure,
    signal.population,
    signal.quality,
    signal.tolerance_days,
    signal.caveat,
    count(seen.signal_id) as figures,
    count(distinct seen.project_id) as projects,
    min(seen.period_start) as first_day,
    max(seen.period_end) as last_end
from signal
left join latest_observation as seen on seen.signal_id = signal.signal_id
where signal.source_id = $source
group by all
order by figures desc, signal.title
