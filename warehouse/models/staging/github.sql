-- GitHub's own counts of the projects' repositories: one row per repository, period and measure.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- Names that lead to one repository give one row, under its present name if a project has it, asked
-- for in the same run or not. Weeks of commits that were not over for a day when asked are left out.
with repository as (
    select
        repo.*,
        name.project_id,
        name.role,
        coalesce(present.identifier, repo.asked) as identifier
    from landing.github as repo
    left join project_identifier as name
        on name.registry = 'github' and name.identifier = repo.asked
    left join project_identifier as present
        on present.registry = 'github' and lower(present.identifier) = lower(repo.full_name)
    where repo.repository_id is not null
    qualify row_number() over (
        partition by repo.run_id, repo.repository_id
        order by
            lower(repo.asked) <> lower(repo.full_name), coalesce(name.role, '') <> 'primary',
            repo.asked, present.identifier
    ) = 1
),
first_seen as (
    select asked, arg_min(repository_id, loaded_at) as repository_id
    from landing.github
    where repository_id is not null
    group by asked
),
judged as (
    select
        repository.*,
        cast(repository.loaded_at as date) as period_start,
        cast(repository.loaded_at + interval 1 day as date) as period_end,
        case
            when repository.repository_id <> first_seen.repository_id
                then 'suspect: another repository than the one first seen under this name'
            when repository.role = 'former' and repository.repository_id <> coalesce(
                max(case when repository.role = 'primary' then repository.repository_id end)
                    over (partition by repository.run_id, repository.project_id),
                max(case when repository.role = 'primary' then repository.repository_id end)
                    over (partition by repository.project_id)
            )
                then 'suspect: another repository under a former name'
        end as quality
    from repository
    join first_seen on first_seen.asked = repository.asked
),
figure as (
    select *, 'github_stars_live' as signal_id, 'all' as segment, stars as figure from judged
    union all
    select *, 'github_forks_live', 'all', forks from judged
    union all
    select *, 'github_releases_live', 'all', releases from judged
    union all
    select *, 'github_open_issues_live', 'issues', open_issues from judged
    union all
    select *, 'github_open_issues_live', 'issues and pull requests',
        coalesce(open_issues_and_pull_requests, open_issues + open_pull_requests) from judged
    union all
    select
        judged.* replace (
            week.week as period_start, cast(week.week + interval 7 day as date) as period_end,
            week.locator as locator
        ),
        'github_commits_weekly', 'all', week.commits
    from judged
    join landing.github_commit_weeks as week
        on week.run_id = judged.run_id and week.repository_id = judged.repository_id
    where week.week + interval 7 day < judged.period_start
)
select
    signal_id,
    'github' as registry,
    identifier,
    segment,
    period_start,
    period_end,
    cast(figure as double) as value,
    cast(null as double) as base,
    case when way = 'graphql' and segment = 'issues and pull requests' then 'derived'
        else 'exact' end as precision,
    quality,
    loaded_at as observed_at,
    run_id,
    locator
from figure
where figure is not null
