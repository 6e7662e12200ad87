-- GitHub stars by month of giving, as far as they still stand: one row per repository and month.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
select
    'github_stars_retained' as signal_id,
    'github' as registry,
    repo as identifier,
    'all' as segment,
    month as period_start,
    cast(month + interval 1 month as date) as period_end,
    cast(stars_added as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.repostory)
        || ':repo_data/' || replace(repo, '/', '_') || '.json' as locator
from landing.repostory
