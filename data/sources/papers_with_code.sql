-- Links from papers to code, and papers with such a link: one row per period, base and framework.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- The archive was counted as a whole, so a framework without a link in a period is a zero. 'none'
-- (none was detected) and null (no value) are no frameworks, but they are in the base of all links.
-- Conference papers go by the year of the conference, all others by their date. Papers without
-- either are left out, and among the months the one in which the service ended.
with placed as (
    select 'monthly, ' as prefix, month as starts, cube.*
    from landing.papers_with_code as cube
    where month < date '2025-07-01'
    union all
    select '' as prefix, cast(date_trunc('year', month) as date) as starts, cube.*
    from landing.papers_with_code as cube
    where month is not null
    union all
    select 'conference papers, ' as prefix, make_date(conference_year, 1, 1) as starts, cube.*
    from landing.papers_with_code as cube
    where conference_year is not null
    union all
    select conference_field || ' conference papers, ' as prefix,
        make_date(conference_year, 1, 1) as starts, cube.*
    from landing.papers_with_code as cube
    where conference_field is not null
),

counted as (
    select 'paper_code_links' as signal_id, prefix || 'all links' as segment, starts, framework,
        links as value, null as papers_linked, null as papers_named, null as papers_of_two,
        run_id, loaded_at, locator
    from placed
    union all
    select 'paper_code_links' as signal_id, prefix || 'official links' as segment, starts,
        framework, links as value, null, null, null, run_id, loaded_at, locator
    from placed
    where is_official = 1
    union all
    select 'paper_code_papers' as signal_id,
        case among when 'papers' then '' else among || ', ' end || links || ' links' as segment,
        make_date(year, 1, 1) as starts, framework, papers as value, papers_linked, papers_named,
        papers_of_two, run_id, loaded_at, locator
    from landing.papers_with_code_papers
),

named as (
    select distinct run_id, framework from landing.papers_with_code where framework <> 'none'
),

measured as (
    -- links add up to their bases; papers do not, theirs were counted
    select
        counted.signal_id, counted.segment, counted.starts, named.framework as identifier,
        coalesce(sum(value) filter (where counted.framework = named.framework), 0) as value,
        coalesce(max(papers_linked), sum(value)) as any_base,
        coalesce(max(papers_named), sum(value) filter (where counted.framework <> 'none'))
            as named_base,
        case when named.framework in ('pytorch', 'tf') then max(papers_of_two) end as two_base,
        counted.run_id, counted.loaded_at, counted.locator
    from counted
    join named on named.run_id = counted.run_id
    group by counted.signal_id, counted.segment, counted.starts, named.framework, counted.run_id,
        counted.loaded_at, counted.locator
),

based as (
    select measured.*, '' as suffix, any_base as base from measured
    union all
    select measured.*, ', framework named' as suffix, named_base as base from measured
    union all
    select measured.*, ', PyTorch or TensorFlow' as suffix, two_base as base from measured
)
select
    signal_id,
    'paper_framework' as registry,
    identifier,
    segment || suffix as segment,
    starts as period_start,
    cast(
        starts + case when segment like 'monthly, %' then interval 1 month
            else interval 1 year end as date
    ) as period_end,
    cast(value as double) as value,
    cast(base as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    locator
from based
where base > 0
