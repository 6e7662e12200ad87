-- Hiring posts: one row per month and term, as counted from the threads.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- A month with no post naming a term is a true zero. Of two threads for one month the larger
-- counts; a tiny one was given up for another's.
with threads as (
    select
        *,
        row_number() over (
            partition by run_id, month, term order by base desc, thread_id) as place
    from landing.hn_hiring_posts
),

terms as (
    select
        term as identifier,
        'own count' as segment,
        month,
        posts as posts_naming,
        base as posts,
        'exact' as precision,
        case when base < 20 then 'suspect: a thread with fewer than 20 posts' end as quality,
        loaded_at as observed_at,
        run_id,
        locator
    from threads
    where place = 1
)
select
    'hiring_posts' as signal_id,
    'job_term' as registry,
    identifier,
    segment,
    month as period_start,
    cast(month + interval 1 month as date) as period_end,
    cast(posts_naming as double) as value,
    cast(posts as double) as base,
    precision,
    quality,
    observed_at,
    run_id,
    locator
from terms
