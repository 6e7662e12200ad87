-- Stars, forks and open issues of listed repositories: one row per file, repository and measure.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- A repository that no list names on a day is absent, which is not zero.
with readings as (
    select date as file_date, repo, 'github_stars_ranked' as signal_id, stars as reading, run_id
    from landing.github_ranking
    union all
    select date as file_date, repo, 'github_forks_ranked' as signal_id, forks as reading, run_id
    from landing.github_ranking
    union all
    select date as file_date, repo, 'github_open_issues_ranked' as signal_id,
        open_issues as reading, run_id
    from landing.github_ranking
)
select
    signal_id,
    'github' as registry,
    repo as identifier,
    'top-100 lists' as segment,
    file_date as period_start,
    cast(file_date + interval 1 day as date) as period_end,
    cast(reading as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    cast(file_date as timestamp) as observed_at,
    run_id,
    'EvanLi/Github-Ranking@1f3e1701:Data/github-ranking-' || cast(file_date as varchar)
        || '.csv' as locator
from readings
