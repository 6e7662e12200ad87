-- Every definition yields at least one share: its segments, roles and groups exist.
select definition.definition_id, definition.signal_id, definition.segments
from definition
left join share on share.definition_id = definition.definition_id
where share.definition_id is null
