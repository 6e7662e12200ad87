-- Python Developers Survey: one row per year and option.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- 2019 is a percentage as published, so its base is 100. Each year has its own segment, as the
-- bases differ.
select
    'psf_survey_users' as signal_id,
    'survey_option' as registry,
    option as identifier,
    case survey_year
        when 2018 then 'all respondents'
        when 2019 then 'answered the data science question'
        else 'damaged excerpt'
    end as segment,
    cast(cast(survey_year as varchar) || '-01-01' as date) as period_start,
    cast(cast(survey_year + 1 as varchar) || '-01-01' as date) as period_end,
    coalesce(cast(users as double), percent) as value,
    coalesce(cast(respondents as double), cast(100 as double)) as base,
    case when users is null then 'rounded' else 'exact' end as precision,
    case survey_year
        when 2019 then 'note: second-hand'
        when 2020 then 'suspect: damaged excerpt, selection unknown'
    end as quality,
    loaded_at as observed_at,
    run_id,
    coalesce(page, repository || '@' || coalesce(commit, blob) || ':' || path) as locator
from landing.psf_survey
