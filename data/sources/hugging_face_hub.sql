-- Models on the Hugging Face Hub: by tag, by library_name, and all.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- base: for library_name, the models that carry any; the file counts every one of them, so it is
-- the sum of its rows. The one filter reading without a number (PyCTCDecode) is left out. Label
-- filters and library_name counts that agree were taken together.
with tag_points as (
    select
        date, until, tag, models, precision,
        case when date_note is not null then 'note: date inferred (' || date_note
            || ')' end as quality,
        run_id,
        case when repository is null then path else repository || coalesce('@' || commit, '')
            || ':' || path end as locator
    from landing.hugging_face_hub_tags
),
filter_readings as (
    select
        date, until, tag, models, 'exact' as precision,
        case
            when tag in ('keras', 'sample-factory')
                then 'suspect: two libraries show the same 1,986 models'
            when tag in ('rl-baselines3-zoo', 'stable-baselines3')
                then 'note: two labels share one filter; date inferred (' || date_note || ')'
            else 'note: date inferred (' || date_note || ')'
        end as quality,
        run_id,
        (select min(locator) from landing.hugging_face_hub_filters) || ':libraries_dataset/'
        || 'Libraries Hugging Face Analysis - manual_model_data (1).csv' as locator
    from landing.hugging_face_hub_filters
    where models is not null
),
library_counts as (
    select
        date, library_name, models, sum(models) over (partition by run_id, date) as all_named,
        case when library_name in ('keras', 'sample-factory')
            then 'suspect: two libraries show the same 1,986 models'
            else 'note: counted on or before this date'
        end as quality,
        run_id
    from landing.hugging_face_hub_libraries
),
totals as (
    select
        date, until, models, precision,
        case
            when commit = '1c2a7d6805af6aba4a530096669ce2af3f5bec78' then 'suspect: ' || note
            when counted_by = 'second-hand' then 'note: second-hand' || coalesce('; ' || note, '')
            when counted_by = 'database of HFCommunity'
                then 'note: rows of a crawled database' || coalesce('; ' || date_note, '')
            when counted_by = 'third-party count' then 'note: counted by a third party'
                || coalesce('; ' || note, '')
        end as quality,
        run_id,
        case when repository is null then path else repository || '@' || commit || ':'
            || path end as locator
    from landing.hugging_face_hub_totals
),
readings as (
    select
        'hub_models_tagged' as signal_id, 'hub_tag' as registry, tag as identifier, date, until,
            models, cast(null as bigint) as base,
        precision, quality, run_id, locator
    from tag_points
    union all
    select
        'hub_models_tagged' as signal_id, 'hub_tag' as registry, tag as identifier, date, until,
            models, cast(null as bigint) as base,
        precision, quality, run_id, locator
    from filter_readings
    union all
    select
        'hub_models_library' as signal_id, 'hub_library' as registry, library_name as identifier,
            date,
        cast(date + interval 1 day as date) as until, models, all_named as base,
            'exact' as precision, quality, run_id,
        (select min(locator) from landing.hugging_face_hub_libraries)
            || ':Libraries Hugging Face Analysis - '
        || 'model_library_count(hf_api, exhaustive).csv' as locator
    from library_counts
    union all
    select
        'hub_models_total' as signal_id, 'hub_tag' as registry, '(all models)' as identifier,
            date, until, models,
        cast(null as bigint) as base, precision, quality, run_id, locator
    from totals
)
select
    signal_id,
    registry,
    identifier,
    'all' as segment,
    date as period_start,
    until as period_end,
    cast(models as double) as value,
    cast(base as double) as base,
    precision,
    quality,
    cast(case when until > cast(date + interval 1 day as date) then until
        else date end as timestamp) as observed_at,
    run_id,
    locator
from readings
