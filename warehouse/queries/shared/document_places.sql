-- Every place where a document makes a claim, in reading order, with the claim's verdict.
select
    claim_occurrence.line,
    claim_occurrence.char_start,
    claim_occurrence.char_end,
    claim.claim_id,
    claim.statement,
    claim_verdict.verdict
from claim_occurrence
join claim on claim.claim_id = claim_occurrence.claim_id
join claim_verdict on claim_verdict.claim_id = claim.claim_id
where claim_occurrence.document_id = $document
order by claim_occurrence.char_start, claim_occurrence.char_end desc, claim.position
