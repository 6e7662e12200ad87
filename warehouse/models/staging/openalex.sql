-- Works that mention a project: one row per year, searched text and field, base and term.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- Bases are counted in the same run: all works that could be searched, and those that name any of
-- the terms. A year without works to search is left out, one without a mention is a zero.
with counted as (
    select
        openalex.*,
        sum(works) over (partition by run_id, text, field, counted, term) <> found as is_partial
    from landing.openalex as openalex
),

mention as (
    select
        term.*,
        whole.works as all_works,
        named.works as named_works,
        term.is_partial or whole.is_partial or named.is_partial as is_doubtful
    from counted as term
    join counted as whole
        on whole.counted = 'works'
        and whole.run_id = term.run_id
        and whole.text = term.text
        and whole.field = term.field
        and whole.year = term.year
    join counted as named
        on named.counted = 'any term'
        and named.run_id = term.run_id
        and named.text = term.text
        and named.field = term.field
        and named.year = term.year
    where term.counted = 'term'
),

based as (
    select mention.*, '' as suffix, all_works as base from mention
    union all
    select mention.*, ', naming a project' as suffix, named_works as base from mention
)
select
    'paper_mentions' as signal_id,
    'full_text_query' as registry,
    term as identifier,
    text || case field when 'all' then '' else ', ' || field end || suffix as segment,
    make_date(year, 1, 1) as period_start,
    make_date(year + 1, 1, 1) as period_end,
    cast(works as double) as value,
    cast(base as double) as base,
    'exact' as precision,
    case
        when is_doubtful then 'suspect: the years do not add up to the total'
        when works >= all_works or works > named_works then 'suspect: more works than searched'
        when year >= year(loaded_at) then 'note: the year was not over' end as quality,
    loaded_at as observed_at,
    run_id,
    locator
from based
where base > 0
