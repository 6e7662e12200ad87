-- GitHub stars by quarter of giving, as far as they still stood: one row per repository and quarter.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- A level is that of the quarter's last day.
with quarters as (
    select *, cast(quarter + interval 3 month as date) as next_quarter
    from landing.github_stars_quarterly
),
readings as (
    select
        'github_stars_quarterly' as signal_id, cast(next_quarter - 1 as date) as period_start,
        to_date as reading, quarters.*
    from quarters
    union all
    select 'github_stars_gained_quarterly', quarter, gained, quarters.*
    from quarters
)
select
    signal_id,
    'github' as registry,
    repo as identifier,
    'all' as segment,
    period_start,
    next_quarter as period_end,
    cast(reading as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    cast(read_on as timestamp) as observed_at,
    run_id,
    (select min(locator) from landing.github_stars_quarterly)
        || ':data/' || replace(repo, '/', '-') || '.json' as locator
from readings
