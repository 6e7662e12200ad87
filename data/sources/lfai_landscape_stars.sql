-- GitHub stars of projects in a landscape: one row per file and repository.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
select
    'github_stars_landscape' as signal_id,
    'github' as registry,
    repo as identifier,
    'all' as segment,
    date as period_start,
    cast(date + interval 1 day as date) as period_end,
    cast(stars as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    cast(date as timestamp) as observed_at,
    run_id,
    'lfai/lfai-landscape@' || commit || ':processed_landscape.yml' as locator
from landing.lfai_landscape_stars
