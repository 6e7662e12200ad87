-- Views of English Wikipedia articles: one row per article and month.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
select
    'wikipedia_views' as signal_id,
    'wikipedia' as registry,
    title as identifier,
    'all' as segment,
    month as period_start,
    cast(month + interval 1 month as date) as period_end,
    cast(views as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    locator
from landing.wikipedia_pageviews
