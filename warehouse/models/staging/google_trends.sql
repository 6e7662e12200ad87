-- Google search interest from imported exports: one row per export, known term and period.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- The segment names the export: points mean nothing beyond it. Periods without points had too few
-- searches to show, which is not zero. Terms that are no project's stay in the landing table.
with reading as (
    select
        export,
        term,
        start,
        cast(case span
            when 'month' then start + interval 1 month
            when 'week' then start + interval 7 day
            else start + interval 1 day end as date) as period_end,
        points,
        start = max(start) over (partition by run_id, export) as is_last,
        sum(case when points is null then 1 else 0 end) over (partition by run_id, export, term)
            as too_few,
        loaded_at,
        run_id,
        locator
    from landing.google_trends
)
select
    'search_interest' as signal_id,
    'search_term' as registry,
    term as identifier,
    export as segment,
    start as period_start,
    period_end,
    cast(points as double) as value,
    cast(null as double) as base,
    'rounded' as precision,
    case
        when is_last then 'suspect: the last period of an export is often incomplete'
        when too_few > 0 then 'note: periods left out for too few searches: '
            || cast(too_few as bigint)
    end as quality,
    loaded_at as observed_at,
    run_id,
    locator
from reading
where
    points is not null
    and term in (select identifier from project_identifier where registry = 'search_term')
