-- Hiring posts: one row per month and framework, as bundled.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- Left out: machine learning, deep learning and LLM are topics, not projects. A month with no post
-- naming a framework is a true zero. Counts are the published shares times the posts of the month.
with bundled as (
    select 'PyTorch' as identifier, pytorch_posts as posts_naming, *
    from landing.hn_hiring
    union all
    select 'TensorFlow' as identifier, tensorflow_posts as posts_naming, *
    from landing.hn_hiring
)
select
    'hiring_posts' as signal_id,
    'job_term' as registry,
    identifier,
    'all' as segment,
    month as period_start,
    cast(month + interval 1 month as date) as period_end,
    cast(posts_naming as double) as value,
    cast(posts as double) as base,
    'derived' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    locator || ':data/keyword_share.csv' as locator
from bundled
