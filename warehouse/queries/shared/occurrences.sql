-- Where the documents make a claim; every claim where $claim is null.
select
    claim_occurrence.claim_id,
    document.document_id,
    document.title,
    document.as_of,
    document.as_of_basis,
    document.sha256,
    claim_occurrence.line,
    claim_occurrence.char_start,
    claim_occurrence.char_end
from claim_occurrence
join document on document.document_id = claim_occurrence.document_id
where $claim::varchar is null or claim_occurrence.claim_id = $claim::varchar
order by
    claim_occurrence.claim_id, document.title, document.document_id, claim_occurrence.char_start
