-- People who push to repositories with a topic: one row per quarter, economy and topic.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
select
    'github_topic_pushers' as signal_id,
    'survey_option' as registry,
    topic as identifier,
    case economy when 'US' then 'United States' when 'IN' then 'India'
        when 'EU' then 'European Union' end as segment,
    quarter as period_start,
    cast(quarter + interval 3 month as date) as period_end,
    cast(pushers as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.innovation_graph) || ':data/topics.csv' as locator
from landing.innovation_graph
