-- Paper code, a random draw: one row per year of the paper, base and framework.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- Left out: 'none' (no framework was detected) is no project; it is in the base of all papers.
with years as (
    select
        framework,
        make_date(paper_year, 1, 1) as year_start,
        papers,
        sum(papers) over (partition by paper_year) as all_papers,
        sum(case when framework <> 'none' then papers end) over (
            partition by paper_year) as named_papers,
        run_id,
        loaded_at
    from landing.paper_code_drawn
),

segments as (
    select framework, 'official code' as segment, year_start, papers, all_papers as base, run_id,
        loaded_at
    from years
    union all
    select framework, 'official code, framework named' as segment, year_start, papers,
        named_papers as base, run_id, loaded_at
    from years
)
select
    'paper_code_drawn' as signal_id,
    'paper_framework' as registry,
    framework as identifier,
    segment,
    year_start as period_start,
    cast(year_start + interval 1 year as date) as period_end,
    cast(papers as double) as value,
    cast(base as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.paper_code_drawn) || ':corpus_1000.csv' as locator
from segments
where framework <> 'none'
