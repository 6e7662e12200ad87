-- Stack Overflow questions in the AI Index 2020: one row per year and tag.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- 2020 was counted up to 12 June; its period ends there, so that it is not read as a full year.
select
    'stackoverflow_questions_yearly' as signal_id,
    'stackoverflow_tag' as registry,
    tag as identifier,
    'all' as segment,
    cast(cast(year as varchar) || '-01-01' as date) as period_start,
    cast(counted_to + interval 1 day as date) as period_end,
    cast(questions as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.ai_index_2020)
        || ':DATASETS/1. Research & Development/Stackoverflow/Frameworks/frameworks_questions_count.csv' as locator
from landing.ai_index_2020
