-- Papers whose code contains a framework's name: one row per arXiv year, framework and way of
-- counting.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- The four outcomes of a year always add up to its papers, so in 'any' an outcome that is not
-- listed counts as none. Left out: 'no arxiv id' (no year to put it in) and 'total' (the sum).
with years as (
    select
        cast(arxiv_year || '-01-01' as date) as year_start,
        sum(case when found = 'pytorch only' then papers end) as pytorch_only,
        sum(case when found = 'tensorflow only' then papers end) as tensorflow_only,
        sum(case when found = 'both' then papers end) as both_found,
        max(papers_in_year) as papers_in_year,
        run_id,
        loaded_at
    from landing.paper_code_search_2019
    where arxiv_year not in ('no arxiv id', 'total')
    group by arxiv_year, run_id, loaded_at
),

frameworks as (
    select 'pytorch' as identifier, pytorch_only as only_found, both_found, year_start,
        papers_in_year, run_id, loaded_at
    from years
    union all
    select 'tensorflow' as identifier, tensorflow_only as only_found, both_found, year_start,
        papers_in_year, run_id, loaded_at
    from years
),

segments as (
    select identifier, 'only this framework' as segment, only_found as papers,
        'exact' as precision, year_start, papers_in_year, run_id, loaded_at
    from frameworks
    union all
    select identifier, 'with the other framework' as segment, both_found as papers,
        'exact' as precision, year_start, papers_in_year, run_id, loaded_at
    from frameworks
    union all
    select
        identifier,
        'any' as segment,
        case
            when only_found is not null or both_found is not null then coalesce(only_found,
                0) + coalesce(both_found, 0)
        end as papers,
        'derived' as precision,
        year_start,
        papers_in_year,
        run_id,
        loaded_at
    from frameworks
)
select
    'paper_code_mentions' as signal_id,
    'paper_framework' as registry,
    identifier,
    segment,
    year_start as period_start,
    cast(year_start + interval 1 year as date) as period_end,
    cast(papers as double) as value,
    cast(papers_in_year as double) as base,
    precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.paper_code_search_2019) || ':papers.db' as locator
from segments
where papers is not null
