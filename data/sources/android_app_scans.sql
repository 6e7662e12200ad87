-- Android apps with a deep-learning framework: one row per store, kind of find and framework.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- An app may hold several frameworks; the base counts it once.
select
    'android_apps' as signal_id,
    'survey_option' as registry,
    framework as identifier,
    store || ', ' || found as segment,
    cast(loaded_at as date) as period_start,
    cast(loaded_at + interval 1 day as date) as period_end,
    cast(apps as double) as value,
    cast(apps_with_any as double) as base,
    'exact' as precision,
    'note: scanned in 2021, on a day before this one' as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.android_app_scans) || ':'
        || case store when 'MyApp' then 'code/result/yingyongbao'
            else 'code/result/differ/06_06/so' end as locator
from landing.android_app_scans
