-- Percentages quoted on public pages: one row per page, population and framework.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- A survey figure speaks for its whole survey year, a figure on implementations for the month
-- given.
with figures as (
    select
        topic,
        named,
        segment,
        case topic
            when 'survey_users' then cast(date_trunc('year', month) as date)
            else month
        end as period_start,
        case topic
            when 'survey_users' then cast(date_trunc('year', month) + interval 1 year as date)
            else cast(month + interval 1 month as date)
        end as period_end,
        percent,
        precision,
        published_on,
        page,
        run_id,
        loaded_at
    from landing.published_figures
)
select
    case topic when 'survey_users' then 'survey_users_published' else 'paper_implementations_published' end as signal_id,
    case topic when 'survey_users' then 'survey_option' else 'paper_framework' end as registry,
    named as identifier,
    segment,
    period_start,
    period_end,
    percent as value,
    cast(100 as double) as base,
    precision,
    case
        when segment like '%base not stated' then 'note: second-hand, base not stated'
        when segment like '%headline' then 'note: second-hand, known from a headline'
        else 'note: second-hand'
    end as quality,
    coalesce(cast(published_on as timestamp), loaded_at) as observed_at,
    run_id,
    page as locator
from figures
