-- Stack Overflow questions by its own API: one row per tag and month, and per tag and day of asking.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- Only complete months are asked for. The row without a tag counts every question of the site in
-- that month: it is the base. A total is a level of the day the run began.
with figures as (
    select
        'stackoverflow_questions_asked' as signal_id,
        tagged.tag,
        tagged.month as period_start,
        cast(tagged.month + interval 1 month as date) as period_end,
        tagged.questions,
        nullif(site.questions, 0) as base,
        tagged.loaded_at,
        tagged.run_id,
        tagged.locator
    from landing.stack_exchange as tagged
    left join landing.stack_exchange as site
        on site.tag is null and site.month = tagged.month and site.run_id = tagged.run_id
    where tagged.tag is not null
    union all
    select
        'stackoverflow_questions_total' as signal_id,
        tag,
        cast(loaded_at as date) as period_start,
        cast(loaded_at as date) + 1 as period_end,
        questions,
        null as base,
        loaded_at,
        run_id,
        locator
    from landing.stack_exchange_tags
)
select
    signal_id,
    'stackoverflow_tag' as registry,
    tag as identifier,
    'all' as segment,
    period_start,
    period_end,
    cast(questions as double) as value,
    cast(base as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    locator
from figures
