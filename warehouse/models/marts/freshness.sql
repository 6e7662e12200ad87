-- How fresh each source is, at the time of the build.
--
-- grain: source_id
--
-- source_id       the source
-- newest_period   last day that its figures speak of; null when it has none
-- last_success    when it was last collected; null for a bundled snapshot
-- expected_by     day by which newer figures should be there; null when none will come
-- state           current, late, not collected; archive: whole, ended; closed: no newer figures will
--                 come, source.closed says why
-- observations    figures it contributes
with seen as (
    select
        signal.source_id,
        max(seen.period_end) - 1 as newest_period,
        count(*) as observations
    from latest_observation as seen
    join signal on signal.signal_id = seen.signal_id
    group by signal.source_id
),
run as (
    select source_id, max(finished_at) as last_success
    from source_run
    where status in ('complete', 'suspect')
    group by source_id
),
expected as (
    select
        source.source_id,
        source.cadence,
        source.closed,
        seen.newest_period,
        run.last_success,
        coalesce(seen.observations, 0) as observations,
        case when source.closed is null then
            seen.newest_period + source.lag_days + case source.cadence
                when 'daily' then 1 when 'weekly' then 7 when 'monthly' then 31
                when 'quarterly' then 92 when 'yearly' then 366 end
        end as expected_by
    from source
    left join seen on seen.source_id = source.source_id
    left join run on run.source_id = source.source_id
)
select
    expected.source_id,
    expected.newest_period,
    expected.last_success,
    expected.expected_by,
    case
        when expected.newest_period is null then 'not collected'
        when expected.cadence = 'once' then 'archive'
        when expected.closed is not null then 'closed'
        when expected.expected_by < build.built_at::date then 'late'
        else 'current' end as state,
    expected.observations
from expected
cross join build
