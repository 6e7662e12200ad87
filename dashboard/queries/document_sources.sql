-- The sources that the claims of a document are measured from, context included.
select distinct signal.source_id
from claim_occurrence
join claim_test on claim_test.claim_id = claim_occurrence.claim_id
join definition on definition.definition_id = claim_test.definition_id
join signal on signal.signal_id = definition.signal_id
where claim_occurrence.document_id = $document
order by signal.source_id
