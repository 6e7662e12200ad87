-- Every name a source reports belongs to a project in data/projects.yml (Hub libraries excepted:
-- hundreds of tiny ones stay in the denominator only, see unmapped_identifier).
select signal_id, registry, identifier, figures
from unmapped_identifier
where registry <> 'hub_library'
