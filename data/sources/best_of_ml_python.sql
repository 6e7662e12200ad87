-- Weekly figures of repositories and their packages, and what they gained from month to month: one
-- row per file, repository and metric.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- A package download count covers the 30 days before the file; everything else is a level on the
-- day of the file. A gain is the difference between the first files of two months that follow each
-- other. The key of the source is the repository, for packages too.
with readings as (
    select
        case metric
            when 'star_count' then 'github_stars'
            when 'contributor_count' then 'github_contributors'
            when 'commit_count' then 'github_commits'
            when 'github_dependent_project_count' then 'github_dependents'
            when 'pypi_dependent_project_count' then 'pypi_dependents'
            when 'pypi_monthly_downloads' then 'pypi_downloads_pypistats'
            when 'conda_total_downloads' then 'conda_downloads'
            when 'dockerhub_pulls' then 'docker_pulls'
        end as signal_id,
        case metric
            when 'star_count' then 'github_stars_gained_listed'
            when 'contributor_count' then 'github_contributors_gained'
            when 'commit_count' then 'github_commits_gained'
        end as gained_signal_id,
        repo,
        date as file_date,
        value as reading,
        case when flag = 'docker' then 'derived' else 'exact' end as precision,
        case
            when flag = 'drop' then 'suspect: less than 70 % of an earlier file'
            when flag = 'tiny' then 'suspect: below 100 where comparable projects have thousands'
            when metric = 'pypi_dependent_project_count' and value = 0 then 'suspect: zero before the recount of 2022-01-09'
        end as quality,
        run_id
    from landing.best_of_ml_python
),
months as (
    select min(file_date) as file_date, row_number() over (order by min(file_date)) as number
    from readings
    group by date_trunc('month', file_date)
),
gains as (
    select
        readings.*,
        months.number - lag(months.number) over files_of_repo as steps,
        lag(readings.file_date) over files_of_repo as date_before,
        readings.reading - lag(readings.reading) over files_of_repo as gained
    from readings
    join months on months.file_date = readings.file_date
    where readings.gained_signal_id is not null and readings.quality is null
    window files_of_repo as (
        partition by readings.signal_id, readings.repo order by readings.file_date
    )
),
figures as (
    select
        signal_id, repo,
        case when signal_id = 'pypi_downloads_pypistats'
            then cast(file_date - interval 30 day as date) else file_date end as period_start,
        case when signal_id = 'pypi_downloads_pypistats' then file_date
            else cast(file_date + interval 1 day as date) end as period_end,
        reading, precision, quality, file_date, run_id
    from readings
    union all
    select
        gained_signal_id, repo, date_before, file_date, gained, 'derived', quality, file_date,
        run_id
    from gains
    where steps = 1 and gained >= 0
)
select
    signal_id,
    'github' as registry,
    repo as identifier,
    'all' as segment,
    period_start,
    period_end,
    cast(reading as double) as value,
    cast(null as double) as base,
    precision,
    quality,
    cast(file_date as timestamp) as observed_at,
    run_id,
    (select min(locator) from landing.best_of_ml_python)
        || ':history/' || cast(file_date as varchar)
        || '_projects.csv' as locator
from figures
