-- Stack Overflow questions read from its lists in March 2025: one row per tag and base.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- How many questions bear both tags is known, so those with PyTorch's or TensorFlow's are a base of
-- their own.
with tagged as (
    select
        *,
        sum(case tag when 'pytorch and tensorflow' then -questions
            when 'pytorch' then questions when 'tensorflow' then questions else 0 end)
            over (partition by run_id) as with_either
    from landing.stackoverflow_scrape_2025
),

bases as (
    select 'of all questions' as segment, all_questions as base, *
    from tagged
    where tag <> 'pytorch and tensorflow'
    union all
    select 'of those with PyTorch or TensorFlow' as segment, with_either as base, *
    from tagged
    where tag in ('pytorch', 'tensorflow')
)
select
    'stackoverflow_questions_scraped' as signal_id,
    'stackoverflow_tag' as registry,
    tag as identifier,
    segment,
    first_day as period_start,
    cast(last_day + interval 1 day as date) as period_end,
    cast(questions as double) as value,
    cast(base as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.stackoverflow_scrape_2025)
        || ':sample_scraped_page_data.csv' as locator
from bases
