-- Google search interest as drawn in two charts: one row per chart, name and month or week.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- 'derived': measured on the picture. The chart of months prints the points of May 2024 as well.
select
    'search_interest_terms' as signal_id,
    'search_term' as registry,
    term as identifier,
    'chart of March 2025' as segment,
    month as period_start,
    cast(month + interval 1 month as date) as period_end,
    points as value,
    cast(null as double) as base,
    case read_from when 'print' then 'rounded' else 'derived' end as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.google_trends_charts_monthly)
        || ':assets/google_trend.png' as locator
from landing.google_trends_charts_monthly
union all
select
    'search_interest_topics' as signal_id,
    'search_term' as registry,
    topic as identifier,
    'chart of January 2020' as segment,
    week as period_start,
    cast(week + interval 7 day as date) as period_end,
    points as value,
    cast(null as double) as base,
    'derived' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.google_trends_charts_weekly)
        || ':is-pytorch-catching-tensorflow-ca88f9128304/1!e7fGJaWE_P6x500Obq8_Pw.png' as locator
from landing.google_trends_charts_weekly
