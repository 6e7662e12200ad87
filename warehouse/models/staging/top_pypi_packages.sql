-- PyPI downloads: one row per list and package.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- A package below a list's floor is absent, which is not zero. Five lists of 2018-02-25 repeat the
-- same figures; each is kept under the time of its commit. Collected lists have no commit. The
-- path of a list that was read elsewhere says where.
select
    'pypi_downloads' as signal_id,
    'pypi' as registry,
    packages.package as identifier,
    packages.kind || ' list' as segment,
    lists.window_start as period_start,
    lists.window_end as period_end,
    cast(packages.downloads as double) as value,
    cast(null as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    lists.committed_at as observed_at,
    packages.run_id,
    coalesce(
        packages.locator,
        case when lists.path like '%@%' then lists.path
            else 'hugovk/top-pypi-packages@' || packages.commit || ':' || lists.path end
    ) as locator
from landing.top_pypi_packages as packages
inner join landing.top_pypi_packages_lists as lists
    on packages.run_id = lists.run_id
    and packages.kind = lists.kind
    and packages.list_date = lists.list_date
    and packages.commit is not distinct from substr(lists.repository_commit, 1, 8)
