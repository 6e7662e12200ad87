-- Job listings that name a framework: one row per board on the day of the count, and one per kind of
-- job in the year of the postings.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
with counts as (
    select
        'job_listings' as signal_id,
        library,
        board as segment,
        counted_on as period_start,
        counted_on + 1 as period_end,
        posts,
        null as base,
        'note: read off a picture' as quality,
        counted_on as read_on,
        run_id,
        (select min(locator) from landing.job_listings_boards) || ':'
            || 'is-pytorch-catching-tensorflow-ca88f9128304/1!8J42exXWeBjoT84vRFy2kg.png' as locator
    from landing.job_listings_boards
    union all
    select
        'job_listing_skills' as signal_id,
        library,
        job_title as segment,
        make_date(year, 1, 1) as period_start,
        make_date(year + 1, 1, 1) as period_end,
        posts,
        base,
        null as quality,
        read_on,
        run_id,
        source as locator
    from landing.job_listings_skills
)
select
    signal_id,
    'job_term' as registry,
    library as identifier,
    segment,
    period_start,
    period_end,
    cast(posts as double) as value,
    cast(base as double) as base,
    'exact' as precision,
    quality,
    cast(read_on as timestamp) as observed_at,
    run_id,
    locator
from counts
