-- Stars of repositories in lists of AI, and what they gained: one row per file, repository, measure.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- A gain is the difference between two files that follow each other. A repository in no list is
-- absent, which is not zero.
with files as (
    select date, row_number() over (order by date) as number
    from landing.github_ranking_ai
    group by date
),
listed as (
    select
        stars.*,
        files.number - lag(files.number) over files_of_repo as steps,
        lag(stars.date) over files_of_repo as date_before,
        stars.stars - lag(stars.stars) over files_of_repo as gained
    from landing.github_ranking_ai as stars
    join files on files.date = stars.date
    window files_of_repo as (partition by stars.repo order by stars.date)
),
readings as (
    select
        'github_stars_ai' as signal_id, date as period_start,
        cast(date + interval 1 day as date) as period_end, stars as reading, 'exact' as precision,
        listed.*
    from listed
    union all
    select 'github_stars_gained_ai', date_before, date, gained, 'derived', listed.*
    from listed
    where steps = 1 and gained >= 0
)
select
    signal_id,
    'github' as registry,
    repo as identifier,
    'top-100 lists' as segment,
    period_start,
    period_end,
    cast(reading as double) as value,
    cast(null as double) as base,
    precision,
    cast(null as varchar) as quality,
    cast(date as timestamp) as observed_at,
    run_id,
    (select min(locator) from landing.github_ranking_ai)
        || ':Data/github-ranking-' || cast(date as varchar)
        || '.csv' as locator
from readings
