-- Deep-learning libraries on 14 September 2017: one row per library and quantity.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- Left out: growth rates and ranks (not counts) and the count of questions by tag, which lacks four
-- libraries.
with quantities as (
    select
        case metric
            when 'github_stars' then 'data_incubator_stars'
            when 'github_forks' then 'data_incubator_forks'
            when 'stackoverflow_so_question_count' then 'data_incubator_questions'
            when 'google_search_results' then 'data_incubator_search_results'
        end as signal_id,
        case metric
            when 'stackoverflow_so_question_count' then 'data/DL_toolkits_results_stackoverflow.csv'
            when 'google_search_results' then 'data/DL_toolkits_results_google.csv'
            else 'data/DL_toolkits_results_github.csv'
        end as path,
        case metric when 'google_search_results' then 'rounded' else 'exact' end as precision,
        library,
        measured_on,
        value,
        run_id
    from landing.data_incubator_2017
)
select
    signal_id,
    'survey_option' as registry,
    library as identifier,
    'all' as segment,
    measured_on as period_start,
    cast(measured_on + interval 1 day as date) as period_end,
    value,
    cast(null as double) as base,
    precision,
    cast(null as varchar) as quality,
    cast(measured_on as timestamp) as observed_at,
    run_id,
    (select min(locator) from landing.data_incubator_2017) || ':'
        || path as locator
from quantities
where signal_id is not null
