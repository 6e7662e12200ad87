-- Models per tag by the Hub's own filter: one row per tag and day.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- The base is the number of all models, read without a filter a few minutes before.
select
    'hub_models_by_filter' as signal_id,
    'hub_tag' as registry,
    tag as identifier,
    'all' as segment,
    day as period_start,
    cast(day + interval 1 day as date) as period_end,
    cast(models as double) as value,
    cast(all_models as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    cast(day as timestamp) as observed_at,
    run_id,
    locator
from landing.hub_tag_totals
