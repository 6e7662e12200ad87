-- Stars, forks and open issues of listed repositories, and the stars they gained: one row per file,
-- repository and measure.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- A repository that no list names on a day is absent, which is not zero. A gain is the difference
-- between the first files of two months that follow each other.
with months as (
    select min(date) as file_date, row_number() over (order by min(date)) as number
    from landing.github_ranking_files
    group by date_trunc('month', date)
),
gains as (
    select
        ranking.*,
        months.number - lag(months.number) over files_of_repo as steps,
        lag(ranking.date) over files_of_repo as date_before,
        ranking.stars - lag(ranking.stars) over files_of_repo as gained
    from landing.github_ranking as ranking
    join months on months.file_date = ranking.date
    window files_of_repo as (partition by ranking.repo order by ranking.date)
),
levels as (
    select 'github_stars_ranked' as signal_id, stars as reading, ranking.*
    from landing.github_ranking as ranking
    union all
    select 'github_forks_ranked', forks, ranking.*
    from landing.github_ranking as ranking
    union all
    select 'github_open_issues_ranked', open_issues, ranking.*
    from landing.github_ranking as ranking
),
readings as (
    select
        signal_id, repo, date as period_start, cast(date + interval 1 day as date) as period_end,
        reading, 'exact' as precision, date as file_date, run_id
    from levels
    union all
    select
        'github_stars_gained_ranked', repo, date_before, date, gained, 'derived', date, run_id
    from gains
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
    cast(file_date as timestamp) as observed_at,
    run_id,
    (select min(locator) from landing.github_ranking)
        || ':Data/github-ranking-' || cast(file_date as varchar)
        || '.csv' as locator
from readings
