-- Every source with how fresh it is on a day, what it has brought, and what waits for it.
with figure as (
    select
        signal.source_id,
        count(distinct seen.signal_id) as signals_with_figures,
        count(distinct seen.project_id) as projects,
        min(seen.period_start) as first_day
    from latest_observation as seen
    join signal on signal.signal_id = seen.signal_id
    group by signal.source_id
),
defined as (
    select
        signal.source_id,
        count(distinct signal.signal_id) as signals,
        count(definition.definition_id) as definitions,
        count(definition.definition_id) filter (where measured.definition_id is null) as empty
    from signal
    left join definition on definition.signal_id = signal.signal_id
    left join (select distinct definition_id from share) as measured
        on measured.definition_id = definition.definition_id
    group by signal.source_id
),
run as (
    select
        source_id,
        bool_or(status = 'bundled') as bundled,
        count(*) filter (where status <> 'bundled') as runs,
        count(*) filter (where status in ('suspect', 'set aside')) as runs_waiting,
        arg_max(status, run_id) filter (where status <> 'bundled') as last_status,
        last(error order by run_id) filter (where status <> 'bundled') as last_error,
        max(started_at) as last_run
    from source_run
    group by source_id
)
select
    source.source_id,
    source.title,
    source.publisher,
    source.url,
    source.license,
    source.attribution,
    source.cadence,
    source.lag_days,
    source.closed,
    source.live,
    coalesce(run.bundled, false) as bundled,
    array_to_string(source.not_counted, '; ') as not_counted,
    freshness.newest_period,
    freshness.expected_by,
    freshness.last_success,
    case
        when freshness.state = 'current' and freshness.expected_by < $today then 'late'
        else freshness.state end as state,
    freshness.observations,
    coalesce(figure.projects, 0) as projects,
    figure.first_day,
    defined.signals,
    coalesce(figure.signals_with_figures, 0) as signals_with_figures,
    defined.definitions,
    defined.empty,
    coalesce(run.runs, 0) as runs,
    coalesce(run.runs_waiting, 0) as runs_waiting,
    run.last_run,
    run.last_status,
    run.last_error
from source
join freshness on freshness.source_id = source.source_id
join defined on defined.source_id = source.source_id
left join figure on figure.source_id = source.source_id
left join run on run.source_id = source.source_id
order by lower(source.title)
