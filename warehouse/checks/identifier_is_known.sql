-- Every name in a bundled file belongs to a project in data/projects.yml (Hub libraries excepted:
-- hundreds of tiny ones stay in the denominator only). What was collected for a name that was
-- removed since is kept and left aside: see unmapped_identifier.
select signal_id, registry, identifier, figures
from unmapped_identifier
where bundled and registry <> 'hub_library'
