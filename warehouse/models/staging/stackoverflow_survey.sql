-- Stack Overflow Developer Survey: one row per year, population, base and option.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- 2018 to 2020 print a percentage to four decimals and the number who answered; their product is a
-- whole number within the rounding. 2021 and 2022 print percentages of the users of any listed
-- item; that base is the count over the percentage. The complete 2022 figures for professionals are
-- known only second-hand and stand in published_figures.
with answers as (
    select
        survey_year,
        option,
        case population
            when 'all' then 'all respondents'
            when 'professional' then 'professionals'
            else population
        end as population,
        cast(cast(survey_year as varchar) || '-01-01' as date) as period_start,
        cast(cast(survey_year + 1 as varchar) || '-01-01' as date) as period_end,
        coalesce(cast(frequency as double), round(percent * total_respondents / 100)) as users,
        case when frequency is null then 'derived' else 'exact' end as precision,
        total_respondents,
        implied_base,
        case when survey_year = 2022 then 'note: partial export' end as quality,
        run_id,
        'StackExchange/Survey@' || commit || ':' || path as locator
    from landing.stackoverflow_survey
),

segments as (
    select
        option, population as segment, period_start, period_end, users,
            total_respondents as base, precision, quality, run_id, locator
    from answers
    union all
    select
        option,
        population || ', users of any listed item' as segment,
        period_start,
        period_end,
        users,
        implied_base as base,
        'derived' as precision,
        quality,
        run_id,
        locator
    from answers
    where survey_year in (2021, 2022)
)
select
    'survey_users' as signal_id,
    'survey_option' as registry,
    option as identifier,
    segment,
    period_start,
    period_end,
    users as value,
    cast(base as double) as base,
    precision,
    quality,
    cast(period_end as timestamp) as observed_at,
    run_id,
    locator
from segments
