-- Commits and authors of default branches: one row per repository, month and segment.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- A month without commits is a real zero: the whole log was read. A collected month counts once it
-- is over. For a bundled log the day of its newest commit stands for the day of reading.
with segments (signal_id, segment) as (
    values
        ('git_commits', 'all commits'),
        ('git_commits', 'without merges'),
        ('git_commits', 'bots'),
        ('git_authors', 'all addresses'),
        ('git_authors', 'without bots'),
        ('git_authors', 'new addresses')
)
select
    segments.signal_id,
    'github' as registry,
    counts.repo as identifier,
    segments.segment,
    counts.month as period_start,
    cast(counts.month + interval 1 month as date) as period_end,
    cast(case segments.segment
        when 'all commits' then counts.commits
        when 'without merges' then counts.commits_excl_merges
        when 'bots' then counts.bot_commits
        when 'all addresses' then counts.author_addresses
        when 'without bots' then counts.author_addresses_excl_bots
        when 'new addresses' then counts.new_author_addresses end as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    coalesce(counts.loaded_at, cast(repos.head_date as timestamp)) as observed_at,
    counts.run_id,
    coalesce(counts.locator, repos.repo || '@' || substr(repos.head_commit, 1, 8)) as locator
from landing.git_history as counts
inner join landing.git_history_repos as repos
    on repos.repo = counts.repo and repos.run_id = counts.run_id
cross join segments
where counts.run_id = 'snapshot' or counts.month + interval 1 month <= counts.loaded_at
