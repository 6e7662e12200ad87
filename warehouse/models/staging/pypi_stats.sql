-- PyPI downloads by pypistats: one row per package, day and category.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- The two newest days of a run are left out: they are still being corrected. 'null' is the source's
-- own word for an unknown system.
with newest as (
    select run_id, max(day) as newest_day
    from landing.pypi_stats
    group by run_id
)
select
    'pypi_downloads_daily' as signal_id,
    'pypi' as registry,
    stats.package as identifier,
    case
        when stats.kind = 'overall' then replace(stats.category, '_', ' ')
        when stats.category = 'null' then 'system: unknown'
        else 'system: ' || stats.category end as segment,
    stats.day as period_start,
    cast(stats.day + interval 1 day as date) as period_end,
    cast(stats.downloads as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    stats.loaded_at as observed_at,
    stats.run_id,
    stats.locator
from landing.pypi_stats as stats
join newest on newest.run_id = stats.run_id
where stats.day < newest.newest_day - 1
