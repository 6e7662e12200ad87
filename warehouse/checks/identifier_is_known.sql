-- Every name in a bundled file belongs to a project of its pack. Where most names are nobody's, as in
-- a list of all packages, the others stay in the denominator only. What was collected for a name that
-- was removed since is kept and left aside: see unmapped_identifier.
with counted as (
    select signal_id, registry, count(distinct identifier) as names
    from staging.observation
    group by signal_id, registry
)
select signal_id, registry, identifier, figures
from unmapped_identifier
join counted using (signal_id, registry)
where bundled
qualify 2 * count(*) over (partition by signal_id, registry) <= names
