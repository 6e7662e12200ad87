-- Frameworks named in arXiv papers of March 2017: one row per framework.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
select
    'arxiv_mentions' as signal_id,
    'paper_framework' as registry,
    framework as identifier,
    'all' as segment,
    month as period_start,
    cast(month + interval 1 month as date) as period_end,
    percent as value,
    cast(100 as double) as base,
    'rounded' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    'https://karpathy.medium.com/a-peek-at-trends-in-machine-learning-ab8a1085a106' as locator
from landing.arxiv_mentions_2017
