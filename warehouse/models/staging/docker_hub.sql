-- Docker Hub counters: one row per image, day and counter.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
with reading as (
    select 'docker_hub_pulls' as signal_id, day, image, pulls as level, loaded_at, run_id, locator
    from landing.docker_hub
    union all
    select 'docker_hub_stars' as signal_id, day, image, stars as level, loaded_at, run_id, locator
    from landing.docker_hub
)
select
    signal_id,
    'docker' as registry,
    image as identifier,
    'all' as segment,
    day as period_start,
    cast(day + interval 1 day as date) as period_end,
    cast(level as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    locator
from reading
