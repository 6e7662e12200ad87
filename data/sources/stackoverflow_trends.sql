-- Stack Overflow questions, counted as they came: one row per month and tag.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- 'derived': questions per day read from a drawn line, times the days of the month, is a whole
-- number.
select
    'stackoverflow_questions' as signal_id,
    'stackoverflow_tag' as registry,
    tag as identifier,
    'all' as segment,
    month as period_start,
    cast(month + interval 1 month as date) as period_end,
    cast(questions as double) as value,
    cast(null as double) as base,
    case kind when 'interpolated' then 'interpolated' else 'derived' end as precision,
    case kind when 'interpolated'
        then 'note: month not drawn, read between its neighbours' end as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.stackoverflow_trends)
        || ':plots/machine-learning.svg' as locator
from landing.stackoverflow_trends
