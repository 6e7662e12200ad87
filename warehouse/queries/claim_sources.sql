-- The sources that each claim's tests draw on.
select claim_test.claim_id, list(signal.source_id) as sources
from claim_test
join definition on definition.definition_id = claim_test.definition_id
join signal on signal.signal_id in (definition.signal_id, definition.total_signal_id)
group by claim_test.claim_id
