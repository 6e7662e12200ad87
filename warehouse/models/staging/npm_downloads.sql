-- npm downloads, added up to months: one row per package and complete month.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- npm reports zero where it counted nothing, so a month of zeros is absent, and a zero is an outage
-- when all packages have it, or when the package has hundreds on the month's other days.
with daily as (
    select
        run_id,
        package,
        day,
        cast(date_trunc('month', day) as date) as month,
        downloads,
        max(downloads) over (partition by run_id, day) as most_of_the_day,
        min(case when downloads > 0 then day end) over (partition by run_id, package) as first_day,
        loaded_at,
        locator
    from landing.npm_downloads
),
monthly as (
    select
        run_id,
        package,
        month,
        cast(month + interval 1 month as date) as next_month,
        count(*) as days,
        sum(downloads) as downloads,
        count(*) filter (where most_of_the_day = 0) as silent_days,
        count(*) filter (where downloads = 0 and day > first_day) as zero_days,
        min(loaded_at) as loaded_at,
        min(locator) as locator
    from daily
    group by run_id, package, month
),
counted as (
    select
        *,
        case
            when downloads >= 100 * (days - zero_days) then greatest(silent_days, zero_days)
            else silent_days end as outage_days
    from monthly
    where days = next_month - month and downloads > 0
)
select
    'npm_downloads_monthly' as signal_id,
    'npm' as registry,
    package as identifier,
    'all' as segment,
    month as period_start,
    next_month as period_end,
    cast(downloads as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    case when outage_days > 0
        then case when outage_days > 7 then 'suspect' else 'note' end
            || ': days on which npm counted nothing: ' || outage_days end as quality,
    loaded_at as observed_at,
    run_id,
    locator
from counted
