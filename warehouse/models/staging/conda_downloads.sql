-- Conda downloads by package and month: one row per package, month and channel, and for all.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- base: what the channel, or all channels, served of every package in the month.
with whole as (
    select run_id, month, channel, downloads
    from landing.conda_downloads_channels
    union all
    select run_id, month, 'all channels' as channel, sum(downloads) as downloads
    from landing.conda_downloads_channels
    group by run_id, month
),
part as (
    select run_id, month, channel, package, downloads, loaded_at, locator
    from landing.conda_downloads
    union all
    select
        run_id,
        month,
        'all channels' as channel,
        package,
        sum(downloads) as downloads,
        min(loaded_at) as loaded_at,
        min(locator) as locator
    from landing.conda_downloads
    group by run_id, month, package
)
select
    'conda_downloads_monthly' as signal_id,
    'conda' as registry,
    part.package as identifier,
    part.channel as segment,
    part.month as period_start,
    cast(part.month + interval 1 month as date) as period_end,
    cast(part.downloads as double) as value,
    cast(whole.downloads as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    part.loaded_at as observed_at,
    part.run_id,
    part.locator
from part
join whole
    on whole.run_id = part.run_id and whole.month = part.month and whole.channel = part.channel
-- a share of nothing is none
where whole.downloads > 0
