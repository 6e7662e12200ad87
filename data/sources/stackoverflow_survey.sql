-- Stack Overflow Developer Survey: one row per year, population, base and option.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- 2018 to 2020 print a percentage to four decimals and the number who answered; their product is a
-- whole number within the rounding. 2021 and 2022 print percentages of the users of any listed
-- item; that base is the count over the percentage. The complete 2022 figures for professionals are
-- known only second-hand and stand in published_figures. Counts of the raw answers have segments of
-- their own: what the survey printed is left as it is.
with printed as (
    select
        *,
        case population
            when 'all' then 'all respondents'
            when 'professional' then 'professionals'
            else population
        end as people,
        coalesce(cast(frequency as double), round(percent * total_respondents / 100)) as users,
        case when survey_year = 2022 then 'note: partial export' end as quality,
        'StackExchange/Survey@' || commit || ':' || path as file
    from landing.stackoverflow_survey
),
raw as (
    select *, 'survey_users' as signal_id, users as people
    from landing.stackoverflow_survey_answers
    union all
    select *, 'survey_wanting' as signal_id, wanting as people
    from landing.stackoverflow_survey_answers
),
segments as (
    select
        'survey_users' as signal_id, survey_year, option, people as segment, users as value, total_respondents as base,
        case when frequency is null then 'derived' else 'exact' end as precision, quality,
        loaded_at as observed_at, run_id, file as locator
    from printed
    union all
    select
        'survey_users', survey_year, option, people || ', users of any listed item', users, implied_base,
        'derived', quality, loaded_at, run_id, file
    from printed
    where survey_year in (2021, 2022)
    union all
    select
        signal_id, survey_year, option, 'raw answers: ' || population || ', ' || base_kind,
        people, base, 'exact',
        case when edition = 'other' then 'note: not the file in the survey''s archive' end,
        loaded_at, run_id, locator
    from raw
)
select
    signal_id,
    'survey_option' as registry,
    option as identifier,
    segment,
    cast(cast(survey_year as varchar) || '-01-01' as date) as period_start,
    cast(cast(survey_year + 1 as varchar) || '-01-01' as date) as period_end,
    cast(value as double) as value,
    cast(base as double) as base,
    precision,
    quality,
    observed_at,
    run_id,
    locator
from segments
