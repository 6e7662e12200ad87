-- PyPI downloads by ClickHouse: one row per package and complete month, and per day of half a year.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- All packages taken together, a day far below the days around it is being repaired or has lost
-- downloads, and so has a month with fewer days of downloads than the calendar.
with day_total as (
    select run_id, start, sum(downloads) as downloads
    from landing.pypi_clickhouse
    where step = 'day'
    group by run_id, start
),
low as (
    select run_id, 'day' as step, start
    from (
        select
            *,
            median(downloads) over (
                partition by run_id order by start rows between 7 preceding and 7 following
            ) as usual
        from day_total
    ) as compared
    where downloads < 0.3 * usual
),
marked as (
    select run_id, step, start from low
    union
    select run_id, 'month', cast(date_trunc('month', start) as date) from low
),
figure as (
    select
        *,
        cast(case when step = 'month' then start + interval 1 month
            else start + interval 1 day end as date) as period_end,
        max(days) over (partition by run_id, step, start) as days_counted
    from landing.pypi_clickhouse
)
select
    case when figure.step = 'month' then 'pypi_downloads_all_installers'
        else 'pypi_downloads_all_installers_daily' end as signal_id,
    'pypi' as registry,
    figure.package as identifier,
    'per ' || figure.step as segment,
    figure.start as period_start,
    figure.period_end,
    cast(figure.downloads as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    case
        when figure.days_counted < figure.period_end - figure.start
            then 'note: only ' || figure.days_counted || ' of '
                || (figure.period_end - figure.start) || ' days have downloads'
        when marked.start is not null
            then 'note: a day far below the days around it, all packages alike' end as quality,
    figure.loaded_at as observed_at,
    figure.run_id,
    figure.locator
from figure
left join marked
    on marked.run_id = figure.run_id
    and marked.step = figure.step
    and marked.start = figure.start
