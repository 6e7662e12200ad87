-- Stack Overflow questions per tag and year: one row each, with all questions of the year as base.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
select
    'stackoverflow_questions_by_tag' as signal_id,
    'stackoverflow_tag' as registry,
    tag as identifier,
    'all' as segment,
    cast(cast(year as varchar) || '-01-01' as date) as period_start,
    cast(cast(year + 1 as varchar) || '-01-01' as date) as period_end,
    cast(questions as double) as value,
    cast(all_questions as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.stackoverflow_tag_years) || ':by_tag_year.csv' as locator
from landing.stackoverflow_tag_years
