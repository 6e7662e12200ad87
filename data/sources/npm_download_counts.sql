-- npm downloads of the month before a build: one row per build and package.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- Package version 1.81.1 is left out: it names no date, and its counts are too small to be of a
-- month. A package build holds the counts of the repository build of its name, which may have been
-- fetched days after that date; where the repository has none, the date stands.
with fetched as (
    select build, max(fetched_at) as fetched_at
    from landing.npm_download_counts
    group by build
),

readings as (
    select
        'repository build' as segment,
        package,
        downloads,
        cast(fetched_at as date) as counted_on,
        fetched_at as observed_at,
        run_id,
        'nice-registry/download-counts@' || substr(commit, 1, 8) || ':' || path as locator
    from landing.npm_download_counts
    union all
    select
        'package build' as segment,
        package,
        downloads,
        cast(coalesce(fetched.fetched_at, version_date) as date) as counted_on,
        coalesce(fetched.fetched_at, version_date) as observed_at,
        run_id,
        'npm download-counts@' || version || ':' || file as locator
    from landing.npm_download_counts_packages
    left join fetched on fetched.build = version
    where version_date is not null
)
select
    'npm_downloads' as signal_id,
    'npm' as registry,
    package as identifier,
    segment,
    cast(counted_on - interval 30 day as date) as period_start,
    counted_on as period_end,
    cast(downloads as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    observed_at,
    run_id,
    locator
from readings
