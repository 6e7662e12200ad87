-- PyPI packages that depend on a framework: one row per way of depending and framework.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- The base is the packages that depend on PyTorch or TensorFlow, each once; other frameworks are not
-- in it and have none.
with chain as (
    select
        *,
        sum(case name when 'pytorch and tensorflow' then -packages
            when 'pytorch' then packages when 'tensorflow' then packages else 0 end)
            over (partition by run_id, depends) as on_either
    from landing.pypi_supply_chains
)
select
    'pypi_packages_requiring' as signal_id,
    'survey_option' as registry,
    name as identifier,
    depends as segment,
    cast(loaded_at as date) as period_start,
    cast(loaded_at + interval 1 day as date) as period_end,
    cast(packages as double) as value,
    case when name in ('pytorch', 'tensorflow', 'pytorch and tensorflow')
        then cast(on_either as double) end as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.pypi_supply_chains)
        || ':data/package_statistics.csv' as locator
from chain
