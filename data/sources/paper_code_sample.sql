-- Paper implementations: one row per arXiv year, kind of link, base and framework.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- Left out: 'none' (links with no framework recorded are no project; they are in the base of all
-- links), 'no arxiv id' (no year to put it in) and 'total' (the sum of the others).
with cells as (
    select
        framework,
        case links when 'official' then 'official links' else 'all links' end as kind,
        cast(arxiv_year || '-01-01' as date) as year_start,
        link_count,
        rows_in_cell,
        rows_with_a_framework,
        run_id,
        loaded_at
    from landing.paper_code_sample
    where arxiv_year not in ('no arxiv id', 'total') and framework <> 'none'
),

segments as (
    select framework, kind as segment, year_start, link_count, rows_in_cell as base, run_id,
        loaded_at
    from cells
    union all
    select framework, kind
        || ', framework named' as segment, year_start, link_count, rows_with_a_framework as base,
        run_id, loaded_at
    from cells
)
select
    'paper_implementations' as signal_id,
    'paper_framework' as registry,
    framework as identifier,
    segment,
    year_start as period_start,
    cast(year_start + interval 1 year as date) as period_end,
    cast(link_count as double) as value,
    cast(base as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.paper_code_sample) || ':data/paper_repo_info.csv' as locator
from segments
