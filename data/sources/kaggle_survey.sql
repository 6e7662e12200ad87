-- Kaggle survey: one row per year, population, base and option, and one per union of options.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- Left out: None and Other (no project) and RandomForest (an algorithm, listed as an option in
-- 2019). Unions have segments of their own, so that no option is added to the union it is in.
with answers as (
    select
        option as identifier,
        population,
        survey_year,
        users,
        answered_base,
        respondents,
        file_kind,
        run_id,
        loaded_at,
        repository || '@' || commit || ':' || path as locator
    from landing.kaggle_survey
    where option not in ('None', 'Other', 'RandomForest')
),

unions as (
    select
        'TensorFlow or Keras' as identifier,
        tensorflow_or_keras as users,
        population,
        survey_year,
        users_of_any_framework,
        tensorflow_or_keras + pytorch_or_lightning_or_fastai - both_families as users_of_either,
        both_families,
        run_id,
        loaded_at,
        repository || '@' || commit || ':' || path as locator
    from landing.kaggle_survey_union
    union all
    select
        'PyTorch, Lightning or fast.ai' as identifier,
        pytorch_or_lightning_or_fastai as users,
        population,
        survey_year,
        users_of_any_framework,
        tensorflow_or_keras + pytorch_or_lightning_or_fastai - both_families as users_of_either,
        both_families,
        run_id,
        loaded_at,
        repository || '@' || commit || ':' || path as locator
    from landing.kaggle_survey_union
),

segments as (
    select
        'kaggle_users' as signal_id,
        identifier,
        population || ', answered the question' as segment,
        survey_year,
        users,
        answered_base as base,
        case when file_kind = 're-merged'
            then 'note: re-merged file, base slightly too low' end as quality,
        run_id,
        loaded_at,
        locator
    from answers
    union all
    select
        'kaggle_users' as signal_id,
        identifier,
        population || ', every respondent' as segment,
        survey_year,
        users,
        respondents as base,
        case when file_kind = 're-merged' then 'note: re-merged file' end as quality,
        run_id,
        loaded_at,
        locator
    from answers
    union all
    select
        'kaggle_users' as signal_id,
        identifier,
        population || ', users of any framework' as segment,
        survey_year,
        users,
        users_of_any_framework as base,
        cast(null as varchar) as quality,
        run_id,
        loaded_at,
        locator
    from unions
    union all
    select
        'kaggle_users' as signal_id,
        identifier,
        population || ', users of either family' as segment,
        survey_year,
        users,
        users_of_either as base,
        cast(null as varchar) as quality,
        run_id,
        loaded_at,
        locator
    from unions
    union all
    select
        'kaggle_users_of_both' as signal_id,
        identifier,
        population as segment,
        survey_year,
        both_families as users,
        users_of_any_framework as base,
        cast(null as varchar) as quality,
        run_id,
        loaded_at,
        locator
    from unions
)
select
    signal_id,
    'survey_option' as registry,
    identifier,
    segment,
    cast(cast(survey_year as varchar) || '-01-01' as date) as period_start,
    cast(cast(survey_year + 1 as varchar) || '-01-01' as date) as period_end,
    cast(users as double) as value,
    cast(base as double) as base,
    'exact' as precision,
    quality,
    loaded_at as observed_at,
    run_id,
    locator
from segments
