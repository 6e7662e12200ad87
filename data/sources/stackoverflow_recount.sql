-- Stack Overflow questions, counted afterwards: one row per month and tag.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- Its twelve scikit-learn figures of 2013 are those of theano (3 in December, where the other monthly
-- count has 91).
select
    'stackoverflow_questions_recount' as signal_id,
    'stackoverflow_tag' as registry,
    tag as identifier,
    'all' as segment,
    month as period_start,
    cast(month + interval 1 month as date) as period_end,
    cast(questions as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    case
        when tag = 'scikit-learn' and month >= date '2013-01-01' and month < date '2014-01-01'
            then 'suspect: repeats the figures of theano'
    end as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.stackoverflow_recount)
        || ':MLTollsStackOverflow.csv' as locator
from landing.stackoverflow_recount
