-- Commits and authors of default branches: one row per repository, month and segment.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- A month without commits between two with commits is a real zero: the whole log was read.
with readings as (
    select month, repo, 'git_commits' as signal_id, 'all commits' as segment, commits as reading,
        run_id
    from landing.git_history
    union all
    select month, repo, 'git_commits' as signal_id, 'without merges' as segment,
        commits_excl_merges as reading, run_id
    from landing.git_history
    union all
    select month, repo, 'git_commits' as signal_id, 'bots' as segment, bot_commits as reading,
        run_id
    from landing.git_history
    union all
    select month, repo, 'git_authors' as signal_id, 'all addresses' as segment,
        author_addresses as reading, run_id
    from landing.git_history
    union all
    select month, repo, 'git_authors' as signal_id, 'without bots' as segment,
        author_addresses_excl_bots as reading, run_id
    from landing.git_history
    union all
    select month, repo, 'git_authors' as signal_id, 'new addresses' as segment,
        new_author_addresses as reading, run_id
    from landing.git_history
)
select
    readings.signal_id,
    'github' as registry,
    readings.repo as identifier,
    readings.segment,
    readings.month as period_start,
    cast(readings.month + interval 1 month as date) as period_end,
    cast(readings.reading as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    case when readings.run_id = 'snapshot' and readings.month = date '2026-08-01'
        then 'note: month not complete when read' end as quality,
    cast(repos.head_date as timestamp) as observed_at,
    readings.run_id,
    readings.repo || '@' || substr(repos.head_commit, 1, 8) as locator
from readings
inner join landing.git_history_repos as repos
    on repos.repo = readings.repo and repos.run_id = readings.run_id
