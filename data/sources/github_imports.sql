-- Imports in a sample of GitHub repositories: one row per year or whole sample, library and base.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- The imported modules bear the names of their PyPI packages. An empty year is the whole sample.
with figure as (
    select
        'of all repositories' as segment,
        all_repositories as base,
        *
    from landing.github_imports
    union all
    select
        'of those with torch or tensorflow' as segment,
        with_either as base,
        *
    from landing.github_imports
    where library in ('torch', 'tensorflow', 'torch and tensorflow')
)
select
    case when year is null then 'repository_imports' else 'repository_imports_by_year' end
        as signal_id,
    case library when 'torch and tensorflow' then 'survey_option' else 'pypi' end as registry,
    library as identifier,
    segment,
    coalesce(make_date(year, 1, 1), cast(loaded_at as date)) as period_start,
    coalesce(make_date(year + 1, 1, 1), cast(loaded_at + interval 1 day as date)) as period_end,
    cast(repositories as double) as value,
    cast(base as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.github_imports) || ':data/imports.jsonl' as locator
from figure
where base > 0
