-- Every definition yields at least one share: its segments, roles and groups exist. One of a live
-- source may wait for a collection.
select definition.definition_id, definition.signal_id, definition.segments
from definition
join signal on signal.signal_id = definition.signal_id
join source on source.source_id = signal.source_id
left join share on share.definition_id = definition.definition_id
where share.definition_id is null and not source.live
