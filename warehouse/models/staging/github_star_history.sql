-- GitHub stars by week of giving, as far as they were still held: one row per repository and week.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- The week under way and one that was just over are left out: GitHub's days need not end at
-- midnight UTC.
with judged as (
    select
        history.*,
        case
            when history.repository_id <> first_value(history.repository_id) over (
                partition by history.repo order by history.loaded_at
            ) then 'suspect: another repository than the one first seen under this name'
            when name.role = 'former' and history.repository_id <> coalesce(
                max(case when name.role = 'primary' then history.repository_id end)
                    over (partition by history.run_id, name.project_id),
                max(case when name.role = 'primary' then history.repository_id end)
                    over (partition by name.project_id)
            )
                then 'suspect: another repository under a former name'
        end as quality
    from landing.github_star_history as history
    left join project_identifier as name
        on name.registry = 'github' and name.identifier = history.repo
)
select
    'github_stars_gained_weekly' as signal_id,
    'github' as registry,
    repo as identifier,
    'all' as segment,
    week as period_start,
    cast(week + interval 7 day as date) as period_end,
    cast(stars as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    quality,
    loaded_at as observed_at,
    run_id,
    locator
from judged
where week + interval 7 day < cast(loaded_at as date)
